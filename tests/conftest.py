"""What the tests of all packages share."""

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from casetrace.model.text_columns import hold_texts_for
from tests.order import dealt
from tests.stages.running import Run, real_cohort, real_texts, run_stages, shipped_config, without_claims

# The same examples in every run, and no time limit for one of them: a slow machine fails no test.
settings.register_profile(
    "casetrace",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("casetrace")
# It would draw constants from the code of all modules that happen to be loaded: other examples in a test that is run by
# itself than among all tests, and six seconds for each process.
pytest.MonkeyPatch().setattr(providers, "is_local_module_file", lambda _path: False)


hold_texts_for([])


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All stages on the shipped cohort, without its claims; read only."""
    raw, corrections = real_texts()
    return run_stages(tmp_path_factory.mktemp("real"), raw, without_claims(real_cohort()), corrections)


@pytest.fixture
def config() -> dict[str, Any]:
    """The shipped config.yaml as it is written, to change at will."""
    return shipped_config()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    return tmp_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each process begin with its part of what waits for others."""
    items[:] = dealt(items, lambda item: item.path, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage seldom, and not in what pytest holds of thousands of tests: it took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failed one: what it needs is installed there."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which in CI is a failure: {report.longrepr}"
    return report

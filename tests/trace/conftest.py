"""A small cohort with all that a place can be: hidden, not read, set aside, or read under a header that is a number."""

import copy
import json
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from casetrace.cli.trace import main
from casetrace.collect.lineage import collect_lineage
from casetrace.collect.statistics import collect_statistics
from casetrace.trace.cohort import TracedCohort
from tests.stages.running import ROOT, Run, check, checked_cohort, derive, describe, ingest_and_clean

SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/trace.schema.yaml").read_text(encoding="utf-8"))
SECRETS = ("Ottilie Sommersprosse", "Balduin Siebenstein", "C-17", "C-18", "secret remark")
TABLE = """Name,Case,Study,Remark,0,4,12
Ottilie Sommersprosse,C-17,calcinosis,secret remark,9,8,
Balduin Siebenstein,C-18,calcinosis,secret remark,7,"7
",4
Somebody Else,C-19,gout,,5,5,5
"""
COHORT: dict[str, Any] = {
    "table": {
        "file": "data/table.csv",
        "privacy": {"drop": ["Name"], "pseudonymise": ["Case"]},
        "keep_rows": {"Study": ["calcinosis"]},
        "ignore": ["Remark"],
        "columns": {
            "Case": "patient_id",
            **{week: {"field": "value", "outcome": "size_mm", "visit": int(week)} for week in ("0", "4", "12")},
        },
    },
    "outcomes": {"size_mm": {"label": "lesion size", "unit": "mm"}},
    "primary": {"outcome": "size_mm", "visit": 12, "unit_of_analysis": "patient", "scenario": "observed"},
}
MEDIAN = "reduction.size_mm.week_12.patient.all.observed.median.summary"

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The cohort described, with its lineage; not to be changed."""
    folder = tmp_path_factory.mktemp("traced")
    (folder / "data").mkdir()
    (folder / "data/table.csv").write_text(TABLE, encoding="utf-8", newline="")
    salt = tmp_path_factory.mktemp("secrets") / "salt"
    salt.write_bytes(b"0123456789abcdef")
    cohort = checked_cohort(copy.deepcopy(COHORT))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASETRACE_SALT_FILE", str(salt))
        run = ingest_and_clean(folder, cohort)
    check(run)
    derive(run, cohort)
    describe(run)
    with chdir(folder):
        collect_statistics(["out/analyse/statistics.parquet"], "out/statistics.csv")
        names = ("lineage", "row_sets")
        lineage, row_sets = ([f"out/analyse/{name}.parquet"] for name in names)
        out = {name: f"out/provenance/{name}.parquet" for name in (*names, "files")}
        collect_lineage(lineage, row_sets, ["data/table.csv"], out)
    return run


@pytest.fixture(scope="session")
def read_once(made_up: Run) -> TracedCohort:
    """The cohort, whose files are read once for all tests."""
    return TracedCohort.in_results("out", made_up.folder)


@pytest.fixture
def ask(
    made_up: Run,
    read_once: TracedCohort,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Asked:
    """Asks for something of a cohort; gives the exit status, what was printed and what went to stderr."""
    in_results = TracedCohort.in_results

    def read_or_made(name: str, results: Path) -> TracedCohort:
        return read_once if (name, results) == ("out", made_up.folder) else in_results(name, results)

    monkeypatch.setattr(TracedCohort, "in_results", read_or_made)

    def asked(*arguments: str, results: Path = made_up.folder) -> tuple[int, str, str]:
        status = main(["out", *arguments, "--results", str(results)])
        return status, *capsys.readouterr()

    return asked


@pytest.fixture
def answer(ask: Asked) -> Callable[..., dict[str, Any]]:
    """Asks for JSON, which has to be as the schema says and hold nothing that is hidden."""

    def asked(*arguments: str) -> dict[str, Any]:
        status, printed, _ = ask(*arguments, "--json")
        assert status == 0
        found = json.loads(printed)
        jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
        assert not any(secret in printed for secret in SECRETS)
        return dict(found)

    return asked

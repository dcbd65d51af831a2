"""Every benchmark starts, and does in its smallest form what it is there for."""

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import large_cohort, many_cohorts, measure, runs
from benchmarks.performance import KEPT, PAGE, sections, with_sections
from benchmarks.runs import Costs, Job
from casetrace.verify import scratch
from tests.stages.running import FULL, ROOT

#: The smallest form of each, and what it prints. The calibration has tests of its own; report_measures is started with
#: a folder that has no report.
SMALLEST: dict[str, tuple[list[str], str]] = {
    "measure": (["--dry-run"], "would start"),
    "bootstrap": (["--repeats", "1"], r"times faster"),
    "audit_search": (["--lesions", "30", "--claims", "4", "--repeats", "1"], "audit of 4 claims about 30 lesions"),
    "large_cohort": (["--lesions", "25", "--layouts", "long"], r"long +25 +\d+ +\d+ +\d+ +\d+\.\d\d  \w+"),
    "many_cohorts": (["--cohorts", "2", "--dry-run"], r"2 cohorts: planned in \d"),
    "performance": ([], ""),
    "report_measures": (["no-results"], ""),
}  # fmt: skip
#: Of those that run the whole pipeline one is enough: what each job costs is read of a shorter run.
SEEN_IN_FULL = set() if FULL else {"large_cohort"}
TRIED = SMALLEST.keys() - {"performance", "report_measures"} - SEEN_IN_FULL


def benchmarks() -> list[str]:
    """The modules that can be run."""
    paths = (ROOT / "benchmarks").glob("*.py")
    return sorted(path.stem for path in paths if '__name__ == "__main__"' in path.read_text(encoding="utf-8"))


def test_each_has_a_smallest_form():
    assert benchmarks() == sorted(SMALLEST)


@pytest.fixture(autouse=True)
def _same_processors(monkeypatch):
    """A benchmark holds its process to two processors; the tests after it are not to be held."""
    for module in (measure, large_cohort, many_cohorts):
        monkeypatch.setattr(module, "hold_to_cores", lambda: None)


@pytest.mark.parametrize("name", sorted(TRIED))
def test_it_starts(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    arguments, expected = SMALLEST[name]
    importlib.import_module(f"benchmarks.{name}").main(arguments)
    printed = capsys.readouterr()
    assert re.search(expected, printed.out), printed


def test_a_run_tells_what_each_of_its_jobs_cost():
    with runs._study(large_cohort.design(25, "long"), ["small"]) as folder:
        elapsed, processor, jobs = runs._timed(folder, "results/small/problems.csv")
    assert {job.rule for job in jobs} == {"ingest_cohort", "clean_cohort"}
    assert 0 < sum(job.processor for job in jobs) < processor
    assert max(job.elapsed for job in jobs) < elapsed
    assert all(job.peak > 10 for job in jobs)


def test_a_study_of_one_run_is_copied_as_verify_copies_it():
    assert set(scratch.SOURCES) < set(measure.SOURCES)


def costs(processor: float) -> Costs:
    jobs = [Job("ingest_cohort", processor / 2, processor, 900.0), Job("analyse_cohort", 1.0, 1.0, 1200.0)]
    return Costs(processor, processor, jobs, 0.9)


def test_an_exponent_is_the_slope_on_logarithmic_scales():
    # Ten times the lesions at ten and at a hundred times the costs.
    grown = {100: costs(1.0), 1000: costs(10.0), 10_000: costs(1000.0)}
    assert large_cohort.exponents(grown) == {"100 to 1000": 1.0, "1000 to 10000": 2.0}


@pytest.fixture
def measured(monkeypatch, tmp_path) -> Callable[..., dict[str, Any]]:
    """What is kept of runs that cost a second of the processor for each patient."""
    monkeypatch.setattr(many_cohorts, "planned", lambda design, names: len(names) / 10)
    for module in (large_cohort, many_cohorts):
        monkeypatch.setattr(module, "run_simulated", lambda design, names: costs(float(design.patients * len(names))))
    kept = tmp_path / "performance.json"
    large_cohort.main(["--lesions", "1000,10000", "--write", str(kept)])
    many_cohorts.main(["--cohorts", "4", "--alone", "2", "--write", str(kept)])
    return dict(json.loads(kept.read_text(encoding="utf-8")))  # type: ignore[return-value]


def test_what_is_measured_is_kept_and_shown_beside_what_is_wanted(measured):
    assert measured["big_cohorts"]["wide"]["exponents"] == {"1000 to 10000": 1.0}
    assert measured["many_cohorts"]["ratio"] == 1.0
    marked = "<!-- {0} -->\nold\n<!-- end of {0} -->\n"
    page = f"# P\n\n{marked.format('big cohorts')}\n{marked.format('many cohorts')}"
    text = with_sections(page, measured)
    assert "| wide | 10,000 | 4000 | 4000 | 1,200 | 0.9 |" in text
    assert "| wanted | 1,000,000 | 180 | | 4,000 | |" in text
    assert "| the same, times as many single runs | 1.00 | 1.2 |" in text
    assert "old" not in text
    assert with_sections(text, measured) == text


def test_the_page_shows_what_was_measured():
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert "big cohorts" in sections(kept)
    text = Path(PAGE).read_text(encoding="utf-8")
    assert with_sections(text, kept) == text

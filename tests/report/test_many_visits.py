"""A cohort with 20 follow-up visits through the whole pipeline: what is computed, what is printed, and how much it is.

Before there were trends such a cohort had 23,460 results with 1,263 p values, and a report of 22.6 MB.
"""

import json
import re
from typing import Any

import numpy as np
import pytest

from tests.report.reading import PAGES, Report, both_pages
from tests.report.test_odd_cohorts import report_of
from tests.stages.running import QUICK_METHODS, Run, finish, ingest_and_clean, prepared, simple_cohort

WEEKS = range(1, 21)
COLUMNS = {
    "Patient": {"field": "patient_id"},
    "Lesion": {"field": "lesion_id"},
    "Site": {"field": "site"},
    **{f"W{week}": {"field": "value", "outcome": "size_mm", "visit": week} for week in (0, *WEEKS)},
}
SIZE = {
    "label": "lesion size", "unit": "mm", "better": "lower", "minimum": 0, "best_value": 0,
    "baseline_visit": 0, "follow_up_visits": list(WEEKS),
}  # fmt: skip
PRIMARY = {"outcome": "size_mm", "visit": 12, "unit_of_analysis": "patient", "scenario": "observed"}


def shrinking() -> str:
    """Ten patients with one or two lesions each; one patient has no value at the last visit."""
    draw = np.random.default_rng(4)
    lines = [",".join(COLUMNS)]
    for patient in range(10):
        for lesion in "ab"[: 1 + patient % 2]:
            baseline = int(draw.integers(20, 60))
            shares = 1 - 0.8 * np.arange(1, 21) / 21 * draw.uniform(0.5, 1.2, size=20)
            values = [str(max(0, round(value))) for value in baseline * shares + draw.normal(0, 2, size=20)]
            if patient == 3:
                values[-1] = ""
            site = ("hand", "foot", "knee")[patient % 3]
            lines.append(",".join([f"P{patient}", f"P{patient}{lesion}", site, str(baseline), *values]))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def section() -> dict[str, Any]:
    # The fewest assumptions that fill in a value: each is computed at all visits.
    return simple_cohort(
        COLUMNS,
        outcomes={"size_mm": SIZE},
        primary=PRIMARY,
        scenarios=["observed", "no_change"],
        explore={"variables": []},
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, section: dict[str, Any]) -> Run:
    folder = prepared(tmp_path_factory.mktemp("visits"), shrinking(), section)
    return finish(ingest_and_clean(folder, section), section, QUICK_METHODS)


@pytest.fixture(scope="module")
def page(run: Run, section: dict[str, Any]) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casetrace.figures.saving.NO_STAMP", {})
        report_of(run, section)
    return both_pages(run.folder / "out")


@pytest.fixture(scope="module")
def report(page: str) -> Report:
    return Report(page)


def printed_results(report: Report) -> set[str]:
    return {str(attrs["data-result"]) for _, attrs in report.elements if attrs.get("data-result")}


def test_visits_are_no_longer_compared_two_by_two(run):
    changes = run.statistics.query("analysis == 'change_in_reduction'")
    pairs = set(zip(changes["visit_from"], changes["visit"], strict=True))
    assert pairs == {(1, 20), (11, 12)}
    trend = run.statistics.query("analysis == 'reduction_per_week' and p_value == p_value and scenario == 'observed'")
    assert set(zip(trend["visit_from"], trend["visit"], strict=True)) == {(1, 20)}
    assert len(trend) == 4  # over lesions; over patients by t, sign-flip and signed-rank
    assert len(run.statistics) < 15_000


def test_the_tests_at_all_visits_are_one_family(run):
    adjusted = run.statistics.query("method == 'holm' and analysis == 'reduction'")
    raw = run.statistics.query("analysis == 'reduction' and method.str.startswith('sign_flip')")
    assert len(adjusted) == len(raw) == 20
    assert adjusted["estimate"].min() == pytest.approx(20 * raw["p_value"].min())


def test_the_report_stays_small_and_prints_few_p_values(run, page, report):
    sizes = {name: (run.folder / "out" / name).stat().st_size for name in PAGES}
    assert sizes["report.html"] < 2_500_000
    assert sizes["appendix.html"] < 3_500_000
    p_values = [attrs for _, attrs in report.elements if attrs.get("data-column") == "p_value"]
    holm = [name for name in printed_results(report) if name.endswith("p_value_holm.holm")]
    assert 20 < len(p_values) <= 60
    assert len(holm) <= 20


def test_tables_show_the_first_the_last_and_the_asked_visit_and_say_so(report):
    tests = {name for name in printed_results(report) if ".sign_flip" in name and name.startswith("reduction.")}
    assert {re.search(r"week_(\d+)", name)[1] for name in tests} == {"1", "12", "20"}  # type: ignore[index]
    assert "show only the first and the last follow-up visit and those of endpoints" in report.words
    described = {name for name in printed_results(report) if name.endswith("patient.all.observed.median.summary")}
    assert {f"reduction.size_mm.week_{week}.patient.all.observed.median.summary" for week in WEEKS} <= described
    assert "Mean slope of the reduction over all visits, percentage points per week" in report.words


def test_every_result_is_carried_also_those_that_are_not_printed(page, run):
    carried = json.loads(page.partition('id="lineage">')[2].partition("</script>")[0])["results"]
    names = {".".join(carried["texts"][number] for number in row[:2]) for row in carried["rows"]}
    assert names == set(run.statistics.index)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("figure", ["waterfall", "reduction_by_size"])
def test_figures_with_a_panel_a_visit_draw_the_visits_that_are_printed(run, figure):
    drawn = run.csv(f"figures/{figure}")
    assert sorted(drawn["visit"].unique(), key=int) == ["1", "12", "20"]
    svg = (run.folder / "out/figures" / f"{figure}.svg").read_text(encoding="utf-8")
    assert len(svg) < 200_000


@pytest.mark.usefixtures("page")
def test_the_course_of_all_visits_is_drawn(run):
    assert run.csv("figures/trajectories")["visit"].nunique() >= 20

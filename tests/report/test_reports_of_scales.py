"""Reports of ordered outcomes and printed percentages: their names, what they leave out, the source of every number."""

import pytest

from tests.report.reading import Report, both_pages
from tests.report.test_odd_cohorts import report_of
from tests.stages.one_truth import Shape, written
from tests.stages.published_scales import arthritis, percentages
from tests.stages.running import Run, checked_cohort, run_shape
from tests.stages.test_levels import OUTCOME, ROWS


def levels() -> Shape:
    """The made-up cohort of `tests/stages/test_levels.py`, with a response as its primary endpoint."""
    rows = [["Patient", "Lesion", "IGA week 0", "IGA week 4", "IGA week 12"], *ROWS]
    table = {
        "file": "levels.csv", "lesion_id": "within_patient",
        "columns": {"Patient": "patient_id", "Lesion": "lesion_number"},
    }  # fmt: skip
    endpoints = {
        "success": {"kind": "response", "primary": True, "from": "almost clear", "label": "IGA success"},
        "levels": {"kind": "category"},
    }
    cohort = {"table": table, "outcomes": {"iga": OUTCOME}, "endpoints": endpoints}
    return Shape({"levels.csv": written(rows)}, cohort)


SHAPES = {"levels": levels, "arthritis": arthritis, "percentages": percentages}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, Run]:
    return {name: run_shape(tmp_path_factory.mktemp(name), shape()) for name, shape in SHAPES.items()}


@pytest.fixture(scope="module")
def reports(runs) -> dict[str, Report]:
    """The reports, every number of which has its source."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casetrace.figures.saving.NO_STAMP", {})
        return {name: report_of(runs[name], checked_cohort(shape().cohort)) for name, shape in SHAPES.items()}


def test_the_report_of_levels_has_their_names_and_no_mean(reports):
    words = reports["levels"].words
    for text in ("Levels of IGA at each visit", "Shift of IGA from baseline", "Tests of no change of IGA"):
        assert text in words
    assert "almost clear" in words
    for text in ("Percent reduction", "Mean reduction", "Log ratio", "Tipping point"):
        assert text not in words


def test_figures_that_an_outcome_has_not_are_left_out(runs, reports):
    shown = {name: report.words for name, report in reports.items()}
    html = {name: both_pages(run.folder / "out") for name, run in runs.items()}
    assert "figure-waterfall" not in html["levels"]
    assert "figure-waterfall" in html["percentages"]
    assert "figure-reduction_by_size" not in html["percentages"]
    assert "Levels of improvement at each visit" in shown["arthritis"]


def test_the_arms_of_the_trial_stand_beside_each_other(reports):
    words = reports["arthritis"].words
    assert "Levels of improvement in each arm" in words
    assert "21 of 41 (51 %)" in words
    assert "7 of 43 (16 %)" in words


def test_the_primary_results_are_those_that_the_endpoints_ask_for(runs):
    primary = {name: set(run.statistics.query("role == 'primary'")["analysis"]) for name, run in runs.items()}
    assert primary == {"levels": {"responders"}, "arthritis": {"level"}, "percentages": {"reduction"}}

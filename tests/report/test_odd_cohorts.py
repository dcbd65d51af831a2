"""Figures and reports of cohorts unlike the first one."""

import re
from collections.abc import Collection, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from casetrace.figures.run import plot_figures
from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.report.report_cohort import report_cohort
from tests.report.reading import PAGES, Report
from tests.stages.made_up import cohort, patients, table
from tests.stages.running import (
    EXPLORED,
    FULL,
    PLAN,
    QUICK_METHODS,
    ROOT,
    SCENARIOS,
    Run,
    finish,
    problems_of,
    run_stages,
    study,
)
from tests.stages.test_arms_and_outcomes import CROSS_OVER, PARALLEL, TWO_ARMS, cross_over, parallel, two_arms
from tests.workflow.number_sources import NumberSources
from tests.workflow.traced_numbers import Traced

FIGURES = [figure for family in FAMILIES.values() if family.of == "rows" for figure in family.figures]

#: A figure of nothing, as it is drawn.
OF_NOTHING = (
    '<svg data-drawn="no" xmlns="http://www.w3.org/2000/svg"><title>A figure</title><desc>Nothing.</desc></svg>'
)

#: The tables of a run that its report is made of.
TABLES = (
    {part: f"out/derive/{part}.parquet" for part in ("lesions", "lesion_visits")}
    | {part: f"out/clean/{part}.parquet" for part in ("patients", "events", "disposition")}
    | {part: f"out/ingest/{part}.parquet" for part in ("sources", "columns")}
    | {part: f"out/check/{part}.csv" for part in ("problems", "row_counts")}
    | {part: f"out/{part}.csv" for part in ("statistics", "cleaning_log")}
    | {"derived_counts": "out/derive/row_counts.parquet"}
)


def study_of(section: dict, listing_rows: int = 50, smallest_group: int = 0) -> dict[str, Any]:
    """What a report says of its study."""
    return {
        "title": "A study",
        "methods": study()["methods"],
        "report": {"listing_rows": listing_rows, "smallest_group": smallest_group},
        "cohort_title": section.get("title"),
        "source": section.get("source"),
        "reporting": section.get("reporting", {}),
        "abbreviations": section.get("abbreviations", {}),
        "scenarios": section["scenarios"],
        "declared_scenarios": section.get("declared_scenarios", {}),
        "confounded_from": section["explore"]["confounded_from"],
    }


@pytest.fixture(autouse=True, scope="module")
def drawn_for_the_report_alone() -> Iterator[None]:
    """Draw the figures as SVG only: the report shows no other format."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casetrace.figures.saving.NO_STAMP", {})
        yield


def rendered(
    folder: Path,
    raw: str,
    section: dict,
    listing_rows: int = 50,
    smallest_group: int = 0,
    drawn: Collection[str] = (),
) -> Report:
    """Run everything on a raw table, and read the report, by default without figures."""
    return report_of(run_stages(folder, raw, section), section, listing_rows, smallest_group, drawn)


def report_of(
    run: Run, section: dict, listing_rows: int = 50, smallest_group: int = 0, drawn: Collection[str] = FIGURES
) -> Report:
    """Draw the figures of a run, write and read its report and appendix; every number has a source that has it.

    Figures that are not `drawn` are of nothing, which a report leaves out; `make test-full` draws all of them.
    """
    with chdir(run.folder):
        Path("out/figures").mkdir()
        shown = FIGURES if FULL else drawn
        out = {f"{figure}_{kind}": f"out/figures/{figure}.{kind}" for figure in shown for kind in FORMATS}
        plot_figures(TABLES | {"plan": PLAN}, {"style": study()["figures"]}, out)
        for figure in set(FIGURES).difference(shown):
            Path(f"out/figures/{figure}.svg").write_text(OF_NOTHING, encoding="utf-8")
        report_cohort(
            name="made-up",
            tables=TABLES,
            plan=PLAN,
            figures=[f"out/figures/{figure}.svg" for figure in FIGURES],
            raw=[section["tables"][0]["file"]],
            template=str(ROOT / "workflow/report/page.html.j2"),
            study=study_of(section, listing_rows, smallest_group),
            lock_file=str(ROOT / "requirements.lock"),
            report={"html": "out/report.html", "appendix": "out/appendix.html"},
        )
    config = study() | {"cohorts": {"made-up": section}}
    config["report"] = {"listing_rows": listing_rows, "smallest_group": smallest_group}
    found = Traced(NumberSources(run.folder / "out", config, run.folder, "made-up"))
    report, appendix = (found.check((run.folder / "out" / name).read_text(encoding="utf-8")) for name in PAGES)
    assert found.faults == []
    return report + appendix


def test_a_cohort_with_nothing_but_sizes_has_a_report(folder):
    section = cohort("W4", explore={})
    del section["title"], section["source"]
    report = rendered(folder, table(patients(5), section["tables"][0]["columns"]), section, drawn=FIGURES)
    assert "Source:" not in report.words
    assert "5 patients with 5 lesions were treated." in report.words
    # the checklist names what a report of any cohort should have
    told = report.words.replace("Age and other characteristics", "").replace("Dose, number and interval", "")
    for absent in ("Age", "Sex", "Diagnosis", "Site", "Regimen", "Dose", "Injections", "not recorded"):
        assert absent not in told
    assert "the source has no column for adverse events" in report.words
    assert "audit" not in report.words.lower()


def test_a_single_patient_has_a_report_that_refuses_what_one_patient_cannot_tell(folder):
    report = rendered(folder, table([{"Site": "hand"}]), cohort(), drawn=FIGURES)
    assert (
        "1 patient with 1 lesion were treated." in report.words
        or "1 patient with 1 lesion was treated." in report.words
    )
    assert "too few for a rank correlation" in report.words


def test_a_primary_visit_without_anybody_is_said_to_have_no_result(folder):
    report = rendered(folder, table(patients(4, W12="")), cohort(), drawn=FIGURES)
    assert "Percent change: not estimated (no observed values" in report.words
    assert "0 of 4 patients (0 %)" in report.words


def test_text_of_the_table_is_text_in_the_report(folder):
    rows = patients(4, Site="<script>alert(1)</script>", Diagnosis="=1+1 & {{ 7*7 }}", Regimen="$a_b$")
    report = rendered(folder, table(rows), cohort(explore=EXPLORED), drawn=FIGURES)
    assert "<script>alert(1)</script>" in report.words
    assert "=1+1 & {{ 7*7 }}" in report.words
    assert sum(tag == "script" for tag, _ in report.elements) == 4, (
        "the lineage and what shows it on both pages, and no other"
    )


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The folder and the report of 300 patients, with few resamples; 60 of them are listed."""
    folder, section = tmp_path_factory.mktemp("many"), cohort(scenarios=SCENARIOS, explore=EXPLORED)
    run = finish(problems_of(folder, table(patients(300, Age="60")), section), section, QUICK_METHODS)
    return folder, report_of(run, section, listing_rows=60, drawn=())


def test_long_listings_show_their_first_rows_and_count_the_rest(of_many):
    _, report = of_many
    assert "The first lesions of the table. Lesion size is in mm" in report.words
    assert "240 further rows" in report.words
    cells = {
        attrs["data-cell"] for _, attrs in report.elements if (attrs.get("data-cell") or "").startswith("lesions|")
    }
    assert len({str(cell).split("|")[1] for cell in cells}) == 60


def test_a_report_of_many_lesions_stays_small(of_many):
    folder, _ = of_many
    assert (folder / "out" / "report.html").stat().st_size < 3_000_000


def test_three_visits_and_two_outcomes_are_all_reported(folder):
    section = cohort()
    pain = {**section["outcomes"]["size_mm"], "label": "pain score", "unit": "points", "follow_up_visits": [4]}
    del pain["baseline_bands"]
    section["outcomes"] = {"size_mm": section["outcomes"]["size_mm"] | {"follow_up_visits": [4, 8, 12]}, "pain": pain}
    section["tables"][0]["columns"] |= {
        "W8": {"field": "value", "outcome": "size_mm", "visit": 8},
        "Pain0": {"field": "value", "outcome": "pain", "visit": 0},
        "Pain4": {"field": "value", "outcome": "pain", "visit": 4},
    }
    rows = [row | {"W8": "3", "Pain0": "9", "Pain4": str(number)} for number, row in enumerate(patients(6), start=1)]
    report = rendered(folder, table(rows, section["tables"][0]["columns"]), section)
    for words in (
        "Week 8",
        "Percent reduction of pain score from baseline",
        "Percent reduction of lesion size from baseline",
    ):
        assert words in report.words


def test_a_report_of_two_arms_describes_each_and_says_where_both_are_together(folder):
    section = two_arms()
    report = rendered(folder, TWO_ARMS, section, smallest_group=5, drawn=FIGURES)
    for words in (
        "By arm",
        "control2 of 4 (50 %)2 of 6 (33 %)",
        "Reduction of lesion size in each arm",
        "Increase of range of motion in each arm",
        "Results for all arms combined are secondary",
        "both arms together; see the results by arm",
        "groups of fewer than 5 patients (by arm and baseline band)",
    ):
        assert words in report.words, words
    assert "There was no control group" not in report.words


@pytest.fixture(scope="module")
def explored_arms(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The two arms explored as observed, in a file with tabs; one of two outcomes is better higher."""
    section = two_arms()
    section["scenarios"], section["explore"]["groups"] = ["observed"], ["baseline_band", "arm"]
    return rendered(tmp_path_factory.mktemp("arms"), TWO_ARMS.replace(",", "\t"), section)


def test_a_report_of_arms_that_are_explored_has_them_among_the_groups(explored_arms):
    words = explored_arms.words
    # control: 10 and -20 %; the drug: 50, 100, 0 and 20 % in the lesions, 75, 0 and 20 % in the patients
    assert "Arm control2−5 (−20 to 10)2−5 (−20 to 10) drug435 (0 to 100)320 (0 to 75)" in words
    assert "see the comparison of arms within patients" in words


def test_a_report_of_an_outcome_that_is_better_higher_speaks_of_increases(explored_arms):
    for words in (
        "Percent increase of range of motion from baseline",
        "Complete response: an increase of 100 %; partial response: an increase of 30 % or more; progression: a "
        "reduction of 20 % or more",
        "Baseline range of motion",
        "Change of the percent increase from one visit to a later one",
    ):
        assert words in explored_arms.words, words
    assert "Reduction of range of motion" not in explored_arms.words
    assert "recognise" not in explored_arms.words


def test_how_the_files_were_read_is_listed(explored_arms):
    assert "How the files were read" in explored_arms.words
    assert "table.csvutf-8tab" in explored_arms.words
    assert "table.csv4S0size_mm at week 0config" in explored_arms.words


def test_an_endpoint_on_adverse_events_is_answered_in_the_summary_and_in_the_table_of_safety(folder):
    endpoints = {
        "harm": {"kind": "events", "primary": True, "label": "harm", "related": True},
        "size": {"kind": "percent_change", "label": "size"},
    }
    rows = [
        {"Patient": "1", "Lesion": "1a", "Event": "pain; infection", "Related": "yes", "Injections": "2"},
        {"Patient": "2", "Lesion": "2a", "Event": "pain", "Related": "no", "Injections": "3", "W4": "4"},
        {"Patient": "3", "Lesion": "3a", "Status": "died", "Until": "4", "W12": "", "Injections": "3"},
    ]
    section = cohort("Event", "Related", "Status", "Until", "Injections", endpoints=endpoints)
    report = rendered(folder, table(rows, section["tables"][0]["columns"]), section)
    assert "Primary endpoint. Harm: 1† of 3 treated patients (33 %), 95 % CI 1 to 91 %†" in report.unlettered
    assert "Proportion of treated patients with a related adverse event" in report.words
    assert "Harm (primary endpoint)" in report.words
    assert "Rates: 28† patient-weeks" in report.unlettered
    assert "the source has no column for the seriousness of adverse events" in report.words
    assert "the CI may be too narrow" in report.words


def test_a_study_with_an_endpoint_on_adverse_events_alone_has_a_report(folder):
    endpoints = {"harm": {"kind": "events", "event_type": "fever"}}
    section = cohort("Event", endpoints=endpoints | {"harm": endpoints["harm"] | {"primary": True}})
    report = rendered(folder, table([{"Event": "pain"}], section["tables"][0]["columns"]), section)
    assert "Primary endpoint. Harm: 0 of 1 treated patients" in report.words
    assert "endpoints.harm asks for events of type" in report.words


def test_the_summary_of_a_comparison_leads_with_the_difference_of_the_arms(folder):
    words = rendered(folder, PARALLEL, parallel(reference="control")).unlettered
    assert "Change, last observation carried forward: difference 30 percentage points" in words
    assert "drug mean 50 %† (3 patients), control mean 20 %† (3 patients)" in words
    assert "drug 3 of 3 (100 %), control 0 of 3 (0 %)" in words
    assert "drug against control (primary)" in words
    assert "No comparison of arms is declared" not in words


def test_without_a_comparison_the_summary_lists_each_arm_and_no_result_over_both(folder):
    report = rendered(folder, PARALLEL, parallel(comparison=None))
    summary = report.words.partition("By arm; a difference")[0]
    assert "Change, last observation carried forward: control median 20 %" in summary
    assert "drug median 50 %" in summary
    assert re.search(r"In the control arm, the median .*In the drug arm, the median ", summary)
    assert "mean 35" not in summary, "the mean over both arms"
    assert "No comparison of arms is declared as an endpoint" in report.words
    assert "all arms, secondary" in report.words


@pytest.fixture(scope="module")
def crossed_over(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A cross-over of six patients."""
    rows = [CROSS_OVER.strip()]
    for number, (first, second) in enumerate([(4, 9), (3, 8), (9, 5), (10, 2)], start=3):
        arms = ("drug", "control") if number % 2 else ("control", "drug")
        for period, arm, size in zip("12", arms, (first, second), strict=True):
            rows += [f"{number},{number}a,{period},{arm},0,10", f"{number},{number}a,{period},{arm},8,{size}"]
    return rendered(tmp_path_factory.mktemp("crossed"), "\n".join(rows) + "\n", cross_over(), drawn=FIGURES)


def test_a_report_of_a_cross_over_lists_each_period(crossed_over):
    words = crossed_over.words
    assert "each lesion is counted once per period, with both arms together; see the results by arm" in words
    assert "Each lesion is counted once per period." in words
    cells = {attrs["data-cell"] for _, attrs in crossed_over.elements if attrs.get("data-cell")}
    assert {"lesion_visits|1a, period 2|arm", "lesion_visits|1a, period 2, week 8|value"} <= cells


def test_a_cross_over_is_reported_by_period(crossed_over):
    assert "effects of arm and period" in crossed_over.words
    assert "period 1 against 2" in crossed_over.words


@pytest.mark.parametrize("arms", [False, True] if FULL else [True])
def test_a_cohort_whose_patients_were_all_lost_reports_baseline_safety_and_flow(folder, arms):
    headers = ("Age", "Sex", "Event", "Status", "Until") + (("Regimen",) if arms else ())
    section = cohort(*headers)
    if arms:
        section["tables"][0]["columns"]["Regimen"] = {"field": "arm"}
    lost = {"W4": "", "W12": "", "Status": "lost", "Until": "0", "Event": "pain"}
    rows = [row | lost | {"Regimen": f"arm {number % 2}"} for number, row in enumerate(patients(4))]
    words = rendered(folder, table(rows, section["tables"][0]["columns"]), section, drawn=FIGURES if arms else ()).words
    assert "No patient was assessed at week" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Baseline characteristics and treatment" in words
    assert "4 of 4 (100 %)" in words.replace("\N{NO-BREAK SPACE}", " "), "all had pain"
    assert "nan" not in words.split()

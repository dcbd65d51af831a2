"""Checks of the clean tables, through ingestion and cleaning, and of printed percentages by themselves."""

import pandas as pd
import pytest

from casetrace.methods.reduction import percent_reduction
from tests.stages.made_up import COLUMNS, REQUIRED, cohort, patients, table
from tests.stages.running import check_message, problems_of, simple_cohort

COHORT = cohort()
PLACE = ["rule", "line", "column"]


def problems(folder, *rows, severity: str = "error", made=COHORT) -> pd.DataFrame:
    return problems_of(folder, table(list(rows)), made).problems(severity)


#: Followed to the end, so that a patient beside her may be without the last visit.
OTHER = {"Patient": "2", "Lesion": "2a"}


def places(frame: pd.DataFrame) -> list[list[object]]:
    return [list(row) for row in frame[PLACE].itertuples(index=False)]


def told_of_rows(folder, rows, severity: str) -> dict[str, list[tuple[str, int]]]:
    """Rule and column of what is told of each of these cells, which are rows of one table with a patient each."""
    named = [cells | {"Patient": f"{number}", "Lesion": f"{number}a"} for number, cells in enumerate(rows)]
    found = problems(folder, *named, severity=severity)
    assert found["line"].between(2, len(rows) + 1).all()
    lines = {str(cells): found[found["line"] == line] for line, cells in enumerate(rows, start=2)}
    return {cells: list(zip(told["rule"], told["column"], strict=True)) for cells, told in lines.items()}


NOT_ALLOWED = [
    ({"W0": "big"}, "value is not a number", 17),
    ({"W4": "-1"}, "lesion size out of range", 18),
    ({"W4": "500.1"}, "lesion size out of range", 18),
    ({"W0": "0"}, "baseline of 0", 17),
    ({"Age": "121"}, "age_years not allowed", 3),
    ({"Age": "-1"}, "age_years not allowed", 3),
    ({"Sex": "unclear"}, "sex not allowed", 4),
    ({"Injections": "2.5"}, "n_treatments is not a number", 8),
    ({"Injections": "-1"}, "n_treatments not allowed", 8),
    ({"Dose": "-1"}, "dose_mean not allowed", 9),
    ({"Related": "maybe", "Event": "pain"}, "related not allowed", 13),
    ({"Status": "gone"}, "status not allowed", 14),
    ({"P4": "101"}, "reported_reduction_percent not allowed", 20),
]
AT_THE_LIMITS = [{"Age": "0"}, {"Age": "120"}, {"W4": "500"}, {"W4": "0"}, {"P4": "100"}]


@pytest.fixture(scope="module")
def errors_of_cells(tmp_path_factory) -> dict[str, list[tuple[str, int]]]:
    rows = [*AT_THE_LIMITS, *(cells for cells, _, _ in NOT_ALLOWED)]
    return told_of_rows(tmp_path_factory.mktemp("cells"), rows, "error")


@pytest.mark.parametrize(("cells", "rule", "column"), NOT_ALLOWED)
def test_a_value_that_is_not_allowed_is_told_at_its_cell(errors_of_cells, cells, rule, column):
    assert errors_of_cells[str(cells)] == [(rule, column)]


@pytest.mark.parametrize("cells", AT_THE_LIMITS)
def test_values_at_the_limits_are_allowed(errors_of_cells, cells):
    assert errors_of_cells[str(cells)] == []


def test_a_lesion_without_a_baseline_is_an_error(folder):
    (found,) = problems(folder, {"W0": ""}).to_dict("records")
    assert (found["rule"], found["line"]) == ("no baseline", 2)
    assert "lesion 1a has no lesion size at week 0" in found["found"]


def test_a_baseline_that_is_no_number_is_told_once(folder):
    assert places(problems(folder, {"W0": "ten"})) == [["value is not a number", 2, 17]]


def test_an_unknown_site_is_an_error_that_lists_the_known_ones(folder):
    made = cohort(site_groups={"hand": ["Fingertip", "Palm"], "leg": ["Knee"]})
    (found,) = problems(folder, {"Site": "knee"}, made=made).to_dict("records")
    assert (found["rule"], found["expected"]) == ("unknown site", "one of Fingertip, Palm, Knee")
    assert problems(folder, {"Site": ""}, made=made).empty


DOSES = [
    ("10", "5", "20", 0),
    ("5", "5", "5", 0),
    ("4", "5", "20", 1),
    ("21", "5", "20", 1),
    ("10", "20", "5", 1),
    ("10", "", "9", 1),
    ("10", "", "", 0),
]


def dosed(mean: str, low: str, high: str) -> dict[str, str]:
    return {"Dose": mean, "Lowest": low, "Highest": high}


@pytest.fixture(scope="module")
def errors_of_doses(tmp_path_factory) -> dict[str, list[tuple[str, int]]]:
    return told_of_rows(tmp_path_factory.mktemp("doses"), [dosed(*dose) for *dose, _ in DOSES], "error")


@pytest.mark.parametrize(("mean", "low", "high", "wrong"), DOSES)
def test_a_mean_dose_outside_its_range_is_an_error(errors_of_doses, mean, low, high, wrong):
    assert len(errors_of_doses[str(dosed(mean, low, high))]) == wrong


PRINTED = [
    ("80", "10", "87.5", False),
    ("80", "10", "88", False),  # 87.5 rounded away from zero
    ("80", "10", "87", False),  # 87.5 rounded down: both conventions are in use
    ("80", "10", "86", True),
    ("80", "10", "89", True),
    ("8", "3", "62", False),  # 62.5 rounded to even
    ("3", "1", "67", False),
    ("3", "1", "66", True),
    ("3", "1", "66.7", False),
    ("3", "1", "66.66", True),
    ("3", "1", "66.67", False),
    ("10", "12", "-20", False),
    ("10", "12", "20", True),
    ("7", "0", "100", False),
]


def shrunk(baseline: str, value: str, printed: str) -> dict[str, str]:
    return {"W0": baseline, "W4": value, "P4": printed}


@pytest.fixture(scope="module")
def warnings_of_percentages(tmp_path_factory) -> dict[str, list[tuple[str, int]]]:
    return told_of_rows(tmp_path_factory.mktemp("printed"), [shrunk(*sizes) for *sizes, _ in PRINTED], "warning")


@pytest.mark.parametrize(("baseline", "value", "printed", "differs"), PRINTED)
def test_a_printed_percentage_must_follow_from_the_sizes_by_rounding(
    warnings_of_percentages, baseline, value, printed, differs
):
    rules = [rule for rule, _ in warnings_of_percentages[str(shrunk(baseline, value, printed))]]
    assert rules == ["printed percentage disagrees with the sizes"] * differs


def test_rounded_sizes_may_explain_a_percentage(folder):
    # Sizes that round to 3 and 1 mm may be 3.4 and 0.6: 82 %. From 80 and 10 mm nothing near 80 % follows.
    explained, unexplained = (
        problems(folder, row, severity="warning")["found"].item()
        for row in ({"W0": "3", "W4": "1", "P4": "75"}, {"W0": "80", "W4": "10", "P4": "80"})
    )
    assert explained.endswith("which rounding of the sizes explains")
    assert unexplained.endswith("which no rounding of the sizes explains")


def test_a_disagreeing_cell_is_logged_and_kept(folder):
    run = problems_of(folder, table([{"W0": "80", "W4": "10", "P4": "80"}]), COHORT)
    kept = run.frame("clean/measurements").query("visit == 4")
    assert kept[["value", "reported_reduction_percent"]].to_numpy().tolist() == [[10, 80]]
    (entry,) = run.csv("cleaning_log").query("action == 'flagged'").to_dict("records")
    assert (entry["line"], entry["column"], entry["raw_text"]) == ("2", "20", "80")
    assert percent_reduction(80, 10) == 87.5


def test_a_death_without_a_date_is_a_warning(folder):
    dated = {"W12": "", "Status": "died", "Dated": "yes", "Until": "4"}
    found = problems(folder, {"W12": "", "Status": "died"}, OTHER, severity="warning")
    assert list(found["rule"]) == ["death without a date"]
    assert problems(folder, dated, OTHER, severity="warning").empty


def test_data_after_a_dated_end_is_an_error(folder):
    (found,) = problems(folder, {"Status": "died", "Dated": "yes", "Until": "4"}).to_dict("records")
    assert (found["rule"], found["found"], found["column"]) == (
        "data after the end of follow-up",
        "patient 1 has data at week 12",
        15,
    )


def test_missing_visits_without_a_reason_are_a_warning_and_unknown(folder):
    run = problems_of(folder, table([{"W12": ""}, OTHER]), COHORT)
    assert list(run.problems("warning")["rule"]) == ["missing visits without a reason"]
    disposition = run.frame("clean/disposition").iloc[0]
    assert (disposition["status"], disposition["after_week"]) == ("unknown", 4)


def test_a_patient_with_data_at_the_last_visit_has_completed(folder):
    run = problems_of(folder, table([{"W4": ""}, OTHER]), COHORT)
    assert run.frame("clean/disposition").loc[0, ["status", "after_week"]].tolist() == ["completed", 12]
    assert run.problems("warning").empty


def test_rows_are_conserved_through_cleaning(folder):
    run = problems_of(folder, table([*patients(4), {"W0": "x"}]), COHORT)
    for name in ("patients", "lesions", "measurements", "treatments", "events"):
        assert len(run.frame(f"clean/{name}")) == len(run.frame(f"ingest/{name}"))
        assert list(run.frame(f"clean/{name}")["row"]) == list(range(len(run.frame(f"clean/{name}"))))
    assert len(run.frame("clean/disposition")) == len(run.frame("clean/patients"))


def test_one_cell_that_several_rows_share_is_told_once(folder):
    columns = {name: COLUMNS[name] for name in REQUIRED if name != "Lesion"}
    merged = {"when_blank": "Patient", "fill_down": ["Patient", "W0"]}
    made = simple_cohort(columns, merged_cells=merged, lesion_id="lettered")
    raw = "Patient,W0,W4,W12\n1,x,5,2\n,,4,1\n"
    assert check_message(problems_of(folder, raw, made)).count("value is not a number") == 1


@pytest.mark.parametrize(
    "row",
    [{"Status": "lost"}, {"Status": "withdrawn"}, {"Status": "completed", "W12": ""}],
    ids=lambda row: row["Status"],
)
def test_a_disposition_that_the_visits_contradict_is_a_warning(folder, row):
    found = problems(folder, row, OTHER, severity="warning")
    assert list(found["rule"]) == ["disposition and visits disagree"]


def test_words_for_a_sex_are_translated_and_logged_at_their_first_cell(folder):
    run = problems_of(folder, table([{"Sex": "F"}, OTHER | {"Sex": "F"}]), COHORT)
    assert run.problems().empty
    assert list(run.frame("clean/patients")["sex"]) == ["female", "female"]
    (entry,) = run.csv("cleaning_log").query("header == 'Sex'").to_dict("records")
    assert (entry["line"], entry["raw_text"], entry["new_value"], entry["action"]) == (
        "2",
        "F",
        "female",
        "interpreted",
    )
    assert entry["reason"].endswith("(2 cells)")


def test_a_baseline_that_nobody_has_is_told_once(folder):
    frame = problems(folder, {"W0": ""}, OTHER | {"W0": ""}, made=cohort())
    assert places(frame) == [["no baseline", 0, 0]]


def test_a_primary_visit_that_is_no_visit_of_the_data_is_an_error(folder):
    made = simple_cohort(
        {"W0": {"outcome": "size_mm", "visit": 0}, "W8": {"outcome": "size_mm", "visit": 8}},
        primary={"outcome": "size_mm", "visit": 12}, outcomes={"size_mm": {"unit": "mm"}}, lesion_id="patient",
    )  # fmt: skip
    run = problems_of(folder, "patient_id,W0,W8\n1,9,5\n2,8,4\n", made)
    (found,) = run.problems().to_dict("records")
    assert found["rule"] == "no primary visit"
    assert "week 8" in found["found"]


#: An outcome whose visits are those of the data.
UNPLANNED = {"outcomes": {"size_mm": {"unit": "mm"}}, "primary": {"outcome": "size_mm"}, "lesion_id": "patient"}


def test_a_baseline_of_a_period_that_can_t_be_read_is_told_once(folder):
    made = simple_cohort({"patient_id": "patient_id", "period": "period"}, **UNPLANNED)
    rows = ("1,1,0,9", "1,1,4,5", "1,2,0,x", "1,2,4,4", "2,1,0,9", "2,1,4,5", "2,2,0,8", "2,2,4,4")
    run = problems_of(folder, "\n".join(["patient_id,period,week,size_mm", *rows, ""]), made)
    assert places(run.problems()) == [["value is not a number", 4, 4]]


def test_a_patient_without_any_data_is_said_to_have_none(folder):
    made = simple_cohort({"patient_id": "patient_id"}, **UNPLANNED)
    run = problems_of(folder, "patient_id,sex,week,size_mm\n1,f,0,9\n1,f,4,5\n2,f,,\n", made)
    assert "patient 2 has no data" in list(run.problems("warning")["found"])

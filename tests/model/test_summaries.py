import pandas as pd
import pytest

from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject
from casetrace.model.summaries import add_count, add_counts_by, add_summary, both_units, sizes
from tests.outcomes import a_pain, an_outcome

SUBJECT = Subject(Quantity("reduction"), "lesion", "secondary", an_outcome(), 4)
ROWS = pd.DataFrame(
    {
        "patient_id": ["1", "1", "2", "3"],
        "lesion_id": list("abcd"),
        "x": [10, 20, 60, None],
        "site": ["A", "B", None, "A"],
    }
)


def rows(results: Results) -> pd.DataFrame:
    return results.frame().set_index("statistic")


def test_a_summary_says_on_how_many_patients_and_lesions_it_rests():
    results = Results()
    add_summary(results, SUBJECT, ROWS, "x")
    frame = rows(results)
    assert frame["estimate"].to_dict() == pytest.approx(
        {"median": 20, "minimum": 10, "maximum": 60, "mean": 30, "sd": 700**0.5}
    )
    assert set(zip(frame["n_patients"], frame["n_lesions"], strict=True)) == {(2, 3)}


def test_a_flag_falls_on_all_numbers_and_a_reservation_about_the_mean_on_it_alone():
    results = Results()
    add_summary(results, SUBJECT, ROWS, "x", flag="because")
    assert set(rows(results)["status"]) == {"flagged"}
    results = Results()
    add_summary(results, SUBJECT, ROWS, "x", flag_mean="because")
    frame = rows(results)
    assert list(frame.index[frame["status"] == "flagged"]) == ["mean"]
    assert frame["note"].tolist().count("because") == 1


def test_a_summary_of_two_values_refuses_the_standard_deviation_alone():
    results = Results()
    add_summary(results, SUBJECT, ROWS[:2], "x")
    frame = rows(results)
    assert list(frame.index[frame["status"] == "refused"]) == ["sd"]
    assert "fewer than 3 values" in frame.loc["sd", "note"]


def test_a_summary_of_nobody_is_refused():
    results = Results()
    add_summary(results, SUBJECT, ROWS[3:], "x")
    assert set(rows(results)["status"]) == {"refused"}
    assert set(rows(results)["n_patients"]) == {0}


def test_a_percentage_stands_beside_its_count_and_denominator():
    results = Results()
    add_count(results, SUBJECT, ROWS["x"] > 15, ROWS)
    assert rows(results)["estimate"].to_dict() == {"count": 2, "percent": 50}
    assert set(rows(results)["n_lesions"]) == {4}


def test_there_is_no_percentage_of_nobody():
    results = Results()
    add_count(results, SUBJECT, ROWS["x"][:0] > 15, ROWS[:0])
    assert rows(results).loc["count", "estimate"] == 0
    assert rows(results).loc["percent", "status"] == "refused"


def test_missing_values_are_a_group_and_ordered_values_come_first_even_if_nobody_has_them():
    results = Results()
    add_counts_by(results, SUBJECT, ROWS, "site", "site", ["C"])
    counts = results.frame().query("statistic == 'count'")
    assert dict(zip(counts["group"], counts["estimate"], strict=True)) == {
        "site=C": 0,
        "site=A": 2,
        "site=B": 1,
        "site=not recorded": 1,
    }


def test_lesions_are_counted_only_where_the_rows_tell():
    assert sizes(ROWS, SUBJECT) == Sizes(3, 4)
    assert sizes(ROWS[["patient_id"]], SUBJECT) == Sizes(3, None)
    assert sizes(pd.DataFrame({"patient_id": ["1", "2"], "n_evaluable": [2, 3]}), SUBJECT) == Sizes(2, 5)


def test_no_lesions_are_counted_of_an_outcome_of_patients():
    pain = Subject(Quantity("reduction"), "patient", "secondary", a_pain(), 4)
    for given in (ROWS, ROWS[["patient_id"]], ROWS.assign(n_evaluable=1)):
        assert sizes(given, pain) == Sizes(3, None)
    results = Results()
    add_summary(results, pain, ROWS, "x")
    add_count(results, pain, ROWS["x"] > 15, ROWS)
    assert rows(results)["n_lesions"].isna().all()


def test_a_lesion_counts_once_a_period():
    periods = pd.DataFrame({"patient_id": ["1"] * 4, "lesion_id": list("aabb"), "period": ["1", "2", "1", "1"]})
    assert sizes(periods, SUBJECT) == Sizes(1, 3)
    assert sizes(periods.drop(columns="period"), SUBJECT) == Sizes(1, 2)


def test_there_are_two_units_unless_the_patient_bears_the_outcome():
    by_patient = pd.DataFrame({"patient_id": ["1", "2", "3"]})
    lesions, patients = both_units(SUBJECT, ROWS, by_patient)
    assert (lesions[0], patients[0]) == (SUBJECT, SUBJECT.over("patient"))
    assert lesions[1] is ROWS
    assert patients[1] is by_patient
    pain = Subject(Quantity("reduction"), "patient", "secondary", a_pain(), 4)
    ((subject, of_unit),) = both_units(pain, ROWS, by_patient)
    assert (subject, of_unit is ROWS) == (pain, True)

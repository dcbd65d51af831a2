"""The grid of lesions, periods and visits on made-up clean tables."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.grid import follow_up
from tests.outcomes import an_outcome
from tests.stages.running import FULL

#: `make test-full` draws more.
EXAMPLES = 100 if FULL else 25
OUTCOME = an_outcome(follow_up_visits=(4, 8))
Measured = tuple[str, str | None, str | None, int, float]


def tables(measured: list[Measured], lesions: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Clean tables of lesions with their patients, and of measurements: lesion, period, arm, week, value."""
    rows = pd.DataFrame(measured, columns=["lesion_id", "period", "arm", "visit", "value"])
    rows = rows.astype({"lesion_id": "str", "period": "str", "arm": "str", "visit": "Int64", "value": "float64"})
    rows["patient_id"] = rows["lesion_id"].map(lesions).astype("str")
    rows = rows.assign(outcome="size_mm", reported_reduction_percent=float("nan"), row=range(len(rows)))
    rows["merged_into"] = pd.Series(None, index=rows.index, dtype="str")
    patients = list(dict.fromkeys(lesions.values()))
    return {
        "lesions": pd.DataFrame({"patient_id": list(lesions.values()), "lesion_id": list(lesions)}),
        "measurements": rows,
        "disposition": pd.DataFrame(
            {"patient_id": patients, "status": "completed", "after_week": pd.array([8] * len(patients), dtype="Int64")}
        ),
    }


def grid(measured: list[Measured], lesions: dict[str, str]) -> pd.DataFrame:
    return follow_up(tables(measured, lesions), "size_mm", OUTCOME)


def test_a_lesion_has_each_of_its_periods_at_every_visit_with_the_baseline_of_that_period():
    visits = grid([("a", "1", None, 0, 10), ("a", "2", None, 0, 20), ("a", "2", None, 4, 5)], {"a": "1"})
    assert visits[["period", "visit", "baseline"]].to_numpy().tolist() == [
        ["1", 4, 10],
        ["1", 8, 10],
        ["2", 4, 20],
        ["2", 8, 20],
    ]
    assert visits["value"].tolist()[2] == 5


def test_a_lesion_without_any_measurement_has_one_period_without_a_name():
    visits = grid([("a", None, None, 0, 10)], {"a": "1", "b": "1"})
    assert visits["lesion_id"].tolist() == ["a", "a", "b", "b"]
    assert visits["period"].isna().all()
    assert visits["missing_reason"].tolist() == ["not recorded"] * 4


def test_the_arm_of_a_patient_is_taken_within_the_period():
    measured: list[Measured] = [
        ("a", "1", "drug", 0, 10), ("b", "1", None, 0, 10), ("a", "2", "control", 0, 10), ("b", "2", None, 0, 10),
    ]  # fmt: skip
    arms = grid(measured, {"a": "1", "b": "1"}).drop_duplicates(["lesion_id", "period"])
    assert arms[["lesion_id", "period", "arm"]].to_numpy().tolist() == [
        ["a", "1", "drug"],
        ["a", "2", "control"],
        ["b", "1", "drug"],
        ["b", "2", "control"],
    ]


@settings(max_examples=EXAMPLES)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from([None, "1", "2"]), st.sampled_from([0, 4, 8])),
        st.tuples(st.sampled_from([None, "drug", "control"]), st.floats(0, 100)),
    )
)
def test_every_measurement_stands_in_the_grid_once(measured):
    rows: list[Measured] = [(*key[:2], arm, key[2], value) for key, (arm, value) in measured.items()]
    visits = grid(rows, {"a": "1", "b": "1", "c": "2"})
    assert sorted(visits["value_row"].dropna()) == [number for number, row in enumerate(rows) if row[3] != 0]
    assert not visits.duplicated(["lesion_id", "period", "visit"]).any()
    assert visits.groupby(["lesion_id", "period"], dropna=False).size().eq(2).all()
    assert (visits["missing_reason"] != "").equals(visits["value"].isna())

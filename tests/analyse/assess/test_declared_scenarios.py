"""Lesions that a study adds to those of its table; expected values are worked out by hand from the definitions."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.analyse.assess.declared_scenarios import added_lesions, assess_declared, with_added
from casetrace.analyse.assess.run import check_declared
from casetrace.model.errors import UserError
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import MOTION, PAIN, SIZE, Cohort, Course, cohort
from tests.outcomes import an_outcome
from tests.stages.running import Run

TWO_VISITS = an_outcome(follow_up_visits=(4, 12))
#: Reductions of 50 and 90, 60 and 100, 80 and none, 10 and 25 %; two lesions are one patient's.
COURSES = [
    Course(patient, f"L{n}", values)
    for n, (patient, values) in enumerate(
        [("P0", (10, 5, 1)), ("P0", (10, 4, 0)), ("P1", (20, 4, None)), ("P2", (20, 18, 15))]
    )
]
SIZES = cohort(COURSES, outcome=TWO_VISITS)


def added(*lesions: dict[str, Any], based_on: str = "observed") -> dict[str, Any]:
    """The declared scenario `more` with these lesions."""
    return {"more": {"label": "more lesions", "based_on": based_on, "reason": "a guess", "lesions": list(lesions)}}


def lesion(*percents: float, **keys: Any) -> dict[str, Any]:
    """An added lesion with its percent reduction at week 4, and at week 12."""
    return {"percent_reduction": dict(zip(("4", "12"), percents, strict=False)), **keys}


def assessed(own: Cohort, declared: dict[str, Any], treatments: list[float | None] | None = None) -> pd.DataFrame:
    """All results of the declared scenarios."""
    lesions = own.datasets()["lesions"].assign(shared_cell="no")
    if treatments:
        lesions["n_treatments"] = treatments
    results = Results()
    assess_declared(results, declared, own.visits(), lesions, own.plan())
    return results.frame().set_index("result_id")


def at(week: int, statistic: str = "mean", gain: str = "reduction", outcome: str = "size_mm") -> str:
    return f"{gain}.{outcome}.week_{week}.lesion.all.more.{statistic}.summary"


def test_the_lesion_that_the_first_paper_implies(real_run: Run):
    # The printed percentages with 100 at both visits: (439 + 100) / 8 and (440 + 100) / 6; 20 injections and 1.
    rows, name = real_run.statistics, "implied_lesion"
    estimates = {
        f"reduction.size_mm.week_4.lesion.all.{name}.mean.summary": 67.375,
        f"reduction.size_mm.week_12.lesion.all.{name}.mean.summary": 90.0,
        f"response.size_mm.week_12.lesion.all.{name}.response=complete.count.count": 3,
        f"response.size_mm.week_12.lesion.all.{name}.response=complete.percent.count": 50.0,
        f"lesions.lesion.enrolled.{name}.count.count": 8,
        f"treatments.treatment.enrolled.{name}.sum.sum": 21,
    }
    assert rows.loc[list(estimates), "estimate"].to_dict() == pytest.approx(estimates)
    assert rows.loc[rows["scenario"] == name, "role"].unique().tolist() == ["sensitivity"]
    assert name not in set(real_run.frame("derive/lesion_visits")["scenario"])


def test_an_added_lesion_counts_beside_those_of_the_scenario_that_it_is_added_to():
    rows = assessed(SIZES, added(lesion(100, 100)))
    assert rows.loc[at(4), "estimate"] == pytest.approx((50 + 60 + 80 + 10 + 100) / 5)
    assert rows.loc[at(4, "median"), "estimate"] == pytest.approx(60)
    assert rows.loc[at(12), "estimate"] == pytest.approx((90 + 100 + 25 + 100) / 4)
    worst = assessed(SIZES, added(lesion(100, 100), based_on="no_change"))
    assert worst.loc[at(12), "estimate"] == pytest.approx((90 + 100 + 0 + 25 + 100) / 5)


def test_responses_are_counted_among_the_evaluable_and_among_all():
    rows = assessed(SIZES, added(lesion(100, 100)))
    counted = "response.size_mm.week_12.lesion.{}.more.response=complete.percent.count"
    assert rows.loc[counted.format("all"), "estimate"] == pytest.approx(100 * 2 / 4)
    assert rows.loc[counted.format("enrolled"), "estimate"] == pytest.approx(100 * 2 / 5)


def test_it_is_counted_as_a_lesion_and_as_nobodys():
    rows = assessed(SIZES, added(lesion(100, 100)))
    assert rows.loc[at(4), ["n_patients", "n_lesions"]].tolist() == [3, 5]
    assert rows.loc[at(12), ["n_patients", "n_lesions"]].tolist() == [2, 4]
    row = rows.loc["lesions.lesion.enrolled.more.count.count"]
    assert row[["estimate", "n_patients", "n_lesions"]].tolist() == [5, 3, 5]


def test_every_number_is_flagged_with_what_was_added_and_why():
    for lesions, number in ([lesion(100)], "1 lesion"), ([lesion(100), lesion(30)], "2 lesions"):
        rows = assessed(SIZES, added(*lesions))
        numbers = rows[rows["estimate"].notna()]
        assert set(numbers["status"]) == {"flagged"}
        assert set(numbers["note"]) == {f"{number} added (hypothetical, not in the table): a guess"}


def test_there_is_no_interval_and_nothing_of_patients_or_values():
    rows = assessed(SIZES, added(lesion(100, 100)))
    assert set(rows["analysis"]) == {"lesions", "reduction", "response"}
    assert set(rows["unit_of_analysis"]) == {"lesion"}
    assert rows[["ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    refused = rows[rows["status"] == "refused"]
    assert list(refused["method"]) == ["cr2_t", "cr2_t"]
    assert refused["note"].str.startswith("no CI: the hypothetical lesion cannot be assigned to a patient").all()


def test_at_a_visit_that_is_not_declared_it_has_no_value():
    rows = assessed(SIZES, added(lesion(100)))
    assert rows.loc[at(12), "estimate"] == pytest.approx((90 + 100 + 25) / 3)
    response = "response.size_mm.week_12.lesion.enrolled.more.response=complete.count.count"
    assert rows.loc[response, ["estimate", "n_lesions"]].tolist() == [1, 5]


def test_where_no_lesion_of_the_table_has_a_value_the_added_ones_say_nothing():
    nobody = cohort([Course("P0", "L0", (10, 5, None)), Course("P1", "L1", (10, 5, None))], outcome=TWO_VISITS)
    rows = assessed(nobody, added(lesion(100, 100)))
    at_12 = rows[(rows["visit"] == 12) & (rows["analysis"] == "reduction")]
    assert set(at_12["status"]) == {"refused"}
    response = "response.size_mm.week_12.lesion.enrolled.more.response=complete.count.count"
    assert rows.loc[response, ["estimate", "n_lesions"]].tolist() == [0, 3]


def test_where_higher_is_better_an_increase_is_a_negative_reduction():
    # A range of motion that went from 90 to 180 degrees gained 100 %; one that fell by 30 % is progression.
    motion = cohort([Course("P0", "L0", (90, 180)), Course("P1", "L1", (90, 90))], "motion", MOTION)
    rows = assessed(motion, added(lesion(-50), lesion(30)))
    mean = rows.loc[at(4, gain="increase", outcome="motion")]
    assert mean["estimate"] == pytest.approx((100 + 0 + 50 - 30) / 4)
    assert "range of motion fell in a lesion" in mean["note"]
    assert "fell in a lesion" not in rows.loc[at(4, "median", "increase", "motion"), "note"]
    response = "response.motion.week_4.lesion.all.more.response={}.count.count"
    responses = ("complete", "partial", "stable", "progression")
    assert [rows.loc[response.format(name), "estimate"] for name in responses] == [1, 1, 1, 1]


def test_treatments_are_summed_where_an_added_lesion_has_some():
    total = "treatments.treatment.enrolled.more.sum.sum"
    rows = assessed(SIZES, added(lesion(100, n_treatments=2), lesion(50)), [4, 1, 3, None])
    assert rows.loc[total, ["estimate", "n_patients", "n_lesions"]].tolist() == [10, 2, 4]
    assert rows.loc[total, "note"].endswith("; 2 lesions without a number of treatments counted as 0")
    assert total not in assessed(SIZES, added(lesion(100)), [4, 1, 3, None]).index
    unknown = assessed(SIZES, added(lesion(100, n_treatments=2)))
    assert unknown.loc[total, "status"] == "refused"


def test_only_outcomes_that_an_added_lesion_has_have_results():
    two = SIZES.with_outcome("depth_mm", SIZE, [Course("P0", "L0", (10, 5)), Course("P1", "L2", (10, 1))])
    rows = assessed(two, added(lesion(100, outcome="depth_mm")))
    assert set(rows["outcome"]) == {"", "depth_mm"}
    assert rows.loc[at(4, outcome="depth_mm"), "estimate"] == pytest.approx((50 + 90 + 100) / 3)
    assert set(assessed(two, added(lesion(100)))["outcome"]) == {"", "size_mm"}


def test_a_lesion_counts_once_a_period_and_says_so():
    courses = [Course(f"P{n}", f"L{n}", (10, value), period) for n in (0, 1) for period, value in (("A", 5), ("B", 1))]
    row = assessed(cohort(courses), added(lesion(100))).loc[at(4)]
    assert row["estimate"] == pytest.approx((50 + 90 + 50 + 90 + 100) / 5)
    assert row["n_lesions"] == 5
    assert row["note"].endswith("; each lesion is counted once per period")


@given(st.lists(st.floats(-200, 100), min_size=1, max_size=5))
def test_added_lesions_change_none_of_the_table_and_weigh_as_much_as_those(percents):
    table = pd.DataFrame({"patient_id": list("aab"), "improvement": [50.0, 60.0, None], "response": "partial"})
    more = added_lesions(added(*map(lesion, percents))["more"], "size_mm")
    rows = with_added(table, more, 4, SIZE)
    pd.testing.assert_frame_equal(rows.loc[:2, list(table)], table)
    assert rows["improvement"].mean() == pytest.approx((110 + sum(percents)) / (2 + len(percents)), abs=1e-9)
    assert rows.loc[3:, "patient_id"].isna().all()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (lesion(1, outcome="depth"), "lesions[0].outcome: found 'depth'; expected one of size_mm, pain"),
        (lesion(1, outcome="pain"), "lesions[0].outcome: 'pain' is measured on the patient as a whole"),
        ({"percent_reduction": {"26": 1}}, "percent_reduction: week 26 is no follow-up visit; expected one of 4, 12"),
    ],
)
def test_what_config_leaves_to_the_data_is_checked_against_them(declared, expected):
    own = SIZES.with_outcome("pain", PAIN, [Course(f"P{n}", "", (8, n)) for n in range(3)])
    with pytest.raises(UserError) as error:
        check_declared(added(declared), own.visits(), own.plan(), "cohorts.our-clinic")
    assert str(error.value).startswith("cohorts.our-clinic.declared_scenarios.more.")
    assert expected in str(error.value)
    check_declared(added(lesion(1, 2)), own.visits(), own.plan(), "cohorts.our-clinic")

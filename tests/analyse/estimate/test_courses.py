"""Times to response and relapse, lasting responses and treatments to clearance, on made-up courses worked by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from casetrace.analyse.estimate.courses import estimate_courses
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.basis import LESION_VISITS
from casetrace.model.endpoint import Endpoint, Threshold
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import METHODS, Cohort, Course, cohort
from tests.outcomes import a_motion, a_pain, an_endpoint, an_outcome

SIZE = an_outcome(follow_up_visits=(4, 12))
THREE = an_outcome(follow_up_visits=(4, 8, 12))
HALVED = Threshold(50)

#: First seen halved at week 4, 12 and 12 (skipping week 4), and not by week 4 (lost) or 12.
COURSES = [
    Course("P1", "1a", (9, 0, 0)),
    Course("P2", "2a", (9, 9, 0)),
    Course("P3", "3a", (9, None, 0)),
    Course("P4", "4a", (9, 0, 9)),
    Course("P5", "5a", (9, 9, None)),
    Course("P6", "6a", (9, 9, 9)),
]


def rows_of(
    kind: str,
    courses: Sequence[Course],
    outcome: Outcome = SIZE,
    tables: Mapping[str, pd.DataFrame] | None = None,
    **endpoint: Any,
) -> list[dict[str, Any]]:
    """All results of one endpoint."""
    made = cohort(courses, outcome.name, outcome)
    return results_of(replace(made, tables={**made.tables, **(tables or {})}), kind, **endpoint)


def results_of(made: Cohort, kind: str, **about: Any) -> list[dict[str, Any]]:
    (outcome,) = made.outcomes.values()
    about = {"threshold": HALVED, "patient_rule": "all_lesions", "primary": True} | about
    endpoint: Endpoint = an_endpoint(outcome, name="asked", kind=kind, **about)
    others = {} if endpoint.primary else made.endpoints
    plan = replace(made.plan(), endpoints={**others, "asked": endpoint})
    results, datasets = Results(), made.datasets()
    analysed = OutcomeVisits(outcome, plan, datasets["lesion_visits"])
    estimate_courses(results, analysed, datasets["lesions"], EstimationSettings(METHODS, 1))
    results.frame()
    return results.rows


def number(rows: list[dict[str, Any]], statistic: str, unit: str = "patient", **about: Any) -> float:
    """The estimate of the one result that is so."""
    return float(one(rows, statistic, unit, **about)["estimate"])


def one(rows: list[dict[str, Any]], statistic: str, unit: str = "patient", **about: Any) -> dict[str, Any]:
    about = {"visit": None, "group": "endpoint=asked"} | about | {"statistic": statistic, "unit_of_analysis": unit}
    (found,) = (row for row in rows if all(row[name] == value for name, value in about.items()))
    return found


def since(weeks: int) -> str:
    return f"endpoint=asked; weeks_after_response={weeks}"


def test_those_at_risk_with_the_event_and_censored_are_counted_visit_by_visit():
    rows = rows_of("time_to_response", COURSES)
    counts = [[number(rows, name, visit=week) for name in ("at_risk", "events", "censored")] for week in (4, 12)]
    assert counts == [[6, 2, 1], [3, 2, 1]]
    assert [number(rows, "count", visit=week) for week in (4, 12)] == [2, 4]
    assert number(rows, "count") == 4
    assert number(rows, "percent") == pytest.approx(100 * 4 / 6)


def test_who_skipped_a_visit_had_the_event_before_or_after_it():
    # With p, q and r before week 4, between 4 and 12 and later: p^2 q (p + q) (q + r) r is largest where the shares
    # of its slopes are equal, 2 / p + 1 / (p + q) = 1 / q + 1 / (p + q) + 1 / (q + r) = 1 / (q + r) + 1 / r = 6.
    rows = rows_of("time_to_response", COURSES)
    by_4, by_12 = (number(rows, "cumulative_incidence", visit=week, method="turnbull") for week in (4, 12))
    p, q, r = by_4, by_12 - by_4, 1 - by_12
    assert 2 / p + 1 / (p + q) == pytest.approx(6)
    assert 1 / q + 1 / (p + q) + 1 / (q + r) == pytest.approx(6)
    assert 1 / (q + r) + 1 / r == pytest.approx(6)
    assert (number(rows, "median_after"), number(rows, "median_by")) == (4, 12)


def test_where_all_come_to_all_visits_it_is_the_share_of_patients():
    rows = rows_of("time_to_response", [course for course in COURSES if all(value is not None for value in course[2])])
    incidences = [number(rows, "cumulative_incidence", visit=week, method="turnbull") for week in (4, 12)]
    assert incidences == pytest.approx([2 / 4, 3 / 4])


def test_the_incidence_at_its_visit_over_its_unit_alone_is_primary():
    rows = rows_of("time_to_response", COURSES, visit=12)
    assert [row["result_id"] for row in rows if row["role"] == "primary"] == [
        "time_to_response.size_mm.week_12.patient.all.observed.endpoint=asked.cumulative_incidence.turnbull"
    ]
    assert not [row for row in rows_of("time_to_response", COURSES, primary=False) if row["role"] == "primary"]


def test_a_death_is_a_competing_event_and_flags_the_curve():
    visits = cohort(COURSES, SIZE.name, SIZE)
    ends = visits.tables["disposition"].assign(
        status=["completed"] * 4 + ["died", "completed"], after_week=pd.array([12] * 4 + [4, 12], "Int64")
    )
    rows = rows_of("time_to_response", COURSES, tables={"disposition": ends})
    assert number(rows, "count", group="censored=died; endpoint=asked") == 1
    assert number(rows, "count", group="censored=end of follow-up; endpoint=asked") == 1
    curve = one(rows, "cumulative_incidence", visit=12, method="turnbull")
    assert (curve["status"], "competing event" in curve["note"]) == ("flagged", True)
    assert one(rows, "count", visit=12)["status"] == "ok"
    assert one(rows_of("time_to_response", COURSES), "cumulative_incidence", visit=12)["status"] == "ok"


@pytest.mark.parametrize(("values", "events", "incidence"), [((9, 9, 9), [0, 0], 0), ((9, 0, 0), [3, 0], 1)])
def test_nobody_responds_and_all_respond_at_the_first_visit(values, events, incidence):
    rows = rows_of("time_to_response", [Course(f"P{i}", f"{i}a", values) for i in range(3)])
    assert [number(rows, "events", visit=week) for week in (4, 12)] == events
    assert number(rows, "cumulative_incidence", visit=12, method="turnbull") == incidence
    median = one(rows, "median_by")
    assert median["status"] == ("ok" if incidence else "refused")
    assert number(rows, "at_risk", visit=12) == (0 if incidence else 3)


def test_a_single_patient_who_skipped_a_visit_leaves_its_incidence_unknown():
    rows = rows_of("time_to_response", [Course("P1", "1a", (9, None, 0))])
    assert one(rows, "cumulative_incidence", visit=4, method="turnbull")["status"] == "refused"
    assert number(rows, "cumulative_incidence", visit=12, method="turnbull") == 1
    assert (number(rows, "median_after"), number(rows, "median_by")) == (0, 12)


def test_a_patient_whose_visits_are_all_missing_is_censored_at_the_baseline():
    rows = rows_of("time_to_response", [*COURSES, Course("P7", "7a", (9, None, None))])
    assert one(rows, "count")["n_patients"] == 7
    assert number(rows, "at_risk", visit=4) == 6
    without = rows_of("time_to_response", COURSES)
    assert number(rows, "cumulative_incidence", visit=4) == number(without, "cumulative_incidence", visit=4)


def test_a_lesion_without_a_baseline_is_not_judged():
    outcome = replace(SIZE, incomplete_baseline="set_aside")
    courses = [*COURSES, Course("P7", "7a", (None, 3, 3)), Course("P8", "8a", (0, 3, 3))]
    rows = rows_of("time_to_response", courses, outcome)
    assert one(rows, "count")["n_patients"] == 6
    nobody = one(rows_of("time_to_response", courses[-1:], outcome), "count")
    assert (nobody["status"], "baseline" in nobody["note"]) == ("refused", True)


def test_lesions_stand_beside_their_patients_who_respond_by_the_rule():
    courses = [Course("P1", "1a", (9, 0, 0)), Course("P1", "1b", (9, 9, 0)), Course("P2", "2a", (9, 0, 0))]
    of = {rule: rows_of("time_to_response", courses, patient_rule=rule) for rule in ("all_lesions", "any_lesion")}
    assert [number(rows, "count", visit=4) for rows in of.values()] == [1, 2]
    lesions = one(of["all_lesions"], "count", "lesion", visit=4)
    assert (lesions["estimate"], lesions["n_lesions"], lesions["n_patients"]) == (2, 3, 2)
    assert "ignores clustering" in lesions["note"]


def test_a_patient_with_a_lesion_missing_is_judged_by_the_others_and_flagged():
    courses = [Course("P1", "1a", (9, 0, 0)), Course("P1", "1b", (9, None, 9)), Course("P2", "2a", (9, 9, 9))]
    row = one(rows_of("time_to_response", courses), "count", visit=4)
    assert (row["estimate"], "assessed by the others" in row["note"]) == (1, True)


def test_outcomes_that_are_better_higher_and_of_the_patient_have_times_too():
    motion = a_motion(follow_up_visits=(4, 12))
    rows = rows_of("time_to_response", [Course("P1", "1a", (60, 90, 120)), Course("P2", "2a", (60, 60, 60))], motion)
    assert [number(rows, "count", visit=week) for week in (4, 12)] == [1, 1]
    pain = a_pain(follow_up_visits=(4, 12))
    units = {row["unit_of_analysis"] for row in rows_of("time_to_response", [Course("P1", "", (8, 4, 2))], pain)}
    assert units == {"patient"}


def test_a_cross_over_is_refused():
    courses = [Course("P1", "1a", (9, 0, 0), "1"), Course("P1", "1a", (9, 9, 9), "2")]
    for row in rows_of("time_to_response", courses):
        assert (row["status"], "period" in row["note"]) == ("refused", True)


def test_fewer_than_ten_patients_have_no_interval_of_the_curve_and_ten_have():
    few = one(rows_of("time_to_response", COURSES), "median", method="kaplan_meier")
    assert (few["status"], "fewer than 10 patients" in few["note"]) == ("refused", True)
    # Of 10 at risk 4 respond by week 4 and 3 of the remaining 6 by week 12.
    values = [(9, 0, 0)] * 4 + [(9, 9, 0)] * 3 + [(9, 9, 9)] * 3
    rows = rows_of("time_to_response", [Course(f"P{i}", f"{i}a", each) for i, each in enumerate(values)])
    row = one(rows, "cumulative_incidence", visit=4, method="kaplan_meier")
    # Greenwood: Var(log(-log S)) = (4 / (10 * 6)) / log(0.6)^2.
    half = 1.959963984540054 * math.sqrt(4 / 60) / -math.log(0.6)
    assert row["estimate"] == pytest.approx(0.4)
    assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(
        (1 - 0.6 ** math.exp(-half), 1 - 0.6 ** math.exp(half)), abs=1e-9
    )
    assert number(rows, "cumulative_incidence", visit=12, method="kaplan_meier") == pytest.approx(0.7)
    assert number(rows, "median", method="kaplan_meier") == 12


#: P1 relapses 8 weeks after its response, P2 does not in 4, P3 responds last, P4 does not; P5 grew without a response.
RELAPSES = [
    Course("P1", "1a", (10, 2, 2, 3)),
    Course("P2", "2a", (10, 9, 3, 3)),
    Course("P3", "3a", (10, 9, 9, 1)),
    Course("P4", "4a", (10, 9, 9, 9)),
    Course("P5", "5a", (10, 8, 10, 10)),
]


def test_a_relapse_is_timed_from_the_visit_of_the_response():
    rows = rows_of("time_to_relapse", RELAPSES, THREE)
    total = one(rows, "count")
    assert (total["estimate"], total["n_patients"], total["role"]) == (1, 3, "primary")
    counts = [[number(rows, name, group=since(t)) for name in ("at_risk", "events", "censored")] for t in (4, 8)]
    assert counts == [[2, 0, 1], [1, 1, 0]]
    incidences = [number(rows, "cumulative_incidence", group=since(t)) for t in (4, 8)]
    assert incidences == pytest.approx([0, 1])
    assert (number(rows, "median_after"), number(rows, "median_by")) == (4, 8)


def test_from_zero_any_growth_is_a_relapse_and_less_than_the_threshold_is_none():
    courses = [Course("P1", "1a", (10, 0, 0, 0.1)), Course("P2", "2a", (100, 10, 10, 11.9))]
    rows = rows_of("time_to_relapse", courses, THREE)
    assert (number(rows, "count"), one(rows, "count")["n_patients"]) == (1, 2)


def test_where_nobody_responds_nobody_can_relapse():
    for row in rows_of("time_to_relapse", RELAPSES[3:], THREE):
        assert (row["status"], "no patient responded" in row["note"]) == ("refused", True)


def test_where_no_response_has_a_later_visit_nothing_is_said_of_what_follows_it():
    courses = [Course("P1", "1a", (9, 9, 0)), Course("P2", "2a", (9, 9, 9))]
    for kind, note in (
        ("time_to_relapse", "no relapse could be observed"),
        ("durable_response", "durability of response is unknown"),
    ):
        for row in rows_of(kind, courses):
            assert (row["status"], note in row["note"]) == ("refused", True)


def test_who_responds_by_the_end_has_an_exact_interval_also_where_nobody_does():
    rows = rows_of("time_to_response", [Course(f"P{n}", f"{n}a", (9, 9, 9)) for n in range(5)])
    exact = one(rows, "proportion", method="clopper_pearson")
    # 1 - 0.025^(1/5)
    assert (exact["estimate"], exact["ci_upper"]) == (0, pytest.approx(1 - 0.025**0.2))
    lost = rows_of("time_to_response", COURSES)
    assert "1 not followed to the last visit" in one(lost, "proportion", method="clopper_pearson")["note"]


#: Holds to the end; lost after a confirmed response; broken; first seen last; none; never seen.
LASTING = [
    Course("P1", "1a", (10, 2, None, 2)),
    Course("P2", "2a", (10, 2, 2, None)),
    Course("P3", "3a", (10, 2, 9, 2)),
    Course("P4", "4a", (10, 9, 9, 2)),
    Course("P5", "5a", (10, 9, 9, 9)),
    Course("P6", "6a", (10, None, None, None)),
]


def test_a_lasting_response_holds_at_every_later_visit_and_has_one():
    rows = rows_of("durable_response", LASTING, THREE)
    sets = {name: one(rows, "count", analysis_set=name) for name in ("all", "enrolled")}
    assert {name: (row["estimate"], row["n_patients"]) for name, row in sets.items()} == {
        "all": (2, 5),
        "enrolled": (2, 6),
    }
    assert "its duration is unknown" in sets["all"]["note"]
    assert number(rows, "unconfirmed", analysis_set="all") == 1
    exact = one(rows, "proportion", analysis_set="all", method="clopper_pearson")
    # R 4.2.2: binom.test(2, 5)
    assert (exact["ci_lower"], exact["ci_upper"]) == pytest.approx((0.052744950526, 0.853367200365), abs=1e-9)
    assert [row["analysis_set"] for row in rows if row["role"] == "primary" and row["statistic"] == "count"] == ["all"]


def with_treatments(numbers: Sequence[float], courses: Sequence[Course]) -> dict[str, pd.DataFrame]:
    treatments = cohort(courses, SIZE.name, SIZE).tables["treatments"]
    return {"treatments": treatments.assign(n_treatments=np.array(numbers, dtype=float))}


def test_treatments_are_those_of_who_cleared_and_the_others_are_counted():
    rows = rows_of(
        "treatments_to_clearance",
        COURSES,
        tables=with_treatments([1, 4, 2, 7, 9, 9], COURSES),
        threshold=Threshold(100),
    )
    assert (number(rows, "count"), number(rows, "not_cleared")) == (4, 2)
    middle = one(rows, "median")
    assert (middle["estimate"], middle["n_patients"], middle["role"], middle["status"]) == (3, 4, "primary", "ok")
    assert (number(rows, "minimum"), number(rows, "maximum")) == (1, 7)


def test_who_cleared_without_a_number_is_left_out_and_several_lesions_give_the_largest():
    courses = [Course("P1", "1a", (9, 0, 0)), Course("P1", "1b", (9, 0, 0)), Course("P2", "2a", (9, 0, 0))]
    tables = with_treatments([2, 5, math.nan], courses)
    rows = rows_of("treatments_to_clearance", courses, tables=tables, threshold=Threshold(100))
    middle = one(rows, "median")
    assert (middle["estimate"], middle["n_patients"]) == (5, 1)
    assert "without a recorded number of treatments" in middle["note"]
    assert "lesion with the most" in middle["note"]
    nothing = with_treatments([math.nan] * 3, courses)
    assert one(rows_of("treatments_to_clearance", courses, tables=nothing), "median")["status"] == "refused"


def test_what_was_seen_by_a_visit_rests_on_the_visits_up_to_it_and_the_curve_on_all():
    made = cohort(COURSES, SIZE.name, SIZE)
    visits = made.visits()
    rows = results_of(made, "time_to_response")

    def weeks(row: dict[str, Any]) -> set[int]:
        parts = [part for part in row["basis"] if part.dataset == LESION_VISITS]
        return {int(week) for part in parts for week in visits.loc[part.rows, "visit"]}

    for statistic, expected in {"count": {4}, "events": {4}, "at_risk": {4, 12}, "censored": {4, 12}}.items():
        assert weeks(one(rows, statistic, visit=4)) == expected
    assert weeks(one(rows, "cumulative_incidence", visit=4)) == {4, 12}
    assert {visits.loc[part.rows, "scenario"].unique().tolist()[0] for row in rows for part in row["basis"]} == {
        "observed"
    }

"""Adverse events of made-up patients: counts by hand; limits of R 4.2.2 (binom.test, poisson.test)."""

from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.describe.events import describe_events, describe_patient_time
from casetrace.analyse.estimate.events import estimate_events
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.endpoint import Endpoint
from casetrace.model.events import EventKind
from casetrace.model.plan import Plan, Primary
from casetrace.model.results import Results
from tests.outcomes import an_endpoint, an_outcome

SETTINGS = EstimationSettings({"confidence_level": 0.95}, 1)
RECORDED = ("event_type", "event_related", "event_serious")
#: Patient, type, related, serious, week.
EVENTS = [
    ("a", "pain", "yes", "no", 1),
    ("a", "infection", "no", "no", 2),
    ("b", "Pain", None, "no", 4),
]
#: Status, end of follow-up and number of treatments of each patient.
COURSES = {"a": ("completed", 12, 4), "b": ("completed", 12, 4), "c": ("died", 4, 3), "d": ("completed", 12, 5)}


def tables(events=EVENTS, courses=None) -> dict[str, pd.DataFrame]:
    courses = COURSES if courses is None else courses
    names = ["patient_id", "type", "related", "serious", "week"]
    frame = pd.DataFrame(list(events), columns=names).astype(dict.fromkeys(names[:4], "str") | {"week": "Int64"})
    status, ends, given = zip(*courses.values(), strict=True)
    disposition = pd.DataFrame({"patient_id": list(courses), "status": status, "after_week": pd.array(ends, "Int64")})
    disposition["dated"] = "yes"
    lesions = pd.DataFrame({"patient_id": list(courses), "lesion_id": list(courses), "shared_cell": "no"})
    lesions["n_treatments"] = pd.array(given, "Int64")
    patients = pd.DataFrame({"patient_id": list(courses)})
    return {"patients": patients, "events": frame, "disposition": disposition, "lesions": lesions}


def a_plan(*endpoints: Endpoint, recorded=RECORDED, judged=()) -> Plan:
    outcome = an_outcome()
    return Plan({outcome.name: outcome}, {endpoint.name: endpoint for endpoint in endpoints}, recorded, judged=judged)


def an_events_endpoint(name: str = "harm", *, primary: bool = False, **kind: Any) -> Endpoint:
    return an_endpoint(
        name=name, label=name, kind="events", primary=primary, outcome="", visit=0, analysis_set="enrolled",
        events=EventKind(**kind),
    )  # fmt: skip


def described(given=None, plan=None) -> pd.DataFrame:
    results = Results()
    describe_events(results, given or tables(), plan or a_plan())
    return results.frame().set_index("result_id")


def estimated(given=None, plan=None) -> pd.DataFrame:
    results = Results()
    estimate_events(results, given or tables(), plan or a_plan(), SETTINGS)
    return results.frame().set_index("result_id")


def counts(frame: pd.DataFrame, unit: str) -> dict[str, float]:
    end, middle = ".count.count", f".{unit}.enrolled"
    rows = frame[frame.index.str.endswith(end) & frame.index.str.contains(middle, regex=False)]
    return {name.removesuffix(end).replace(middle, ""): value for name, value in rows["estimate"].items()}


def test_patients_are_counted_once_and_events_each():
    frame = described()
    assert counts(frame, "patient") == {
        "any_complication": 2, "related_complication": 1, "serious_complication": 1, "serious_related_complication": 0,
        "complication.type=pain": 1, "complication.type=infection": 1, "complication.type=pain_2": 1,
    }  # fmt: skip
    of_events = counts(frame, "event")
    assert (of_events["any_complication"], of_events["related_complication"]) == (3, 1)
    assert of_events["any_complication.related=yes"] == 1
    assert of_events["complication.serious=yes.type=pain"] == 0


def test_a_death_is_a_serious_event_and_a_related_one_only_if_an_event_says_so():
    frame = described()
    assert counts(frame, "event")["serious_complication"] == 1
    any_event = frame.loc["any_complication.patient.enrolled.count.count"]
    assert any_event["note"].startswith("the death of 1 patient without a recorded adverse event: counted among")
    assert "only if recorded as related" in frame.loc[
        "serious_related_complication.patient.enrolled.count.count", "note"
    ]  # fmt: skip
    told = described(tables([*EVENTS, ("c", "death", "yes", "yes", 4)]))
    assert counts(told, "patient")["serious_related_complication"] == 1
    assert counts(told, "event")["serious_complication"] == 1
    assert counts(told, "patient")["any_complication"] == 3


def test_what_is_not_recorded_of_some_events_is_flagged_and_of_all_refused():
    note = described().loc["related_complication.patient.enrolled.count.count", "note"]
    assert note.startswith("adverse events without a record of whether they were related to the treatment (1)")
    # An event that was not serious is no serious related one, whatever its relation.
    note = described().loc["serious_related_complication.patient.enrolled.count.count", "note"]
    assert "without a record" not in note
    silent = described(tables([("a", "pain", None, "no", 1)]))
    row = silent.loc["related_complication.patient.enrolled.count.count"]
    assert (row["status"], row["note"]) == (
        "refused",
        "not recorded for any event: the relation of adverse events to the treatment",
    )


@pytest.mark.parametrize(
    ("recorded", "refused"),
    [
        ((), ["any", "related", "serious", "serious_related"]),
        (("event_type",), ["related", "serious", "serious_related"]),
        (("event_type", "event_serious"), ["related", "serious_related"]),
    ],
)
def test_what_no_column_says_is_refused_and_not_counted_as_none(recorded, refused):
    given, plan = tables([]), a_plan(recorded=recorded)
    for frame in (described(given, plan), estimated(given, plan)):
        kinds = frame[frame["group"] == ""]
        notes = kinds.loc[kinds["status"] == "refused", ["analysis", "note"]].drop_duplicates()
        assert list(notes["analysis"]) == [f"{name}_complication" for name in refused]
        assert notes["note"].str.endswith("this is not evidence of absence").all()


def test_nobody_without_events_is_left_out_of_the_denominator():
    frame = described(tables([]))
    assert set(frame["n_patients"]) == {4}


def test_what_config_states_is_flagged_as_stated_by_it():
    frame = described(plan=a_plan(judged=("event_serious",)))
    row = frame.loc["serious_complication.patient.enrolled.count.count"]
    assert row["note"] == "whether adverse events were serious: classified by the analysts, not in the table"
    assert "configuration" not in frame.loc["related_complication.patient.enrolled.count.count", "note"]


def test_shares_of_patients_have_exact_limits():
    rows = estimated()
    row = rows.loc["any_complication.patient.enrolled.proportion.clopper_pearson"]
    assert [row["estimate"], row["ci_lower"], row["ci_upper"]] == pytest.approx([0.5, 0.06758598649, 0.93241401351])


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        # poisson.test(3, 40) and poisson.test(3, 16)
        ("rate_per_patient_week", [0.075, 0.01546680307239, 0.21918182674356]),
        ("rate_per_treatment", [0.1875, 0.03866700768098, 0.5479545668589]),
    ],
)
def test_rates_have_exact_poisson_limits_and_the_reservation_that_events_of_one_patient_depend(statistic, expected):
    row = estimated().loc[f"any_complication.event.enrolled.{statistic}.poisson_exact"]
    assert [row["estimate"], row["ci_lower"], row["ci_upper"]] == pytest.approx(expected, rel=1e-9)
    assert "a patient had several" in row["note"]


def test_an_event_each_is_not_said_to_depend():
    row = estimated().loc["complication.event.enrolled.type=pain.rate_per_patient_week.poisson_exact"]
    assert (row["status"], row["note"]) == ("ok", "")


def test_without_the_end_of_everybodys_follow_up_there_is_no_rate_by_time():
    given = tables(courses=COURSES | {"b": ("unknown", None, 4)})
    row = estimated(given).loc["any_complication.event.enrolled.rate_per_patient_week.poisson_exact"]
    assert (row["status"], row["note"]) == ("refused", "end of follow-up unknown for 1 patient")
    results = Results()
    describe_patient_time(results, given["disposition"])
    assert results.frame().loc[0, "status"] == "refused"


def test_nobody_who_was_followed_up_gives_no_rate():
    given = tables(courses={"a": ("lost", 0, 0)})
    rows = estimated(given)
    notes = [rows.loc[f"any_complication.event.enrolled.{name}.poisson_exact", "note"] for name in (
        "rate_per_patient_week", "rate_per_treatment")]  # fmt: skip
    assert notes == ["no follow-up beyond the start of treatment", "no treatment is recorded"]


def test_unknown_treatments_flag_the_rate_and_none_at_all_refuse_it():
    name = "any_complication.event.enrolled.rate_per_treatment.poisson_exact"
    some = estimated(tables(courses=COURSES | {"b": ("completed", 12, None)})).loc[name]
    assert some["estimate"] == 3 / 12
    assert "1 lesions without a number of treatments are counted as 0" in some["note"]
    nothing = {patient: (status, week, None) for patient, (status, week, _) in COURSES.items()}
    assert estimated(tables(courses=nothing)).loc[name, "status"] == "refused"


def test_events_after_the_end_of_follow_up_are_told_of():
    given = tables([("c", "pain", "no", "no", 9)])
    row = estimated(given).loc["any_complication.event.enrolled.rate_per_patient_week.poisson_exact"]
    assert "events after the end of follow-up (1) are counted" in row["note"]


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ({}, 2),
        ({"type": "PAIN"}, 2),
        ({"related": True}, 1),
        ({"serious": True}, 1),
        ({"serious": True, "related": True}, 0),
    ],
)
def test_an_endpoint_on_events_is_answered_by_the_share_of_patients_alone(kind, number):
    plan = a_plan(an_events_endpoint(primary=True, **kind))
    rows = estimated(plan=plan)
    primary = rows[rows["role"] == "primary"]
    assert list(primary.index) == ["with_event.patient.enrolled.endpoint=harm.proportion.clopper_pearson"]
    assert primary["estimate"].iloc[0] == number / 4
    assert (
        rows.loc["with_event.event.enrolled.endpoint=harm.rate_per_patient_week.poisson_exact", "role"] == "secondary"
    )
    assert set(rows.loc[~rows["analysis"].eq("with_event"), "role"]) == {"descriptive"}


def test_the_main_outcome_is_that_of_the_first_endpoint_on_one_else_the_first():
    harm = an_events_endpoint(primary=True)
    assert a_plan(harm).primary == Primary("size_mm", 12, "patient", "observed")
    change = an_endpoint(visit=4, primary=False)
    assert a_plan(harm, change).primary.visit == 4

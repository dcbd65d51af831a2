"""Made-up outcomes and plans: what a test does not care about has the value of a lesion size in mm."""

from dataclasses import asdict, replace
from typing import Any

from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.endpoint import Endpoint, Threshold
from casetrace.model.outcome import Outcome, Thresholds
from casetrace.model.plan import Plan

RESPONSE = Thresholds(complete=100, partial=30, progression=20)

#: What sets a range of motion and a pain score apart from the size.
MOTION: dict[str, Any] = {
    "label": "range of motion", "unit": "degrees", "direction": HIGHER_IS_BETTER, "maximum": 180, "best_value": 180,
}  # fmt: skip
PAIN: dict[str, Any] = {"label": "pain", "unit": "points", "bearer": "patient"}


def an_outcome(name: str = "size_mm", **changes: Any) -> Outcome:
    """A lesion size in mm, or what differs from it by these attributes."""
    size = Outcome(
        name=name,
        label="lesion size",
        unit="mm",
        bearer="lesion",
        direction=LOWER_IS_BETTER,
        baseline_visit=0,
        follow_up_visits=(4, 12),
        minimum=0,
        maximum=None,
        best_value=0,
        response=RESPONSE,
        log_offset=0.5,
    )
    return replace(size, **changes)


def a_motion(name: str = "size_mm", **changes: Any) -> Outcome:
    """A range of motion, which is better higher; under the name that tests give the size, unless another is given."""
    return an_outcome(name, **MOTION | changes)


def a_pain(name: str = "pain", **changes: Any) -> Outcome:
    """A pain score of the patient as a whole."""
    return an_outcome(name, **PAIN | changes)


def an_endpoint(outcome: Outcome | None = None, /, **changes: Any) -> Endpoint:
    """The mean percent change at the last visit of an outcome over patients as observed, a primary endpoint."""
    chosen = outcome or an_outcome()
    endpoint = Endpoint(
        name="percent_change",
        label="percent change",
        kind="percent_change",
        primary=True,
        outcome=chosen.name,
        visit=chosen.follow_up_visits[-1],
        unit_of_analysis="patient",
        analysis_set="all",
        scenario="observed",
        threshold=None,
        patient_rule="mean",
    )
    return replace(endpoint, **changes)


def a_response(outcome: Outcome | None = None, /, **changes: Any) -> Endpoint:
    """The share of patients all of whose lesions improved by 30 % or more at the last visit; not primary."""
    response: dict[str, Any] = {"name": "response", "label": "response", "kind": "response", "primary": False}
    response |= {"threshold": Threshold(30), "patient_rule": "all_lesions"}
    return an_endpoint(outcome, **response | changes)


def a_plan(*outcomes: Outcome, **primary: Any) -> Plan:
    """A plan of these outcomes, with the percent change of the first as its endpoint unless another is named."""
    named = {outcome.name: outcome for outcome in outcomes}
    endpoint = an_endpoint(named[primary.get("outcome", next(iter(named)))], **primary)
    return Plan(named, {endpoint.name: endpoint})


def plan_sections(plan: Plan) -> dict[str, Any]:
    """The sections of a plan as ingestion writes them."""
    outcomes = {name: _section(outcome) for name, outcome in plan.outcomes.items()}
    endpoints = {name: _endpoint_section(endpoint) for name, endpoint in plan.endpoints.items()}
    return {
        "outcomes": outcomes,
        "endpoints": endpoints,
        "recorded": list(plan.recorded),
        "judged": list(plan.judged),
        "treatment": asdict(plan.treatment),
        "arms": {"reference": plan.arms.reference, "order": list(plan.arms.order)},
    }


def _endpoint_section(endpoint: Endpoint) -> dict[str, Any]:
    written = {key: value for key, value in asdict(endpoint).items() if value is not None}
    for name in ("name", "threshold"):
        written.pop(name, None)
    written["analysis_set"] = "treated" if endpoint.analysis_set == "enrolled" else "evaluable"
    if endpoint.comparison:
        written["comparison"] = endpoint.comparison._asdict()
    if endpoint.prior:
        written["prior"] = dict(zip(("alpha", "beta"), endpoint.prior, strict=True))
    if endpoint.threshold:
        key = "more_than" if endpoint.threshold.strict else "from"
        written |= {
            key: endpoint.threshold.value,
            "threshold_in": "units" if endpoint.threshold.in_units else "percent",
        }
    return written


def _section(outcome: Outcome) -> dict[str, Any]:
    written = asdict(outcome)
    for name in ("name", "bearer", "direction"):
        del written[name]
    return written | {
        "measured_on": outcome.bearer,
        "better": outcome.direction.better,
        "response": outcome.response._asdict(),
        "scale": outcome.scale.name,
    }

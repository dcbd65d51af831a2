"""Made-up outcomes and plans: what a test does not care about has the value of a lesion size in mm."""

from dataclasses import asdict, replace
from typing import Any

from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.outcome import Outcome, Thresholds
from casetrace.model.plan import Plan, Primary

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


def a_primary(outcome: Outcome | None = None, /, **changes: Any) -> Primary:
    """The last visit of an outcome over patients as observed."""
    chosen = outcome or an_outcome()
    defaults: dict[str, Any] = {"outcome": chosen.name, "visit": chosen.follow_up_visits[-1]}
    defaults |= {"unit_of_analysis": "patient", "scenario": "observed"}
    return Primary(**defaults | changes)


def a_plan(*outcomes: Outcome, **primary: Any) -> Plan:
    """A plan of these outcomes, the first of which is primary unless another is named."""
    named = {outcome.name: outcome for outcome in outcomes}
    return Plan(named, a_primary(named[primary.get("outcome", next(iter(named)))], **primary))


def plan_sections(plan: Plan) -> dict[str, Any]:
    """The sections of a plan as ingestion writes them."""
    outcomes = {name: _section(outcome) for name, outcome in plan.outcomes.items()}
    return {
        "outcomes": outcomes,
        "primary": asdict(plan.primary),
        "recorded": list(plan.recorded),
        "treatment": asdict(plan.treatment),
    }


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

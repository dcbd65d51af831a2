"""What a schema can't say of the endpoints: the outcomes, visits and scenarios that they name, what fits their kind."""

from collections.abc import Iterator
from typing import Any

from casetrace.config.problems import ConfigProblem

ON_OUTCOMES = ("percent_change", "change", "response")
#: Keys that endpoints of some kinds alone can have.
OF_KINDS = {
    "outcome": ON_OUTCOMES,
    "visit": ON_OUTCOMES,
    "event_type": ("events",),
    "serious": ("events",),
    "related": ("events",),
    "from": ("response",),
    "more_than": ("response",),
    "historical_rate": ("response",),
    "prior": ("response",),
    "important_difference": ("percent_change", "change"),
}


def primary_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the section `primary` of a cohort."""
    yield from _reference_problems(cohort["primary"], cohort, f"{path}.primary", primary=True)


def endpoint_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the endpoints of a cohort."""
    endpoints = cohort["endpoints"]
    if not any(endpoint["primary"] for endpoint in endpoints.values()):
        yield ConfigProblem(f"{path}.endpoints", "none of them is primary", "'primary: true' at one or more of them")
    for name, endpoint in endpoints.items():
        place = f"{path}.endpoints.{name}"
        if endpoint["kind"] != "events":
            yield from _reference_problems(endpoint, cohort, place, primary=endpoint["primary"])
        elif endpoint["unit_of_analysis"] == "lesion":
            yield ConfigProblem(f"{place}.unit_of_analysis", "events are of a patient", "patient")
        yield from _kind_problems(endpoint, place)


def _kind_problems(endpoint: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Keys that an endpoint of this kind can't have."""
    kind = endpoint["kind"]
    for key, kinds in OF_KINDS.items():
        if key in endpoint and kind not in kinds:
            yield ConfigProblem(
                f"{path}.{key}", f"found it in an endpoint of kind {kind!r}", f"kind {' or '.join(kinds)}"
            )


def _reference_problems(
    section: dict[str, Any], cohort: dict[str, Any], path: str, *, primary: bool
) -> Iterator[ConfigProblem]:
    """Scenarios, outcomes and visits that a section names and the cohort has not."""
    outcomes = cohort.get("outcomes", {})
    if section["scenario"] not in cohort["scenarios"]:
        expected = f"one of {', '.join(cohort['scenarios'])}"
        yield ConfigProblem(f"{path}.scenario", f"found {section['scenario']!r}", expected)
    if not outcomes:
        return
    of_lesions = [name for name, outcome in outcomes.items() if outcome.get("measured_on") != "patient"]
    name = section.get("outcome", next(iter([*of_lesions, *outcomes])))
    if name not in outcomes:
        yield ConfigProblem(f"{path}.outcome", f"found {name!r}", f"one of {', '.join(outcomes)}")
        return
    if outcomes[name].get("measured_on") == "patient" and primary:
        expected = (
            "an outcome of the lesions; a cohort of its own, with lesion_id: patient, can have this one as its primary"
        )
        yield ConfigProblem(f"{path}.outcome", f"{name!r} is measured on the patient as a whole", expected)
    visits = outcomes[name].get("follow_up_visits", [])
    if visits and section.get("visit", visits[-1]) not in visits:
        yield ConfigProblem(f"{path}.visit", f"found {section['visit']}", f"one of {', '.join(map(str, visits))}")

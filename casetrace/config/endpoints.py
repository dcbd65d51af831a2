"""What a schema can't say of the endpoints: the outcomes, visits and scenarios that they name, what fits their kind."""

import math
from collections.abc import Iterator
from typing import Any

from casetrace.config.problems import ConfigProblem
from casetrace.model.endpoint_kinds import AT_VISIT, OF_COURSE, TIMES

#: Kinds with a response of some size.
WITH_THRESHOLD = ("response", *TIMES, "durable_response")

#: Keys that endpoints of some kinds alone can have.
OF_KINDS = {
    "outcome": (*AT_VISIT, *OF_COURSE),
    "visit": (*AT_VISIT, "time_to_response"),
    "event_type": ("events",),
    "serious": ("events",),
    "related": ("events",),
    "from": WITH_THRESHOLD,
    "more_than": WITH_THRESHOLD,
    "historical_rate": ("response",),
    "prior": ("response",),
    "important_difference": ("percent_change", "change"),
}


def primary_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the section `primary` of a cohort."""
    yield from _reference_problems(cohort["primary"], cohort, f"{path}.primary")


def endpoint_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the endpoints of a cohort."""
    endpoints = cohort["endpoints"]
    if not any(endpoint["primary"] for endpoint in endpoints.values()):
        yield ConfigProblem(f"{path}.endpoints", "none of them is primary", "'primary: true' at one or more of them")
    for name, endpoint in endpoints.items():
        place = f"{path}.endpoints.{name}"
        if endpoint["kind"] != "events":
            yield from _reference_problems(endpoint, cohort, place)
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
    if kind in OF_COURSE:
        yield from _course_problems(endpoint, path)


def _course_problems(endpoint: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """What an endpoint on all visits together can't be: on values that are filled in, or reached at the baseline."""
    if endpoint["scenario"] != "observed":
        expected = "observed; who is not seen at a visit, or no longer, is censored and gets no value"
        yield ConfigProblem(f"{path}.scenario", f"found {endpoint['scenario']!r}", expected)
    threshold = endpoint.get("from", math.inf)
    if threshold <= 0 or endpoint.get("more_than", 0) < 0:
        key = "from" if threshold <= 0 else "more_than"
        expected = "an improvement, since without one everybody would respond at the baseline"
        yield ConfigProblem(f"{path}.{key}", f"found {endpoint[key]:g}", expected)


def _reference_problems(section: dict[str, Any], cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
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
    if outcomes[name].get("measured_on") == "patient" and section["unit_of_analysis"] == "lesion":
        found = f"found 'lesion', and {name!r} is measured on the patient as a whole"
        yield ConfigProblem(f"{path}.unit_of_analysis", found, "patient")
    visits = outcomes[name].get("follow_up_visits", [])
    if visits and section.get("visit", visits[-1]) not in visits:
        yield ConfigProblem(f"{path}.visit", f"found {section['visit']}", f"one of {', '.join(map(str, visits))}")

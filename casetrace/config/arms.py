"""What a schema can't say of the arms: those that the reference, the order and the endpoints name."""

from collections.abc import Iterator
from typing import Any

from casetrace.config.problems import ConfigProblem

#: Kinds of endpoints that can compare arms.
COMPARED_KINDS = ("percent_change", "change", "response")
#: Keys of an endpoint that ask something of one rate.
OF_A_RATE = ("historical_rate", "prior")


def arm_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the arms of a cohort, and with the comparisons of its endpoints."""
    arms, order = cohort["arms"], cohort["arms"].get("order", [])
    if "reference" in arms and order and arms["reference"] not in order:
        yield ConfigProblem(f"{path}.arms.reference", f"found {arms['reference']!r}", f"one of {', '.join(order)}")
    directions: dict[frozenset[str], tuple[str, str]] = {}
    for name, endpoint in cohort.get("endpoints", {}).items():
        if "comparison" not in endpoint:
            continue
        place, (arm, against) = f"{path}.endpoints.{name}", _compared(endpoint)
        yield from _comparison_problems(endpoint, order, place)
        if directions.setdefault(frozenset((arm, against)), (arm, against)) != (arm, against):
            found = f"{arm!r} is compared against {against!r}, and in another endpoint the other way round"
            yield ConfigProblem(f"{place}.comparison", found, "one direction")


def _compared(endpoint: dict[str, Any]) -> tuple[str, str]:
    return endpoint["comparison"]["arm"], endpoint["comparison"]["against"]


def _comparison_problems(endpoint: dict[str, Any], order: list[str], path: str) -> Iterator[ConfigProblem]:
    arm, against = _compared(endpoint)
    if arm == against:
        yield ConfigProblem(f"{path}.comparison.against", f"found {against!r} in both places", "another arm")
    for key, name in (("arm", arm), ("against", against)):
        if order and name not in order:
            yield ConfigProblem(f"{path}.comparison.{key}", f"found {name!r}", f"one of {', '.join(order)}")
    if endpoint["kind"] not in COMPARED_KINDS:
        found = f"found it in an endpoint of kind {endpoint['kind']!r}"
        yield ConfigProblem(f"{path}.comparison", found, f"kind {' or '.join(COMPARED_KINDS)}")
    for key in OF_A_RATE:
        if key in endpoint:
            found = "found it in an endpoint that compares arms, which has no rate of its own"
            yield ConfigProblem(f"{path}.{key}", found, "an endpoint without 'comparison'")
    if endpoint["kind"] == "response" and endpoint.get("unit_of_analysis") == "lesion":
        found = "found 'lesion' in a comparison of responses, which takes lesions of a patient for independent"
        yield ConfigProblem(f"{path}.unit_of_analysis", found, "'patient', with a 'patient_rule'")
    if endpoint.get("scenario") == "as_reported" and endpoint["kind"] == "change":
        yield ConfigProblem(f"{path}.scenario", "printed percentages have no change in units", "another scenario")

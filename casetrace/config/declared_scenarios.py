"""What a schema can't say of the scenarios that a study declares: what they build on, outcomes, visits, percentages."""

from collections.abc import Iterator
from typing import Any

from casetrace.config.problems import ConfigProblem
from casetrace.model.time_units import visit_name


def declared_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the declared scenarios of a cohort.

    Parameters
    ----------
    cohort
        The cohort's section of config, or what the plan makes of it: of outcomes and visits that config leaves to the
        data only the plan can tell.
    path
        The section's path in config.
    """
    for name, scenario in cohort["declared_scenarios"].items():
        place = f"{path}.declared_scenarios.{name}"
        if scenario["based_on"] not in cohort["scenarios"]:
            expected = f"one of {', '.join(cohort['scenarios'])}"
            yield ConfigProblem(f"{place}.based_on", f"found {scenario['based_on']!r}", expected)
        for number, lesion in enumerate(scenario["lesions"]):
            yield from _lesion_problems(lesion, cohort, f"{place}.lesions[{number}]")


def primary_outcome(cohort: dict[str, Any]) -> str | None:
    """The outcome that the first endpoint on one names, primary endpoints before others; None where it names none."""
    endpoints = [endpoint for endpoint in cohort.get("endpoints", {}).values() if endpoint["kind"] != "events"]
    in_order = sorted(endpoints, key=lambda endpoint: not endpoint["primary"])
    name: str | None = (in_order or [cohort["primary"]])[0].get("outcome")
    return name


def _lesion_problems(lesion: dict[str, Any], cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    outcomes = cohort.get("outcomes", {})
    primary = primary_outcome(cohort)
    if not outcomes or primary not in (None, *outcomes):
        return
    of_lesions = [name for name, outcome in outcomes.items() if outcome.get("measured_on") != "patient"]
    name = lesion.get("outcome", primary or next(iter([*of_lesions, *outcomes])))
    if name not in outcomes:
        yield ConfigProblem(f"{path}.outcome", f"found {name!r}", f"one of {', '.join(outcomes)}")
        return
    if outcomes[name].get("measured_on") == "patient":
        found = f"{name!r} is measured on the patient as a whole, and a lesion is added"
        yield ConfigProblem(f"{path}.outcome", found, "an outcome of the lesions")
    yield from _percent_problems(lesion["percent_reduction"], outcomes[name], f"{path}.percent_reduction")


def _percent_problems(percents: dict[str, float], outcome: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    visits = [str(visit) for visit in outcome.get("follow_up_visits", percents)]
    for visit, percent in percents.items():
        if visit not in visits:
            yield ConfigProblem(path, f"{visit_name(visit)} is no follow-up visit", f"one of {', '.join(visits)}")
        if percent > 100 and (outcome.get("minimum") or 0) >= 0:
            yield ConfigProblem(f"{path}.{visit}", f"found {percent}", "at most 100, from which nothing is left")

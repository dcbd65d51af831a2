"""The endpoints of the plan: those of config, or else the percent change and the response of the primary outcome."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.config.defaults import fill_defaults
from casetrace.model.levels import level_name
from casetrace.model.problems import Problem
from casetrace.model.scale import scale_of

#: Names and labels of the endpoints of a study that declares none.
PERCENT_CHANGE, RESPONSE, CATEGORY = "percent_change", "partial_response", "category"
LABELS = {PERCENT_CHANGE: "percent change", RESPONSE: "partial or complete response", CATEGORY: "levels"}
#: The outcome's response that counts where an endpoint of this kind names no threshold.
DEFAULT_RESPONSES = {
    "response": "partial",
    "time_to_response": "partial",
    "time_to_relapse": "partial",
    "durable_response": "partial",
    "treatments_to_clearance": "complete",
}


def planned_endpoints(
    endpoints: Mapping[str, Any], primary: Mapping[str, Any], outcomes: Mapping[str, Any], schema: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """The endpoints with everything filled in that config leaves to the data; none where nothing is measured.

    An endpoint on events has no outcome and no visit.

    Parameters
    ----------
    endpoints, primary
        The sections of config, as far as they are given.
    outcomes
        The outcomes of the plan.
    schema
        The schema of config, for the defaults.
    """
    if not outcomes:
        return {}
    declared = {name: dict(section) for name, section in endpoints.items()} or _undeclared(primary, outcomes)
    if not any(section.get("primary") for section in declared.values()):
        first = next(iter(declared))
        declared[first] = declared[first] | {"primary": True}
    return {
        name: _filled(name, fill_defaults(section, schema["$defs"]["endpoint"], schema), outcomes)
        for name, section in declared.items()
    }


def _undeclared(primary: Mapping[str, Any], outcomes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The endpoints of a study that declares none: how many are at each level of an ordered outcome, or the change."""
    if scale_of(outcomes.get(primary.get("outcome") or _first_of(outcomes), {}).get("scale")).has_levels:
        return {CATEGORY: {"kind": "category", "primary": True, "label": LABELS[CATEGORY], **primary}}
    about = {key: value for key, value in primary.items() if key != "unit_of_analysis"}
    return {
        PERCENT_CHANGE: {"kind": "percent_change", "primary": True, "label": LABELS[PERCENT_CHANGE], **primary},
        RESPONSE: {"kind": "response", "label": LABELS[RESPONSE], **about},
    }


def _filled(name: str, section: Mapping[str, Any], outcomes: Mapping[str, Any]) -> dict[str, Any]:
    if section["kind"] == "events":
        return {"label": name.replace("_", " ")} | dict(section)
    filled = {"label": name.replace("_", " "), "outcome": _first_of(outcomes)} | dict(section)
    outcome = outcomes.get(filled["outcome"], {})
    follow_up = outcome.get("follow_up_visits", [])
    filled.setdefault("visit", follow_up[-1] if follow_up else 0)
    if outcome.get("measured_on") == "patient":
        filled["unit_of_analysis"] = "patient"
    if filled["kind"] == "response" and "levels" in outcome:
        return filled | _of_level(filled, outcome)
    response = DEFAULT_RESPONSES.get(filled["kind"])
    if response and not {"from", "more_than"} & filled.keys() and "response" in outcome:
        filled["from"] = outcome["response"][response]
    return filled


def _first_of(outcomes: Mapping[str, Any]) -> str:
    """The outcome that is meant where none is named: the first of the lesions, else the first."""
    of_lesions = [name for name, outcome in outcomes.items() if outcome["measured_on"] == "lesion"]
    return next(iter([*of_lesions, *outcomes]))


def _of_level(endpoint: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The level from which on it is a response, by its name and its standing; the best one where none is declared."""
    names = list(outcome["levels"])
    best = names[int(outcome["best_value"])]
    level = level_name(endpoint["from"]) if "from" in endpoint else best
    known = level if level in names else best
    number = names.index(known)
    return {"level": known, "from": number if outcome["better"] == "higher" else -number}


def unanswerable(plan: Mapping[str, Any], endpoints: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Endpoints that ask of an outcome what its scale, which only the data tell, can't answer.

    Parameters
    ----------
    plan
        The sections of the plan.
    endpoints
        The section of config, as far as it is given.
    file
        The first raw file, to name in the problem.
    """
    for name, endpoint in endpoints.items():
        if endpoint["kind"] == "events":
            continue
        outcome = plan["endpoints"][name]["outcome"]
        section = plan["outcomes"].get(outcome, {})
        scale = scale_of(section.get("scale"))
        level = endpoint.get("from", section.get("levels", [""])[0])
        if endpoint["kind"] not in scale.kinds or (scale.has_levels and level_name(level) not in section["levels"]):
            yield Problem(
                "error", file, 0, 0, "", "endpoint of another scale",
                f"endpoint {name} of kind {endpoint['kind']}, and {outcome} is of the scale {scale.name}",
                f"an endpoint that the scale answers: {', '.join(scale.kinds)}",
                f"declare outcomes.{outcome}.scale in config, or correct the endpoint",
            )  # fmt: skip

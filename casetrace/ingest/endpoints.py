"""The endpoints of the plan: those of config, or else the percent change and the response of the primary outcome."""

from collections.abc import Mapping
from typing import Any

from casetrace.config.defaults import fill_defaults

#: Names and labels of the endpoints of a study that declares none.
PERCENT_CHANGE, RESPONSE = "percent_change", "partial_response"
LABELS = {PERCENT_CHANGE: "percent change", RESPONSE: "partial or complete response"}
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
    declared = {name: dict(section) for name, section in endpoints.items()} or _undeclared(primary)
    if not any(section.get("primary") for section in declared.values()):
        first = next(iter(declared))
        declared[first] = declared[first] | {"primary": True}
    return {
        name: _filled(name, fill_defaults(section, schema["$defs"]["endpoint"], schema), outcomes)
        for name, section in declared.items()
    }


def _undeclared(primary: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The endpoints of a study that declares none."""
    about = {key: value for key, value in primary.items() if key != "unit_of_analysis"}
    return {
        PERCENT_CHANGE: {"kind": "percent_change", "primary": True, "label": LABELS[PERCENT_CHANGE], **primary},
        RESPONSE: {"kind": "response", "label": LABELS[RESPONSE], **about},
    }


def _filled(name: str, section: Mapping[str, Any], outcomes: Mapping[str, Any]) -> dict[str, Any]:
    of_lesions = [key for key, outcome in outcomes.items() if outcome["measured_on"] == "lesion"]
    filled = {"label": name.replace("_", " "), "outcome": next(iter([*of_lesions, *outcomes]))} | dict(section)
    outcome = outcomes.get(filled["outcome"], {})
    follow_up = outcome.get("follow_up_visits", [])
    filled.setdefault("visit", follow_up[-1] if follow_up else 0)
    level = DEFAULT_RESPONSES.get(filled["kind"])
    if level and not {"from", "more_than"} & filled.keys() and outcome:
        filled["from"] = outcome["response"][level]
    return filled

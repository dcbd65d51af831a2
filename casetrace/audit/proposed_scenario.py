"""The scenario that an audit proposes: the row that the table does not have, to be declared in config or not."""

from typing import Any

import yaml

from casetrace.audit.assumptions import Assumption, Search
from casetrace.audit.study import Study
from casetrace.claims.terms import Variable

#: What the scenario is called until its author finds a better name.
NAME = "implied_lesion"


def proposed_scenario(search: Search, study: Study) -> dict[str, Any]:
    """The block of config that declares the best assumption as a scenario; empty where it is about no missing lesion.

    Returns
    -------
    dict
        ``assumption_id`` and ``yaml``, the text of the block.
    """
    best = next((assumption for assumption in search.ranked if assumption.suffices), None)
    if best is None or best.family != "missing_lesion" or best.missing is None:
        return {}
    lesions = [_lesion(best.missing.chosen, outcome) for outcome in study.outcomes]
    lesions = [lesion for lesion in lesions if lesion["percent_reduction"]]
    if len(lesions) != 1:
        return {}
    block = {"declared_scenarios": {NAME: _scenario(best, lesions)}}
    text = yaml.safe_dump(block, sort_keys=False, allow_unicode=True, width=100)
    return {"assumption_id": best.assumption_id, "yaml": text}


def _scenario(best: Assumption, lesions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "label": f"a lesion implied by {len(best.reconciled)} published claims",
        "based_on": "as_reported" if best.source == "printed" else "observed",
        "reason": "proposed by the audit of the published claims; an inference, not data",
        "lesions": lesions,
    }


def _lesion(chosen: dict[Variable, float | str], outcome: str) -> dict[str, Any]:
    reductions = {
        variable.visit: _number(value)
        for variable, value in sorted(chosen.items(), key=lambda item: item[0].visit or 0)
        if variable.name == "percent_reduction" and variable.outcome == outcome
    }
    treatments = chosen.get(Variable("n_treatments"))
    counts = {} if treatments is None else {"n_treatments": _number(treatments)}
    return {"outcome": outcome, "percent_reduction": reductions} | counts


def _number(value: float | str) -> float | int:
    """A number as it is written by hand: whole where it is whole, else with one decimal."""
    number = float(value)
    return int(number) if number == round(number) else round(number, 1)

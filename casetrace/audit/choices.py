"""Which readings of a claim there are: the stated one, and those that depart from it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any, Literal

import numpy as np

from casetrace.audit.quantities import numbers
from casetrace.audit.readings import DIMENSIONS, Reading
from casetrace.audit.study import Study
from casetrace.audit.units import OF_COURSES, is_of_patients, variables_of
from casetrace.claims.claims import Claim
from casetrace.claims.terms import UNITS_OF_NOUNS, VARIABLES, Variable
from casetrace.model.time_units import visit_term

#: The statistic that a kind of claim states.
STATISTICS = {"p value": "signed_rank"}
#: Names of variables that percentages are printed of.
PERCENTAGES = ("percent_reduction", "percent_increase", "response")
#: Variables that are recorded of a lesion and may be meant of each of its treatments.
OF_TREATMENTS = ("dose_mean",)
#: Other statistics that a claim of a kind may mean.
OTHER_STATISTICS = {"mean": ("median",), "median": ("mean",), "p value": ("t", "sign_flip")}


def stated_reading(claim: Claim) -> Reading:
    """The reading that a claim states: the table as it is printed, its own unit, statistic and population."""
    return Reading(
        corrected=False,
        unit=stated_unit(claim),
        denominator="enrolled" if claim.population.enrolled else "evaluable",
        source="values",
        missing="observed",
        shared=False,
        responders="any" if claim.comparator == "none" or _of_courses(claim) else "all",
        statistic=stated_statistic(claim),
        visit=None,
        truncated=False,
    )


def _of_courses(claim: Claim) -> bool:
    """Whether a claim is about arms or periods alone: a patient who has one may have others besides."""
    conditions = claim.quantity.conditions if claim.quantity else ()
    return bool(conditions) and all(condition.variable.name in OF_COURSES for condition in conditions)


def stated_unit(claim: Claim) -> Literal["lesion", "patient", "treatment"]:
    """The unit of a claim's noun, else the one that it names, else patients for a test and for what is theirs alone."""
    if claim.quantity and claim.quantity.noun:
        return UNITS_OF_NOUNS[claim.quantity.noun]
    return claim.unit or ("patient" if claim.kind == "p value" or is_of_patients(claim) else "lesion")


def settled(claim: Claim, study: Study) -> Claim:
    """The claim with its unit, where it names none and its outcome is measured on the patient as a whole."""
    return claim if claim.unit or _of_lesions(claim, study) else replace(claim, unit="patient")


def stated_statistic(claim: Claim) -> str:
    """The statistic of a claim's kind."""
    if claim.kind == "comparison":
        return "mean" if claim.other else "share"
    if claim.quantity and claim.quantity.noun == "treatments":
        return "sum"
    return STATISTICS.get(claim.kind, claim.kind)


def alternatives(claim: Claim, study: Study, corrected: bool) -> dict[str, list[Any]]:
    """The other values that each dimension of a claim's reading can take, in order of economy.

    Parameters
    ----------
    corrected
        Whether the study has corrections that change the rows.
    """
    by_dimension: dict[str, list[Any]] = {
        "corrected": [True] if corrected else [],
        "unit": _units(claim, study),
        "denominator": _denominators(claim),
        "source": ["printed"] if _has_printed(claim, study) else [],
        "missing": ["locf", "no_change", "complete_response"] if _has_missing(claim, study) else [],
        "shared": [True] if _has_shared(claim, study) else [],
        "responders": [_other_responders(claim)] if _joins_conditions(claim, study) else [],
        "statistic": _statistics(claim),
        "visit": _visits(claim, study),
        "truncated": [True] if _can_be_cut_off(claim) else [],
    }
    return {name: by_dimension[name] for name in DIMENSIONS}


def readings(claim: Claim, study: Study, corrected: bool, max_departures: int = 2) -> Iterator[Reading]:
    """The stated reading of a claim and those that depart from it, most economical first, in at most `max_departures`
    dimensions.
    """
    stated = stated_reading(claim)
    yield stated
    options = {name: values for name, values in alternatives(claim, study, corrected).items() if values}
    for number in range(1, max_departures + 1):
        for names in combinations(options, number):
            yield from _combined(stated, names, options)


def _combined(stated: Reading, names: tuple[str, ...], options: dict[str, list[Any]]) -> Iterator[Reading]:
    if not names:
        yield stated
        return
    first, *remaining = names
    for value in options[first]:
        yield from _combined(replace(stated, **{first: value}), tuple(remaining), options)


def _of_lesions(claim: Claim, study: Study) -> bool:
    """Whether the claim can be counted over lesions: none of its outcomes is measured on the patient as a whole."""
    outcomes = {variable.outcome for variable in variables_of(claim)} - {""}
    return all(study.outcomes[name].bearer == "lesion" for name in outcomes)


def _units(claim: Claim, study: Study) -> list[str]:
    if (claim.quantity and claim.quantity.noun) or not _of_lesions(claim, study):
        return []
    if claim.kind == "comparison" and is_of_patients(claim):
        return []
    candidates = ["lesion", "patient"]
    if claim.kind == "mean" and claim.quantity and str(claim.quantity) in OF_TREATMENTS:
        candidates.append("treatment")
    return [unit for unit in candidates if unit != stated_unit(claim)]


def _denominators(claim: Claim) -> list[str]:
    conditional = claim.quantity is not None and bool(claim.quantity.conditions)
    if claim.kind not in ("percent", "comparison") or not conditional:
        return []
    candidates = ["evaluable", "enrolled"] + (["everybody"] if claim.population.conditions else [])
    stated = "enrolled" if claim.population.enrolled else "evaluable"
    if not _asks_for_visits(claim):
        candidates = [denominator for denominator in candidates if denominator == "everybody"]
    return [denominator for denominator in candidates if denominator != stated]


def _asks_for_visits(claim: Claim) -> bool:
    return any(VARIABLES[variable.name].level == "visit" for variable in _at_visits(claim))


def _at_visits(claim: Claim) -> list[Variable]:
    return [variable for variable in variables_of(claim) if variable.visit is not None]


def _has_printed(claim: Claim, study: Study) -> bool:
    return any(
        variable.name in PERCENTAGES
        and not np.isnan(
            study.rows.columns.get(f"printed.{variable.outcome}.{visit_term(variable.visit)}", np.nan)
        ).all()
        for variable in _at_visits(claim)
    )


def _has_missing(claim: Claim, study: Study) -> bool:
    stated = stated_reading(claim)
    relevant = study.rows.lesion | (not _of_lesions(claim, study))
    reductions = (
        numbers(study.rows, study.outcomes, Variable("percent_reduction", variable.outcome, variable.visit), stated)
        for variable in _at_visits(claim)
        if variable.name != "evaluable"
    )
    return any(bool(np.isnan(reduction[relevant]).any()) for reduction in reductions)


def _has_shared(claim: Claim, study: Study) -> bool:
    quantity = claim.quantity
    counted = quantity is not None and (
        quantity.noun == "treatments" or (quantity.variable is not None and quantity.variable.name == "n_treatments")
    )
    return counted and bool((study.rows.columns["shared_cell"] == 1).any())


def _other_responders(claim: Claim) -> str:
    return "all" if stated_reading(claim).responders == "any" else "any"


def _joins_conditions(claim: Claim, study: Study) -> bool:
    """Whether a condition on lesions is asked of patients, so that all of the lesions or any of them may be meant."""
    conditions = claim.quantity.conditions if claim.quantity else ()
    return stated_unit(claim) == "patient" and any(
        condition.variable.kind.level != "patient"
        and not (condition.variable.outcome and study.outcomes[condition.variable.outcome].bearer == "patient")
        for condition in conditions
    )


def _statistics(claim: Claim) -> list[str]:
    statistics = list(OTHER_STATISTICS.get(claim.kind, ()))
    variable = claim.quantity.variable if claim.quantity else None
    if claim.kind == "mean" and variable and variable.name in ("percent_reduction", "percent_increase"):
        statistics.append("of_sum")
    return statistics


def _visits(claim: Claim, study: Study) -> list[int]:
    """Other follow-up visits of the outcome, where the claim is about one visit."""
    named = {(variable.outcome, variable.visit) for variable in _at_visits(claim)}
    if len(named) != 1:
        return []
    ((outcome, visit),) = named
    return [other for other in study.outcomes[outcome].follow_up_visits if other != visit]


def _can_be_cut_off(claim: Claim) -> bool:
    whole = claim.kind in ("count", "comparison") or (claim.quantity is not None and bool(claim.quantity.noun))
    return claim.reported is not None and not whole and claim.comparator in ("=", "up to", "at least")

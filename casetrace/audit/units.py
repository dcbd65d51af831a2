"""The units that a claim rests on under a reading: one value a lesion, patient or treatment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.quantities import Outcomes, holds, numbers
from casetrace.audit.readings import Reading
from casetrace.audit.rows import Floats, Mask, Rows
from casetrace.claims.claims import Claim
from casetrace.claims.terms import VARIABLES, Variable
from casetrace.model.variables import names, variables

#: How the rows of a patient become one value.
Joining = Literal["mean", "sum", "min", "max", "all", "any"]

#: Variables of a lesion that differ between its courses.
OF_COURSES = names(variables("claimed", "visit"))
#: Variables of a lesion that are not averaged over a patient's lesions.
JOINED: dict[str, Joining] = {"n_treatments": "sum", "dose_min": "min", "dose_max": "max"}


@dataclass(frozen=True)
class Units:
    """Values of the units of a reading, those without a value left out.

    Attributes
    ----------
    each
        One value a unit; 1 and 0 where a condition is asked for.
    weights
        How often each counts: treatments of a lesion, else 1.
    rows
        Number of the row, of a patient her or his first, that each unit stands in.
    """

    each: Floats
    weights: Floats
    rows: NDArray[np.int64]


def variables_of(claim: Claim) -> Iterator[Variable]:
    """Every variable that a claim names, in its quantities and in its population."""
    for quantity in filter(None, (claim.quantity, claim.other)):
        if quantity.variable:
            yield quantity.variable
        yield from (condition.variable for condition in quantity.conditions)
    yield from (condition.variable for condition in claim.population.conditions)


def is_of_courses(claim: Claim) -> bool:
    """Whether what is asked for differs between the courses of a lesion, of which a cross-over has several."""
    return any(
        VARIABLES[variable.name].level == "visit" or variable.name in OF_COURSES
        for quantity in (claim.quantity, claim.other)
        if quantity
        for variable in quantity.variables
    )


def is_of_patients(claim: Claim) -> bool:
    """Whether everything that is asked for is the same for all lesions of a patient."""
    quantities = [quantity for quantity in (claim.quantity, claim.other) if quantity]
    claim_variables = [quantity.variable for quantity in quantities if quantity.variable]
    claim_variables += [condition.variable for quantity in quantities for condition in quantity.conditions]
    return bool(claim_variables) and all(VARIABLES[variable.name].level == "patient" for variable in claim_variables)


def elements(rows: Rows, outcomes: Outcomes, claim: Claim, reading: Reading) -> Floats:
    """What each row contributes to a claim, NaN where it does not count."""
    quantity = claim.quantity
    if quantity is None:
        raise AssertionError(f"{claim.claim_id} has no quantity")
    member = holds(rows, outcomes, claim.population.conditions, reading) == 1
    if quantity.conditions:
        contributions = holds(rows, outcomes, quantity.conditions, reading)
        if reading.denominator != "evaluable":
            contributions = np.where(np.isnan(contributions), 0.0, contributions)
        if reading.denominator == "everybody":
            contributions, member = (
                np.where(member, contributions, _outside(rows, member, reading)),
                np.ones(len(rows), dtype=bool),
            )
    elif quantity.variable:
        contributions = numbers(rows, outcomes, quantity.variable, reading)
        if claim.other and claim.other.variable:
            contributions = contributions - numbers(rows, outcomes, claim.other.variable, reading)
        if quantity.variable.name == "n_treatments" and reading.shared:
            contributions = np.where(rows.columns["shared_cell"] == 1, np.nan, contributions)
    else:
        contributions = _counted(rows, quantity.noun, reading)
    if reading.unit != "patient" or quantity.noun == "treatments":
        member = member & rows.lesion
    return np.where(member, contributions, np.nan)


def n_without_value(rows: Rows, outcomes: Outcomes, claim: Claim, reading: Reading) -> int:
    """How many lesions or patients may belong to a claim and have no value for it."""
    if claim.quantity is None or claim.quantity.noun or reading.denominator != "evaluable":
        return 0
    counted = ~np.isnan(elements(rows, outcomes, claim, reading))
    possible = holds(rows, outcomes, claim.population.conditions, reading) != 0
    if reading.unit == "patient":
        return len(np.setdiff1d(rows.patient[possible], rows.patient[counted]))
    return len(np.setdiff1d(rows.bearer[possible & rows.lesion], rows.bearer[counted]))


def each_once(rows: Rows, claim: Claim, contributions: Floats) -> Floats:
    """The elements with what is the same in all courses of a lesion in the first that counts, NaN in the others."""
    if is_of_courses(claim):
        return contributions
    positions = np.flatnonzero(~np.isnan(contributions))
    _, first = np.unique(rows.bearer[positions], return_index=True)
    once = np.full(len(rows), np.nan)
    once[positions[first]] = contributions[positions[first]]
    return once


def _outside(rows: Rows, member: Mask, reading: Reading) -> Floats:
    """What the rows outside a population count where everybody is counted among: as no, once a patient."""
    if reading.unit != "patient":
        return np.zeros(len(rows))
    inside = np.isin(rows.patient, rows.patient[member])
    return np.where(inside, np.nan, 0.0)


def _counted(rows: Rows, noun: str, reading: Reading) -> Floats:
    if noun != "treatments":
        return np.ones(len(rows))
    once = rows.columns["shared_cell"] == 1 if reading.shared else np.zeros(len(rows), dtype=bool)
    return np.where(once, np.nan, rows.columns["n_treatments"])


def joining(claim: Claim, reading: Reading) -> Joining:
    """How the rows of a patient become one value."""
    quantity = claim.quantity
    if quantity and quantity.conditions:
        return reading.responders
    if quantity and quantity.variable:
        return JOINED.get(quantity.variable.name, "mean")
    return "max"


def units(rows: Rows, outcomes: Outcomes, claim: Claim, reading: Reading) -> Units:
    """The units of a claim under a reading."""
    contributions = each_once(rows, claim, elements(rows, outcomes, claim, reading))
    if reading.unit == "patient":
        values, first = _per_patient(contributions, rows.patient, joining(claim, reading))
        return Units(values, np.ones(len(values)), first)
    positions = np.flatnonzero(~np.isnan(contributions))
    weights = np.ones(len(positions))
    if reading.unit == "treatment" and claim.quantity and not claim.quantity.noun:
        weights = np.nan_to_num(rows.columns["n_treatments"][positions])
    return Units(contributions[positions], weights, positions)


def _per_patient(
    contributions: Floats, patient: NDArray[np.int64], aggregate: Joining
) -> tuple[Floats, NDArray[np.int64]]:
    """One value for each patient who has one, and the number of the patient's first row."""
    positions = np.flatnonzero(~np.isnan(contributions))
    present, first, number = np.unique(patient[positions], return_index=True, return_inverse=True)
    values = contributions[positions]
    if aggregate in ("min", "all", "max", "any"):
        lowest = aggregate in ("min", "all")
        result = np.full(len(present), np.inf if lowest else -np.inf)
        (np.minimum if lowest else np.maximum).at(result, number, values)
    else:
        result = np.bincount(number, weights=values, minlength=len(present))
        if aggregate == "mean":
            result = result / np.bincount(number, minlength=len(present))
    return result, positions[first]

"""Solves for a row that the table does not have: what it would have to say for the claims to hold."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

import numpy as np

from casetrace.audit.changes import Changes
from casetrace.audit.joint import Basis, Effects, effects
from casetrace.audit.quantities import RESPONSES
from casetrace.audit.recomputing import bounds
from casetrace.audit.rows import Rows, unknown_rows
from casetrace.audit.study import Study
from casetrace.audit.units import units, variables_of
from casetrace.claims.terms import VARIABLES, Variable
from casetrace.methods.precision import below
from casetrace.model.variables import fields, texts, variables

Missing = Literal["missing_lesion", "missing_patient"]

#: Beyond what the study has, numbers of treatments that a missing row may have.
MORE_TREATMENTS = 20


@dataclass(frozen=True)
class Implied:
    """What claims imply of one variable of a missing row: between which limits it lies, or which category it has."""

    variable: Variable
    lower: float
    upper: float
    category: str
    claims: tuple[str, ...]


@dataclass
class MissingRow:
    """A row that the table does not have, with what makes most claims hold.

    Attributes
    ----------
    family
        Whether it is a lesion of an unknown patient, or a patient with one lesion.
    row
        The row; what no claim tells is unknown.
    chosen
        What was chosen for each variable, in order.
    """

    family: Missing
    row: Rows
    chosen: dict[Variable, float | str] = field(default_factory=dict)

    def changes(self, rows: Rows, column: str = "") -> Changes:
        """Variants of the study with such a row added."""
        no_values = np.full(len(rows), np.nan)
        return Changes(self.family, column, rows, np.full(len(rows), -1, dtype=np.int64), no_values, no_values)


def solved(claims: Sequence[Basis], study: Study, family: Missing) -> MissingRow:
    """The missing row that makes most claims hold, found one variable at a time: texts first, then numbers.

    A lesion is nobody's, unless more claims hold where a patient of the table bears it.
    """
    missing = MissingRow(family, unknown_rows(study.rows, 1))
    _fill(missing, claims, study)
    owned = _with_owner(missing, claims, study) if family == "missing_lesion" else None
    if owned is None:
        return missing
    _fill(owned, claims, study)
    nets = [int(effects(claims, study, candidate.changes(candidate.row)).net[0]) for candidate in (missing, owned)]
    return owned if nets[1] > nets[0] else missing


def _fill(missing: MissingRow, claims: Sequence[Basis], study: Study) -> None:
    """Fill in what the claims tell of a missing row, one variable at a time."""
    for variable in _texts(claims, missing.family):
        _choose(missing, claims, study, variable, list(_levels(study, variable)))
    for variable in _numbers(claims, study, missing.family):
        _choose(missing, claims, study, variable, list(_candidates(claims, study, missing, variable)))


def implied(missing: MissingRow, claims: Sequence[Basis], study: Study, reconciled: Sequence[bool]) -> list[Implied]:
    """What the reconciled claims imply of the missing row: limits of its numbers, and its categories."""
    implications = []
    helped = [basis for basis, is_reconciled in zip(claims, reconciled, strict=True) if is_reconciled]
    for variable, value in missing.chosen.items():
        dependent = [basis for basis in helped if variable in _axes(basis)]
        if isinstance(value, str):
            implications.append(Implied(variable, math.nan, math.nan, value, _names(dependent)))
            continue
        limits = {basis.claim.claim_id: _limits(basis, study, missing, variable, value) for basis in dependent}
        limits = {name: limit for name, limit in limits.items() if limit}
        if limits:
            lowest, highest = _plausible(study, variable)
            lower = max([lowest, *(limit[0] for limit in limits.values() if limit)])
            upper = min([highest, *(limit[1] for limit in limits.values() if limit)])
            if variable.name == "n_treatments":
                lower, upper = math.ceil(lower - 1e-9), math.floor(upper + 1e-9)
            implications.append(Implied(variable, lower, upper, "", tuple(limits)))
        unlimited = [basis for basis in dependent if basis.claim.claim_id not in limits]
        implications += list(_categories(missing, study, variable, unlimited))
    return implications


def _categories(missing: MissingRow, study: Study, variable: Variable, claims: Sequence[Basis]) -> Iterator[Implied]:
    """The response that claims about it imply at the visit of a percent reduction."""
    if variable.name != "percent_reduction" or not claims:
        return
    response = Variable("response", variable.outcome, variable.visit)
    outcome = study.outcomes[variable.outcome]
    limits, value = outcome.response, outcome.direction.improvement(float(missing.chosen[variable]))
    name = (
        RESPONSES[0] if not below(value, limits.complete) else RESPONSES[1] if not below(value, limits.partial) else ""
    )
    yield Implied(response, math.nan, math.nan, name or f"not {RESPONSES[1]}", _names(claims))


def _names(claims: Sequence[Basis]) -> tuple[str, ...]:
    return tuple(basis.claim.claim_id for basis in claims)


def _axes(basis: Basis) -> set[Variable]:
    """The variables of a missing row that a claim depends on; a response depends on the reduction."""
    axes = set()
    for variable in variables_of(basis.claim):
        if variable.name in ("response", "percent_increase", "evaluable"):
            variable = Variable("percent_reduction", variable.outcome, variable.visit)
        axes.add(variable)
    if basis.claim.quantity and basis.claim.quantity.noun == "treatments":
        axes.add(Variable("n_treatments"))
    return axes


def _texts(claims: Sequence[Basis], family: Missing) -> Iterator[Variable]:
    names = texts_of("lesion") + (texts_of("patient") if family == "missing_patient" else [])
    used = {variable for basis in claims for variable in _axes(basis)}
    yield from (Variable(name) for name in names if Variable(name) in used)


def texts_of(level: Literal["patient", "lesion"]) -> list[str]:
    """The texts of a missing lesion, or patient, that claims can tell: first those that make groups."""
    columns = [column for column in texts(variables("claimed")) if "identifier" not in column.roles]
    level_columns = [column for column in columns if (column.level == "patient") is (level == "patient")]
    first = [dict.fromkeys((column.name, column.group_column)) for column in level_columns if "groups" in column.roles]
    ungrouped = [column.name for column in level_columns if "groups" not in column.roles]
    return [*chain.from_iterable(first), *ungrouped, *(["disposition"] if level == "patient" else [])]


def _levels(study: Study, variable: Variable) -> Iterator[str]:
    column = study.rows.columns[variable.name]
    yield from sorted({str(value) for value in column if value is not None})


def _numbers(claims: Sequence[Basis], study: Study, family: Missing) -> list[Variable]:
    """The numbers of a missing row that claims depend on, in the order in which they come up."""
    used: dict[Variable, None] = {}
    for basis in claims:
        for variable in sorted(_axes(basis), key=str):
            kind = VARIABLES[variable.name]
            has_numbers = family == "missing_patient" or kind.level != "patient"
            if has_numbers and kind.type == "number" and variable.name not in ("after_week", "last_visit"):
                used[variable] = None
    return sorted(used, key=lambda variable: (variable.visit is not None, variable.name != "percent_reduction"))


def _choose(
    missing: MissingRow,
    claims: Sequence[Basis],
    study: Study,
    variable: Variable,
    candidates: Sequence[float | str],
) -> None:
    """Fill in the candidate that makes most claims hold, where any makes more hold than leaving it unknown does."""
    if not candidates:
        return
    column = str(variable)
    dependent = [basis for basis in claims if variable in _axes(basis)]
    variants = missing.row.taken(np.zeros(len(candidates) + 1, dtype=np.int64))
    is_text = isinstance(candidates[0], str)
    unknown = None if is_text else np.nan
    values = np.array([unknown, *candidates], dtype=object if is_text else float)
    rows = variants.with_columns({column: values})
    claim_effects: Effects = effects(dependent, study, missing.changes(rows))
    best = int(np.argmax(claim_effects.net))
    if claim_effects.net[best] > claim_effects.net[0]:
        missing.chosen[variable] = candidates[best - 1]
        missing.row = missing.row.with_columns({column: values[best : best + 1]})


def _with_owner(missing: MissingRow, claims: Sequence[Basis], study: Study) -> MissingRow | None:
    """The lesion with the patient who makes most claims hold, and nothing but her or him known; None without a gain."""
    first = np.flatnonzero(study.rows.first_of_patient)
    variants = missing.row.taken(np.zeros(len(first) + 1, dtype=np.int64))
    of_owner = {
        name: np.concatenate([column[:1], study.rows.columns[name][first]])
        for name, column in variants.columns.items()
        if name in VARIABLES and VARIABLES[name].level == "patient"
    }
    rows = replace(variants, patient=np.concatenate([[-1], study.rows.patient[first]])).with_columns(of_owner)
    claim_effects = effects(claims, study, missing.changes(rows))
    best = int(np.argmax(claim_effects.net))
    if best == 0 or claim_effects.net[best] == claim_effects.net[0]:
        return None
    owner_columns = {name: column[best : best + 1] for name, column in of_owner.items()}
    row = replace(unknown_rows(study.rows, 1), patient=rows.patient[best : best + 1]).with_columns(owner_columns)
    return MissingRow(missing.family, row)


def _plausible(study: Study, variable: Variable) -> tuple[float, float]:
    """The smallest and largest value that a missing row can have."""
    if variable.name == "percent_reduction":
        outcome = study.outcomes[variable.outcome]
        return -math.inf, 100.0 if outcome.minimum >= 0 else math.inf
    if variable.outcome:
        outcome = study.outcomes[variable.outcome]
        return float(outcome.minimum), float(outcome.highest)
    return fields()[variable.name].limits


def _candidates(claims: Sequence[Basis], study: Study, missing: MissingRow, variable: Variable) -> Iterator[float]:
    """Values to try: what the claims allow at the least, at the most and between, and the thresholds of a response."""
    lowest, highest = _plausible(study, variable)
    values: list[float] = []
    if variable.name == "n_treatments":
        largest = np.nanmax(np.append(study.rows.columns["n_treatments"], 0))
        yield from (float(number) for number in range(int(largest) + MORE_TREATMENTS + 1))
        return
    if variable.name == "percent_reduction":
        limits, sign = study.outcomes[variable.outcome].response, study.outcomes[variable.outcome].direction.sign
        values += [sign * limits.complete, sign * limits.partial, 0.0, -sign * limits.progression]
        values += [sign * (limits.complete - 0.5), sign * (limits.partial - 0.5)]
    for basis in claims:
        if variable not in _axes(basis):
            continue
        if basis.claim.reported is not None:
            values += [basis.claim.reported.lower, basis.claim.reported.upper]
        for limit in _all_limits(basis, study, missing, variable):
            values += [sum(limit) / 2, *limit]
    yield from dict.fromkeys(value for value in values if lowest <= value <= highest)


def _all_limits(basis: Basis, study: Study, missing: MissingRow, variable: Variable) -> Iterator[tuple[float, float]]:
    """Between what the variable lies by the readings of a claim for a mean or a sum."""
    quantity = basis.claim.quantity
    if quantity is None or basis.claim.reported is None or basis.claim.comparator not in ("=", "up to", "at least"):
        return
    claim_variable = quantity.variable or (Variable("n_treatments") if quantity.noun == "treatments" else None)
    reduced = claim_variable is not None and claim_variable.name == "percent_increase"
    if claim_variable is None or (
        claim_variable != variable and not (reduced and claim_variable.outcome == variable.outcome)
    ):
        return
    for reading, holds in basis.readings:
        if holds or reading.statistic not in ("mean", "sum"):
            continue
        if reading.unit == "patient" and missing.family == "missing_lesion":
            continue
        values = units(study.rows, study.outcomes, basis.claim, reading).each
        (low, high), _ = bounds(basis.claim)
        total, number = math.fsum(values), len(values) + 1 if reading.statistic == "mean" else 1
        ends = (low * number - total, high * number - total)
        yield (-ends[1], -ends[0]) if reduced else ends


def _limits(
    basis: Basis, study: Study, missing: MissingRow, variable: Variable, value: float
) -> tuple[float, float] | None:
    """The limits of the reading that the chosen value fulfils, if a claim gives limits at all."""
    inside = [
        limit for limit in _all_limits(basis, study, missing, variable) if limit[0] - 1e-9 <= value <= limit[1] + 1e-9
    ]
    return inside[0] if inside else None

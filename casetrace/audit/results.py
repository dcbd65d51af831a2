"""The recomputed claims as rows of statistics.csv."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.choices import stated_reading
from casetrace.audit.study import Study
from casetrace.audit.units import each_once, elements, units, variables_of
from casetrace.audit.verdicts import Interpreted
from casetrace.claims.claims import Claim
from casetrace.model.basis import CLEAN_LESIONS, PATIENTS, Basis, Part, Role
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject, adds_results

FEW = "not estimable: too few values, or all values are equal"
NOBODY = "no observed values"


@adds_results
def add_recomputed(results: Results, answers: Sequence[Interpreted], study: Study) -> dict[str, list[str]]:
    """Add what the stated reading of each claim, and of each interpretation of one, gives, and say by what names.

    Returns
    -------
    dict
        Names of the results by claim: two for a range, none for a claim that the rows can't check.
    """
    names: dict[str, list[str]] = {}
    for answer in answers:
        claim, found = answer.claim, answer.found
        subject, sizes = _subject(claim, study).resting_on(_basis(claim, study)), _sizes(claim, study)
        ends = {stated_reading(claim).statistic: found.value}
        if claim.kind == "range":
            ends = {"minimum": found.value, "maximum": found.upper}
        for statistic, value in ends.items():
            statistic, value = ("percent", 100 * value) if statistic == "share" else (statistic, value)
            p_value = value if claim.kind == "p value" else math.nan
            if math.isnan(value):
                results.refuse(subject, statistic, "claim", sizes, FEW if found.n else NOBODY)
            else:
                results.add(subject, statistic, value, "claim", sizes, p_value=p_value)
            names.setdefault(claim.claim_id, []).append(subject.result_id(statistic, "claim"))
    return names


def _subject(claim: Claim, study: Study) -> Subject:
    reading = stated_reading(claim)
    visits = {(variable.outcome, variable.visit) for variable in variables_of(claim) if variable.visit is not None}
    outcome, visit = next(iter(visits)) if len(visits) == 1 else ("", None)
    return Subject(
        Quantity("claim"),
        reading.unit,
        "descriptive",
        study.outcomes.get(outcome),
        visit,
        analysis_set="enrolled" if reading.denominator == "enrolled" else "all",
        groups=(("claim", claim.claim_id),),
    )


def _basis(claim: Claim, study: Study) -> Basis:
    """What a recomputed claim rests on: the lesions, or patients without one, that enter it, and all others."""
    rows, reading = study.rows, stated_reading(claim)
    used = ~np.isnan(each_once(rows, claim, elements(rows, study.outcomes, claim, reading)))
    fields = tuple(dict.fromkeys(map(str, variables_of(claim)))) or _fields_of_noun(claim)
    parts = []
    roles: tuple[tuple[NDArray[np.bool_], Role], ...] = ((used, "used"), (~used, "left out"))
    for chosen, role in roles:
        for dataset, in_dataset, numbers in (
            (CLEAN_LESIONS, rows.lesion, study.lesion_rows),
            (PATIENTS, ~rows.lesion, rows.patient),
        ):
            part_rows = np.unique(numbers[chosen & in_dataset]).astype(np.int32)
            if len(part_rows):
                parts.append(Part(dataset, part_rows, fields, role))
    return tuple(parts)


def _fields_of_noun(claim: Claim) -> tuple[str, ...]:
    """The fields by which a claim counts that names none: treatments by their number in each lesion."""
    treatments = claim.quantity is not None and claim.quantity.noun == "treatments"
    return ("n_treatments",) if treatments else ()


def _sizes(claim: Claim, study: Study) -> Sizes:
    reading = stated_reading(claim)
    rows = units(study.rows, study.outcomes, claim, reading).rows
    patients = len(np.unique(study.rows.patient[rows]))
    return Sizes(patients, None if reading.unit == "patient" else len(rows))

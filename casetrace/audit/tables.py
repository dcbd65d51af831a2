"""The tables of an audit: claims with their verdicts, readings, assumptions, what they imply, and values."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from casetrace.audit.assumptions import Search
from casetrace.audit.choices import stated_reading
from casetrace.audit.codings import coding
from casetrace.audit.labels import variable_label
from casetrace.audit.recomputing import Recomputed, off_by
from casetrace.audit.study import Study
from casetrace.audit.units import n_without_value, units
from casetrace.audit.verdicts import Judged
from casetrace.claims.claims import Claim
from casetrace.model.treatment import NEUTRAL, Treatment

CLAIM_TYPES = {
    "claim_id": "str", "label": "str", "words": "str", "place": "str", "statement": "str", "coding": "str",
    "kind": "str", "unit": "str", "reported": "str", "comparator": "str", "decimals": "Int64",
    "recomputed": "float64", "recomputed_to": "float64", "n": "Int64", "count": "Int64",
    "difference": "float64", "verdict": "str", "assumption": "str", "assumption_id": "str",
    "recomputed_under": "float64", "recomputed_under_to": "float64", "exceptions": "str", "agrees": "str",
    "arithmetic": "str", "measured": "str", "result_ids": "str", "interpretation_results": "str",
    "note": "str", "line": "Int64",
}  # fmt: skip
INTERPRETATION_TYPES = {
    "claim_id": "str", "interpretation": "str", "statement": "str", "coding": "str", "kind": "str", "unit": "str",
    "reported": "str", "comparator": "str", "decimals": "Int64", "recomputed": "float64", "recomputed_to": "float64",
    "n": "Int64", "count": "Int64", "holds": "str", "measured": "str", "exceptions": "str", "result_ids": "str",
    "note": "str", "line": "Int64",
}  # fmt: skip
READING_TYPES = {
    "claim_id": "str", "reading": "str", "label": "str", "recomputed": "float64", "recomputed_to": "float64",
    "n": "Int64", "holds": "bool",
}  # fmt: skip
ASSUMPTION_TYPES = {
    "rank": "int64", "assumption_id": "str", "assumption": "str", "n_reconciled": "int64", "n_broken": "int64",
    "reconciled": "str", "readings": "str", "broken": "str", "kept": "str",
}  # fmt: skip
IMPLIED_TYPES = {
    "assumption_id": "str", "variable": "str", "label": "str", "lower": "float64", "upper": "float64",
    "category": "str", "claims": "str",
}  # fmt: skip
VALUE_TYPES = {"claim_id": "str", "patient_id": "str", "lesion_id": "str", "value": "float64", "text": "str"}

#: Units that are named as exceptions; beyond them they are counted.
EXCEPTIONS = 20
#: What a statistic is called in the arithmetic of a claim.
STATISTICS = {"sd": "standard deviation", "signed_rank": "P value of the Wilcoxon signed-rank test"}


def frame_of(rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a table with these columns in these types, whether or not there are any."""
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def claim_rows(
    judgements: Sequence[Judged], study: Study | None, names: Mapping[str, Sequence[str]], agrees: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A row a claim: what is printed, what the rows give, the verdict and the assumption."""
    treatment = study.treatment if study else NEUTRAL
    for judgement in judgements:
        claim, stated, under = judgement.claim, judgement.stated, judgement.under
        is_range, scale = claim.kind == "range", _scale(claim)
        yield (
            _statement(claim, study)
            | _numbers(claim, stated, study)
            | {
                "claim_id": claim.claim_id,
                "label": claim.label,
                "words": claim.words,
                "place": claim.place,
                "difference": off_by(claim, stated),
                "verdict": judgement.verdict,
                "assumption": judgement.assumption,
                "assumption_id": judgement.assumption_id,
                "recomputed_under": math.nan if under is None else scale * under.value,
                "recomputed_under_to": under.upper if under is not None and is_range else math.nan,
                "exceptions": ", ".join(_exceptions(claim, study))
                if study and judgement.verdict != "reproduced"
                else "",
                "agrees": agrees.get(claim.claim_id, ""),
                "arithmetic": arithmetic(claim, stated, treatment),
                "result_ids": "; ".join(names.get(claim.claim_id, ())),
                "interpretation_results": "; ".join(_of_interpretations(judgement, names)),
            }
        )


def _of_interpretations(judgement: Judged, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The results of the interpretations of a claim, its own coding apart."""
    for each in judgement.interpretations[1:]:
        yield from names.get(each.claim.claim_id, ())


def interpretation_rows(
    judgements: Sequence[Judged], study: Study | None, names: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, Any]]:
    """A row for each interpretation of a claim whose words may be read in several ways, its own coding first."""
    for judgement in judgements:
        for each in judgement.interpretations:
            claim = each.claim
            yield (
                _statement(claim, study)
                | _numbers(claim, each.found, study)
                | {
                    "claim_id": judgement.claim.claim_id,
                    "interpretation": claim.claim_id,
                    "holds": each.holds,
                    "exceptions": ", ".join(_exceptions(claim, study)) if study and each.holds == "no" else "",
                    "result_ids": "; ".join(names.get(claim.claim_id, ())),
                }
            )


def _statement(claim: Claim, study: Study | None) -> dict[str, Any]:
    """What a claim says and how it is coded."""
    return {
        "statement": claim.statement,
        "coding": coding(claim, study.outcomes, study.treatment) if study else "",
        "kind": claim.kind,
        "unit": stated_reading(claim).unit if claim.quantity else claim.unit,
        "reported": claim.reported.text if claim.reported else str(claim.other or ""),
        "comparator": claim.comparator if claim.comparator != "=" else "",
        "decimals": claim.reported.decimals if claim.reported else pd.NA,
        "note": claim.note,
        "line": claim.line,
    }


def _numbers(claim: Claim, found: Recomputed, study: Study | None) -> dict[str, Any]:
    """What the rows give, and of how many units."""
    return {
        "recomputed": _scale(claim) * found.value,
        "recomputed_to": found.upper if claim.kind == "range" else math.nan,
        "n": found.n if claim.quantity else pd.NA,
        "count": pd.NA if found.count is None else found.count,
        "measured": _measured(claim, found, study) if study else "",
    }


def _scale(claim: Claim) -> int:
    """What turns what is recomputed into the number that is printed: a share into a percentage."""
    return 100 if claim.comparator in ("all", "most", "none") else 1


def _measured(claim: Claim, found: Recomputed, study: Study) -> str:
    """Of how many a claim can be told, where it cannot of all; empty where it can."""
    reading = stated_reading(claim)
    missing = n_without_value(study.rows, study.outcomes, claim, reading) if found.n else 0
    if not missing:
        return ""
    of_lesions = {"treatment": "lesion"}.get(reading.unit, reading.unit)
    units_of, unit = study.treatment.units[reading.unit], study.treatment.unit(reading.unit)
    other = "" if of_lesions == reading.unit else f" {of_lesions}{'s' * (missing != 1)}"
    return f"of {found.n} {unit if found.n == 1 else units_of} measured; {missing}{other} without a value"


def arithmetic(claim: Claim, recomputed: Recomputed, treatment: Treatment = NEUTRAL) -> str:
    """How the stated reading comes to its number, in words."""
    if claim.quantity is None:
        return ""
    reading = stated_reading(claim)
    units_of, unit = treatment.units[reading.unit], treatment.unit(reading.unit)
    among = f"{recomputed.n} {units_of if recomputed.n != 1 else unit}"
    if recomputed.count is not None:
        return f"{recomputed.count} of {among}"
    if claim.quantity.noun or reading.statistic == "count":
        return f"count of {units_of}"
    if math.isnan(recomputed.value):
        return f"too few values, or all equal: {among}" if recomputed.n else f"no {unit} with a value"
    if reading.statistic == "mean":
        return f"sum {recomputed.value * recomputed.n:.6g}, divided by {among}"
    statistic = STATISTICS.get(reading.statistic, reading.statistic)
    return f"{statistic} of {among}"


def _exceptions(claim: Claim, study: Study) -> Iterator[str]:
    """Who contradicts a claim about all, or who is meant where it says that nobody is."""
    if claim.comparator not in ("all", "none"):
        return
    reading = stated_reading(claim)
    claim_units = units(study.rows, study.outcomes, claim, reading)
    name = "patient_id" if reading.unit == "patient" else "lesion_id"
    contradicting = claim_units.rows[claim_units.each == (0 if claim.comparator == "all" else 1)]
    yield from (str(study.rows.columns[name][row]) for row in contradicting[:EXCEPTIONS])
    if len(contradicting) > EXCEPTIONS:
        yield f"and {len(contradicting) - EXCEPTIONS} more"


def reading_rows(judgements: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """A row for each reading that was tried of each claim."""
    for judgement in judgements:
        scale = _scale(judgement.claim)
        for tried in judgement.tried:
            yield {
                "claim_id": judgement.claim.claim_id,
                "reading": tried.key,
                "label": tried.words,
                "recomputed": scale * tried.found.value,
                "recomputed_to": tried.found.upper if judgement.claim.kind == "range" else math.nan,
                "n": tried.found.n,
                "holds": tried.holds,
            }


def assumption_rows(search: Search) -> Iterator[dict[str, Any]]:
    """A row for each assumption about the data, best first."""
    for rank, assumption in enumerate(search.ranked, start=1):
        yield {
            "rank": rank,
            "assumption_id": assumption.assumption_id,
            "assumption": assumption.words,
            "n_reconciled": len(assumption.reconciled),
            "n_broken": len(assumption.broken),
            "reconciled": "; ".join(assumption.reconciled),
            "readings": "; ".join(assumption.readings),
            "broken": "; ".join(assumption.broken),
            "kept": "; ".join(assumption.kept),
        }


def implied_rows(search: Search, study: Study) -> Iterator[dict[str, Any]]:
    """What the best assumption says of the row that the table does not have."""
    for assumption in search.ranked[:1]:
        for implication in assumption.implied:
            yield {
                "assumption_id": assumption.assumption_id,
                "variable": str(implication.variable),
                "label": variable_label(implication.variable, study.outcomes, study.treatment),
                "lower": _closed(implication.lower),
                "upper": _closed(implication.upper),
                "category": implication.category,
                "claims": "; ".join(implication.claims),
            }


def _closed(limit: float) -> float:
    """A limit; NaN where there is none."""
    return limit if math.isfinite(limit) else math.nan


def value_rows(judgements: Sequence[Judged], study: Study) -> Iterator[dict[str, Any]]:
    """The units that the stated reading of each claim rests on, with their values."""
    for judgement in judgements:
        if judgement.claim.quantity is None or judgement.claim.quantity.noun in ("patients", "lesions"):
            continue
        reading = stated_reading(judgement.claim)
        claim_units = units(study.rows, study.outcomes, judgement.claim, reading)
        of_lesions = reading.unit != "patient"
        for row, value in zip(claim_units.rows, claim_units.each, strict=True):
            lesion = study.rows.columns["lesion_id"][row] if of_lesions else None
            yield {
                "claim_id": judgement.claim.claim_id,
                "patient_id": study.rows.columns["patient_id"][row],
                "lesion_id": lesion,
                "value": value,
                "text": _text(judgement.claim, float(value)),
            }


def _text(claim: Claim, value: float) -> str:
    if claim.quantity and claim.quantity.conditions:
        return "yes" if value == 1 else "no"
    return np.format_float_positional(value, precision=4, trim="-", fractional=False)

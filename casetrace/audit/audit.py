"""Audits the claims of a paper against the rows of its study, and the numbers that it prints against each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from casetrace.audit.agreement import AGREEMENT_TYPES, claim_checks
from casetrace.audit.assumptions import Search, searched
from casetrace.audit.choices import settled, stated_reading
from casetrace.audit.interpretations import interpreted, with_interpretations
from casetrace.audit.proposed_scenario import proposed_scenario
from casetrace.audit.recomputing import NOTHING
from casetrace.audit.recorded import is_recorded
from casetrace.audit.results import add_recomputed
from casetrace.audit.study import Study
from casetrace.audit.tables import (
    ASSUMPTION_TYPES,
    CLAIM_TYPES,
    IMPLIED_TYPES,
    INTERPRETATION_TYPES,
    READING_TYPES,
    VALUE_TYPES,
    assumption_rows,
    claim_rows,
    frame_of,
    implied_rows,
    interpretation_rows,
    reading_rows,
    value_rows,
)
from casetrace.audit.verdicts import Evidence, Interpreted, Judged, judged
from casetrace.claims.claims import Claim
from casetrace.claims.supplied import Supplied
from casetrace.claims.verdicts import Verdict
from casetrace.model.results import Results


@dataclass(frozen=True)
class Audit:
    """What an audit found: the tables as they are written, the scenario that it proposes, the recomputed results."""

    claims: pd.DataFrame
    readings: pd.DataFrame
    assumptions: pd.DataFrame
    implied: pd.DataFrame
    values: pd.DataFrame
    interpretations: pd.DataFrame
    consistency: pd.DataFrame
    scenario: dict[str, Any] = field(default_factory=dict)
    results: Results = field(default_factory=Results)


def audited(
    claims: Sequence[Claim],
    study: Study | None,
    corrected: Study | None = None,
    cells: Iterable[dict[str, Any]] = (),
    supplied: Sequence[Supplied] = (),
) -> Audit:
    """Audit the claims of a paper.

    Parameters
    ----------
    claims
        The claims, in order, and the other interpretations of their words.
    study
        The rows of the table as it is printed; None where the paper prints no rows.
    corrected
        The rows with the corrections of the study, where it has some.
    cells
        The tests of the table's cells, by `agreement.cell_checks`.
    supplied
        Values of the rows that were made from statements of the paper.
    """
    tested = list(claim_checks(claims))
    agrees = _agrees(tested)
    if study is None:
        return _of_print(claims, tested, agrees)
    claims = [settled(claim, study) for claim in claims]
    recorded = {claim.claim_id for claim in claims if claim.quantity and is_recorded(claim, corrected or study)}
    evidence = Evidence(study, corrected, supplied, labels={claim.claim_id: claim.label for claim in claims})
    answers = {
        claim.claim_id: interpreted(claim, evidence if claim.claim_id in recorded else None, agrees) for claim in claims
    }
    others = _others(claims, answers)
    settled_ones = [claim for claim in claims if claim.claim_id in recorded and _is_searched(claim, evidence, others)]
    evidence = replace(evidence, search=searched(settled_ones, study))
    judgements = [
        with_interpretations(
            judged(claim, evidence) if claim.claim_id in recorded else _by_print(claim, agrees),
            others[claim.claim_id],
            answers[claim.claim_id],
        )
        for claim in claims
        if not claim.interpretation_of
    ]
    results = Results()
    names = add_recomputed(results, [answers[claim.claim_id] for claim in claims if claim.claim_id in recorded], study)
    checked = [judgement for judgement in judgements if judgement.claim.claim_id in recorded]
    return Audit(
        frame_of(list(claim_rows(judgements, study, names, agrees)), CLAIM_TYPES),
        frame_of(list(reading_rows(checked)), READING_TYPES),
        frame_of(list(assumption_rows(evidence.search)), ASSUMPTION_TYPES),
        frame_of(list(implied_rows(evidence.search, study)), IMPLIED_TYPES),
        frame_of(list(value_rows(checked, study)), VALUE_TYPES),
        frame_of(list(interpretation_rows(judgements, study, names)), INTERPRETATION_TYPES),
        frame_of([*tested, *cells], AGREEMENT_TYPES),
        proposed_scenario(evidence.search, study),
        results,
    )


def _of_print(claims: Sequence[Claim], tested: Sequence[dict[str, Any]], agrees: Mapping[str, str]) -> Audit:
    """The audit of a paper that prints no rows: its numbers against each other."""
    answers = {claim.claim_id: interpreted(claim, None, agrees) for claim in claims}
    others = _others(claims, answers)
    judgements = [
        with_interpretations(_by_print(claim, agrees), others[claim.claim_id], answers[claim.claim_id])
        for claim in claims
        if not claim.interpretation_of
    ]
    return Audit(
        frame_of(list(claim_rows(judgements, None, {}, agrees)), CLAIM_TYPES),
        frame_of([], READING_TYPES),
        frame_of(list(assumption_rows(Search())), ASSUMPTION_TYPES),
        frame_of([], IMPLIED_TYPES),
        frame_of([], VALUE_TYPES),
        frame_of(list(interpretation_rows(judgements, None, {})), INTERPRETATION_TYPES),
        frame_of(tested, AGREEMENT_TYPES),
    )


def _others(claims: Sequence[Claim], answers: Mapping[str, Interpreted]) -> dict[str, list[Interpreted]]:
    """The other interpretations of each claim's words."""
    return {
        claim.claim_id: [answers[other.claim_id] for other in claims if other.interpretation_of == claim.claim_id]
        for claim in claims
    }


def _is_searched(claim: Claim, evidence: Evidence, others: Mapping[str, Sequence[Interpreted]]) -> bool:
    """Whether assumptions about the data may count a claim.

    None may count an interpretation for itself, a claim that holds in another interpretation, or one that rests on a
    statement of the paper.
    """
    if claim.interpretation_of or any(other.holds == "yes" for other in others[claim.claim_id]):
        return False
    return not evidence.supplied_to(claim, stated_reading(claim))


def _agrees(tested: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Whether the numbers of each claim that has any agree with those printed beside them."""
    result: dict[str, str] = {}
    for test in tested:
        result[test["claim_id"]] = "no" if not test["agrees"] else result.get(test["claim_id"], "yes")
    return result


def _by_print(claim: Claim, agrees: Mapping[str, str]) -> Judged:
    """The verdict on a claim that no rows can check, by the numbers printed beside it."""
    verdicts: dict[str, Verdict] = {"yes": "reproduced", "no": "not reproduced"}
    return Judged(claim, verdicts.get(agrees.get(claim.claim_id, ""), "not checkable"), NOTHING, ())

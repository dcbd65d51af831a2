"""Claims whose words may be read in several ways: each interpretation is recomputed, and the verdict comes of all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casetrace.audit.choices import stated_reading
from casetrace.audit.recomputing import NOTHING, allowed, recompute
from casetrace.audit.verdicts import Answer, Evidence, Interpreted, Judged
from casetrace.claims.claims import Claim


def interpreted(claim: Claim, evidence: Evidence | None, agrees: Mapping[str, str]) -> Interpreted:
    """What an interpretation gives as it is stated.

    Parameters
    ----------
    evidence
        The rows; None where they do not record what it is about.
    agrees
        Whether the numbers of each claim that has any agree with those printed beside them.
    """
    if evidence is None:
        return Interpreted(claim, NOTHING, _answer(agrees.get(claim.claim_id, "")))
    reading = stated_reading(claim)
    found = recompute(evidence.study, claim, reading)
    holds = bool(allowed(claim, found.value, found.upper))
    circular = holds and evidence.supplied_to(claim, reading)
    return Interpreted(claim, found, "not checkable" if circular else "yes" if holds else "no")


def with_interpretations(judgement: Judged, others: Sequence[Interpreted], own: Interpreted) -> Judged:
    """The verdict on a claim of which there are other interpretations.

    Where these answer differently, it depends on the interpretation. Where all answer alike, the verdict is that of the
    claim as it is coded.
    """
    if not others:
        return judgement
    answered = replace(judgement, interpretations=(own, *others))
    if len({each.holds for each in answered.interpretations}) == 1:
        return answered
    return replace(answered, verdict="depends on interpretation", assumption="", assumption_id="", under=None)


def _answer(agrees: str) -> Answer:
    return "yes" if agrees == "yes" else "no" if agrees == "no" else "not checkable"

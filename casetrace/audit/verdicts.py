"""The verdict on each claim: whether it holds as stated, and if not, the simplest assumption under which it would."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from casetrace.audit.assumptions import Search
from casetrace.audit.choices import readings, stated_reading
from casetrace.audit.readings import Reading, departures, reading_key, reading_words
from casetrace.audit.recomputing import Recomputed, allowed, recompute
from casetrace.audit.study import Study
from casetrace.audit.typos import swapped
from casetrace.claims.claims import Claim, parse_reported

#: Claims that a change may break which is offered for one claim alone.
MOST_BROKEN = 1

Verdict = Literal["reproduced", "reproduced under an assumption", "not reproduced", "not checkable"]


@dataclass(frozen=True)
class Tried:
    """A reading that was tried, what it gives, and whether the claim then holds."""

    reading: Reading
    key: str
    words: str
    found: Recomputed
    holds: bool


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict.

    Attributes
    ----------
    stated
        What the stated reading gives.
    tried
        The stated reading and each that departs from it in one dimension.
    under
        What the reading gives under which it holds, where that is an assumption about its wording.
    assumption_id, assumption
        The assumption under which it holds, or would hold, and what it says.
    """

    claim: Claim
    verdict: Verdict
    stated: Recomputed
    tried: tuple[Tried, ...]
    assumption_id: str = ""
    assumption: str = ""
    under: Recomputed | None = None


def judged(claim: Claim, study: Study, corrected: Study | None, search: Search) -> Judged:
    """The verdict on a claim that the rows can check.

    In order of economy: as stated; one departure in its reading; two digits of the printed number swapped; an
    assumption about the data that makes several claims hold; two departures in its reading. A change of the data that
    makes this claim alone hold is named, but one change always fits one number: the claim stays not reproduced.
    """
    tried = list(_tried(claim, study, corrected, 1))
    stated = tried[0].found
    if tried[0].holds:
        return Judged(claim, "reproduced", stated, tuple(tried))
    not_reproduced = Judged(claim, "not reproduced", stated, tuple(tried))
    first = next((attempt for attempt in tried if attempt.holds), None)
    shared = next(
        (assumption for assumption in search.ranked if assumption.suffices and claim.claim_id in assumption.reconciled),
        None,
    )
    if first:
        reading = _under_reading(not_reproduced, first)
        return replace(reading, assumption=f"{first.words}; or {shared.words}") if shared else reading
    printed = _swapped(claim, stated)
    if printed:
        words = f"two digits of the printed number are swapped, for {printed}"
        return replace(not_reproduced, assumption_id="digits_swapped", assumption=words)
    if shared:
        return replace(
            not_reproduced,
            verdict="reproduced under an assumption",
            assumption_id=shared.assumption_id,
            assumption=shared.words,
        )
    second = next((attempt for attempt in _tried(claim, study, corrected, 2, min_departures=2) if attempt.holds), None)
    if second:
        return _under_reading(not_reproduced, second)
    return _with_lone_change(not_reproduced, search)


def _under_reading(judgement: Judged, tried: Tried) -> Judged:
    return replace(
        judgement,
        verdict="reproduced under an assumption",
        assumption_id=tried.key,
        assumption=tried.words,
        under=tried.found,
    )


def _with_lone_change(judgement: Judged, search: Search) -> Judged:
    """The claim with the change of one cell or row that would make it hold, if there is one."""
    missing = next(
        (assumption for assumption in search.ranked if judgement.claim.claim_id in assumption.reconciled), None
    )
    lone = search.lone.get(judgement.claim.claim_id)
    if missing and (lone is None or missing.net > lone.net):
        return replace(judgement, assumption_id=missing.assumption_id, assumption=missing.words)
    if lone is None or lone.n_broken > MOST_BROKEN:
        return judgement
    broken = f", which then breaks {', '.join(lone.broken)}" if lone.broken else ""
    ties = f"{lone.number - 1} other change{'s' if lone.number > 2 else ''}"
    ties_note = f"; {ties} of one cell or row would do as well" if lone.number > 1 else ""
    return replace(judgement, assumption_id=lone.assumption_id, assumption=f"{lone.words}{broken}{ties_note}")


def _tried(
    claim: Claim, study: Study, corrected: Study | None, max_departures: int, min_departures: int = 0
) -> Iterator[Tried]:
    """The readings of a claim with what each gives, most economical first."""
    stated = stated_reading(claim)
    for reading in readings(claim, study, corrected is not None, max_departures):
        if len(departures(reading, stated)) < min_departures:
            continue
        source = corrected if reading.corrected and corrected else study
        recomputed = recompute(source, claim, reading)
        if reading.corrected and recomputed == recompute(study, claim, replace(reading, corrected=False)):
            continue
        fits = bool(allowed(claim, recomputed.value, recomputed.upper, truncated=reading.truncated))
        words = reading_words(reading, stated, study.treatment)
        yield Tried(reading, reading_key(reading, stated), words, recomputed, fits)


def _swapped(claim: Claim, stated: Recomputed) -> str:
    """The printed number with two digits swapped, if it then is what the stated reading gives."""
    reported = claim.reported
    if reported is None or claim.kind == "range" or claim.comparator != "=":
        return ""
    for text in swapped(reported.text):
        swapped_number = parse_reported(text, str(reported.decimals))
        if bool(allowed(replace(claim, reported=swapped_number), stated.value, stated.upper)):
            return text
    return ""

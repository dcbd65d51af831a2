"""The verdict on each claim: whether it holds as stated, and if not, the simplest assumption under which it would."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from casetrace.audit.assumptions import Assumption, Search
from casetrace.audit.choices import readings, stated_reading
from casetrace.audit.dependence import supplied_to
from casetrace.audit.readings import Reading, departures, reading_key, reading_words
from casetrace.audit.recomputing import Recomputed, allowed, recompute
from casetrace.audit.study import Study
from casetrace.audit.typos import swapped
from casetrace.claims.claims import Claim, parse_reported
from casetrace.claims.supplied import Supplied
from casetrace.claims.verdicts import Verdict

#: Claims that a change may break which is offered for one claim alone.
MOST_BROKEN = 1

#: What was done with a value that a statement of the publication supplies.
MADE = {"correction": "the correction was made", "stated value": "the value was taken"}

#: Whether a statement holds in one interpretation.
Answer = Literal["yes", "no", "not checkable"]


@dataclass(frozen=True)
class Evidence:
    """What claims are held against.

    Attributes
    ----------
    study, corrected
        The rows as they are printed, and with the corrections where these change anything.
    supplied
        Values of these rows that were made from statements of the publication.
    search
        What assumptions about the data do to the claims together.
    labels
        What each claim is called.
    """

    study: Study
    corrected: Study | None = None
    supplied: Sequence[Supplied] = ()
    search: Search = field(default_factory=Search)
    labels: Mapping[str, str] = field(default_factory=dict)

    def supplied_to(self, claim: Claim, reading: Reading) -> list[Supplied]:
        """The values made from statements that a claim rests on; a correction is in the corrected rows alone."""
        rows = self.corrected if reading.corrected and self.corrected else self.study
        present = [value for value in self.supplied if value.kind == "stated value" or reading.corrected]
        return supplied_to(claim, rows, reading, present)


@dataclass(frozen=True)
class Tried:
    """A reading that was tried, what it gives, whether the claim then holds, and from which statements that comes."""

    reading: Reading
    key: str
    words: str
    found: Recomputed
    holds: bool
    supplied: tuple[Supplied, ...] = ()

    @property
    def is_evidence(self) -> bool:
        """Whether the claim holds under it, and not because the publication says so."""
        return self.holds and not self.supplied


@dataclass(frozen=True)
class Interpreted:
    """One interpretation of a claim's words, what the rows give, and whether the statement holds in it."""

    claim: Claim
    found: Recomputed
    holds: Answer


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
        What the reading gives under which it holds, where that is an assumption about its wording, or where it is not
        independent.
    assumption_id, assumption
        The assumption under which it holds, or would hold, and what it says.
    interpretations
        Where the words may be read in several ways, each with what it gives, that of the claim's own coding first.
    """

    claim: Claim
    verdict: Verdict
    stated: Recomputed
    tried: tuple[Tried, ...]
    assumption_id: str = ""
    assumption: str = ""
    under: Recomputed | None = None
    interpretations: tuple[Interpreted, ...] = ()


def judged(claim: Claim, evidence: Evidence) -> Judged:
    """The verdict on a claim that the rows can check.

    In order of economy: as stated; one departure in its reading; two digits of the printed number swapped; an
    assumption about the data that makes several claims hold; two departures in its reading. A change of the data that
    makes this claim alone hold is named, but one change always fits one number: the claim stays not reproduced. Where
    it holds only because a value was made from a statement of the publication, that is no evidence.
    """
    tried = list(_tried(claim, evidence, 1))
    stated = tried[0].found
    if tried[0].is_evidence:
        return Judged(claim, "reproduced", stated, tuple(tried))
    not_reproduced = Judged(claim, "not reproduced", stated, tuple(tried))
    if tried[0].holds:
        return _not_independent(not_reproduced, tried[0])
    first = next((attempt for attempt in tried if attempt.is_evidence), None)
    shared, name = _shared(claim, evidence.search), evidence.search.first_of(claim.claim_id)
    if first:
        reading = _under_reading(not_reproduced, first)
        return replace(reading, assumption=f"{first.words}; or {shared.words_for(name)}") if shared else reading
    circular = next((attempt for attempt in tried if attempt.holds), None)
    if circular:
        return _not_independent(not_reproduced, circular)
    printed = _swapped(claim, stated)
    if printed:
        words = f"two digits of the printed number are swapped, for {printed}"
        return replace(not_reproduced, assumption_id="digits_swapped", assumption=words)
    if shared:
        return replace(
            not_reproduced,
            verdict="reproduced under an assumption",
            assumption_id=shared.assumption_id,
            assumption=shared.words_for(name),
        )
    second = next((attempt for attempt in _tried(claim, evidence, 2, min_departures=2) if attempt.is_evidence), None)
    if second:
        return _under_reading(not_reproduced, second)
    return _with_lone_change(not_reproduced, evidence)


def _shared(claim: Claim, search: Search) -> Assumption | None:
    """The best assumption about the data that makes the claim hold, and others with it."""
    name = search.first_of(claim.claim_id)
    helpful = (assumption for assumption in search.ranked if assumption.suffices)
    return next((assumption for assumption in helpful if name in assumption.reconciled), None)


def _not_independent(judgement: Judged, tried: Tried) -> Judged:
    """The verdict on a claim that holds only by a value that was made from a statement of the publication."""
    own = [value for value in tried.supplied if judgement.claim.claim_id in value.from_claims]
    made = " and ".join(dict.fromkeys(MADE[value.kind] for value in own or tried.supplied))
    from_what = "this statement" if own else "another statement of the same publication"
    return replace(
        judgement,
        verdict="not independent",
        assumption_id=tried.key if tried.reading.corrected else "",
        assumption=f"{made} from {from_what}",
        under=tried.found if tried.reading.corrected else None,
    )


def _under_reading(judgement: Judged, tried: Tried) -> Judged:
    return replace(
        judgement,
        verdict="reproduced under an assumption",
        assumption_id=tried.key,
        assumption=tried.words,
        under=tried.found,
    )


def _with_lone_change(judgement: Judged, evidence: Evidence) -> Judged:
    """The claim with the change of one cell or row that would make it hold, if there is one."""
    search = evidence.search
    name = search.first_of(judgement.claim.claim_id)
    missing = next((assumption for assumption in search.ranked if name in assumption.reconciled), None)
    lone = search.lone.get(name)
    if missing and (lone is None or missing.net > lone.net):
        return replace(judgement, assumption_id=missing.assumption_id, assumption=missing.words_for(name))
    if lone is None or lone.n_broken > MOST_BROKEN:
        return judgement
    names = " and ".join(evidence.labels.get(name, name) for name in lone.broken)
    broken = f", but then another statement would disagree: {names}" if lone.broken else ""
    ties = f"{lone.number - 1} other single change{'s' if lone.number > 2 else ''}"
    ties_note = f"; {ties} would also fit" if lone.number > 1 else ""
    return replace(judgement, assumption_id=lone.assumption_id, assumption=f"{lone.words}{broken}{ties_note}")


def _tried(claim: Claim, evidence: Evidence, max_departures: int, min_departures: int = 0) -> Iterator[Tried]:
    """The readings of a claim with what each gives, most economical first."""
    study, corrected, stated = evidence.study, evidence.corrected, stated_reading(claim)
    for reading in readings(claim, study, corrected is not None, max_departures):
        if len(departures(reading, stated)) < min_departures:
            continue
        source = corrected if reading.corrected and corrected else study
        recomputed = recompute(source, claim, reading)
        if reading.corrected and recomputed == recompute(study, claim, replace(reading, corrected=False)):
            continue
        fits = bool(allowed(claim, recomputed.value, recomputed.upper, truncated=reading.truncated))
        words = reading_words(reading, stated, study.treatment)
        supplied = tuple(evidence.supplied_to(claim, reading)) if fits else ()
        yield Tried(reading, reading_key(reading, stated), words, recomputed, fits, supplied)


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

"""Ranks assumptions about the data by how many claims each makes hold, and finds the least one for each claim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.changes import Changes, Family, mistyped_cells, taken_out
from casetrace.audit.joint import Basis, Effects, Mask, bases, effects, reading_of
from casetrace.audit.labels import column_label
from casetrace.audit.missing_row import Implied, Missing, MissingRow, implied, solved
from casetrace.audit.readings import Source
from casetrace.audit.study import Study
from casetrace.audit.typos import SLIPS, plain
from casetrace.claims.claims import Claim
from casetrace.claims.verdicts import AS_STATED

#: Assumptions that are kept.
MOST = 10
#: Families in order of economy.
ECONOMY: tuple[Family, ...] = ("mistyped", "not_evaluated", "left_out", "missing_lesion", "missing_patient")
#: What the table may lack.
MISSING: tuple[Missing, ...] = ("missing_lesion", "missing_patient")
#: Claims that one assumption must reconcile to count: one change always fits one number, so that it takes two.
ENOUGH = 2


@dataclass(frozen=True)
class Assumption:
    """One assumption about the data, and what it does to the claims.

    Attributes
    ----------
    assumption_id, words
        Its name, and what it says.
    family
        What it changes.
    reconciled, broken
        Names of the claims that it makes hold, and of those that then no longer hold.
    source
        Whether percentages are taken from the values or as printed.
    missing, implied
        The row that the table does not have, and what the claims imply of it.
    slip
        Of a mistyped cell the number of the slip, the likeliest first.
    readings
        In which reading each of the reconciled claims then holds, in words.
    kept
        Names of the claims that the source of percentages alone makes hold, and that hold with the change as well.
    """

    assumption_id: str
    words: str
    family: Family
    reconciled: tuple[str, ...]
    broken: tuple[str, ...]
    source: Source = "values"
    missing: MissingRow | None = None
    implied: tuple[Implied, ...] = ()
    slip: int = 0
    readings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def words_for(self, name: str) -> str:
        """What it says, with the reading in which it makes a claim hold."""
        reading = dict(zip(self.reconciled, self.readings, strict=True)).get(name, AS_STATED)
        return self.words if reading == AS_STATED else f"{self.words}, {reading}"

    @property
    def net(self) -> int:
        """Claims reconciled less those broken."""
        return len(self.reconciled) - len(self.broken)

    @property
    def suffices(self) -> bool:
        """Whether it makes enough claims hold to be more than a fit to one number."""
        return self.net >= ENOUGH


@dataclass
class LoneChange:
    """The change of one cell or row that would make a claim hold and break fewest, and how many break as few.

    Attributes
    ----------
    net
        Claims that it makes hold less those that it breaks, all claims counted.
    n_broken, broken
        How many claims it breaks, and their names.
    number
        How many changes break as few.
    """

    words: str
    assumption_id: str
    net: int
    n_broken: int
    broken: tuple[str, ...]
    number: int


@dataclass
class Search:
    """What was found.

    Attributes
    ----------
    ranked
        Assumptions, best first.
    lone
        The lone changes by claim.
    same
        Of a statement that is made several times, the claim that stands for the others, by claim: it counts once.
    """

    ranked: list[Assumption] = field(default_factory=list)
    lone: dict[str, LoneChange] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)

    def first_of(self, name: str) -> str:
        """The claim that stands for one in the assumptions."""
        return self.same.get(name, name)


def searched(all_claims: Sequence[Claim], study: Study) -> Search:
    """Every assumption about one cell or one row, by what it does to the claims together."""
    first: dict[tuple[object, ...], Claim] = {}
    for claim in all_claims:
        first.setdefault(claim.coding, claim)
    claims = list(first.values())
    result = Search(same={claim.claim_id: first[claim.coding].claim_id for claim in all_claims})
    assumptions: list[Assumption] = []
    single_changes = [*mistyped_cells(study), *taken_out(study)]
    sources: tuple[Source, ...] = ("values", "printed")
    for source in sources:
        claim_bases = bases(claims, study, source)
        if source == "printed" and not any(basis.readings[0][0].source == "printed" for basis in claim_bases):
            break
        if all(basis.held for basis in claim_bases):
            break
        lone: dict[str, LoneChange] = {}
        for changes in single_changes:
            if source == "values" and changes.column.startswith("printed."):
                continue
            claim_effects = effects(claim_bases, study, changes)
            _note_lone(lone, claim_bases, study, changes, claim_effects)
            assumptions += _best_variants(claim_bases, study, changes, claim_effects, source)
        for name, change in lone.items():
            change.words += _of_source(source)
            result.lone.setdefault(name, change)
        assumptions += [_missing(claim_bases, study, family, source) for family in MISSING]
    helpful = [assumption for assumption in assumptions if assumption.net > 0]
    helpful.sort(key=_order)
    result.ranked = list(_distinct(helpful))[:MOST]
    return result


def _order(assumption: Assumption) -> tuple[int, int, int, int, bool]:
    """What makes most claims hold first; of those alike the more economical, which is one that names nobody."""
    return (
        -assumption.net,
        -len(assumption.reconciled),
        ECONOMY.index(assumption.family),
        assumption.slip,
        assumption.assumption_id != assumption.family,
    )


def _distinct(assumptions: Sequence[Assumption]) -> Iterator[Assumption]:
    """Each assumption once, and of those that make a single claim hold one a family: there are always many."""
    names: set[str] = set()
    for assumption in assumptions:
        # to leave a row out of everything is no other assumption than to leave it out where it matters
        name = (
            assumption.assumption_id.replace("left_out:", "not_evaluated:")
            if assumption.suffices
            else assumption.family
        )
        if name not in names:
            names.add(name)
            yield assumption


def _best_variants(
    claim_bases: Sequence[Basis], study: Study, changes: Changes, claim_effects: Effects, source: Source
) -> Iterator[Assumption]:
    """The variants that help most, as many as are kept of all."""
    slips = np.array([SLIPS.index(slip) for slip in changes.slips] or np.zeros(len(changes), dtype=int))
    for number in np.lexsort((slips, -claim_effects.net))[:MOST]:
        if claim_effects.net[number] > 0:
            name, words = described(study, changes, int(number))
            yield Assumption(
                name,
                words + _of_source(source),
                changes.family,
                *_split(claim_bases, claim_effects, int(number)),
                source=source,
                slip=int(slips[number]),
                readings=_readings(claim_bases, study, claim_effects, int(number)),
                kept=_named(claim_bases, claim_effects.kept[:, number]),
            )


def _of_source(source: Source) -> str:
    return ", printed percentages" if source == "printed" else ""


def _split(
    claim_bases: Sequence[Basis], claim_effects: Effects, number: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reconciled, broken = claim_effects.reconciled[:, number], claim_effects.broken[:, number]
    return _named(claim_bases, reconciled), _named(claim_bases, broken)


def _named(claim_bases: Sequence[Basis], chosen: Mask) -> tuple[str, ...]:
    return tuple(basis.claim.claim_id for basis, is_chosen in zip(claim_bases, chosen, strict=True) if is_chosen)


def _readings(claim_bases: Sequence[Basis], study: Study, claim_effects: Effects, number: int) -> tuple[str, ...]:
    """In which reading each claim is reconciled that is."""
    return tuple(
        reading_of(basis, int(claim_effects.reading[index, number]), study)
        for index, basis in enumerate(claim_bases)
        if claim_effects.reconciled[index, number]
    )


def _note_lone(
    lone: dict[str, LoneChange], claim_bases: Sequence[Basis], study: Study, changes: Changes, claim_effects: Effects
) -> None:
    """Remember for each claim the change that reconciles it, breaks fewest others and helps most."""
    n_broken = claim_effects.broken.sum(axis=0)
    for number, basis in enumerate(claim_bases):
        fitting = np.flatnonzero(claim_effects.reconciled[number])
        if not len(fitting):
            continue
        fewest = int(n_broken[fitting].min())
        fitting = fitting[n_broken[fitting] == fewest]
        best = _likeliest(changes, fitting[claim_effects.net[fitting] == claim_effects.net[fitting].max()])
        previous = lone.get(basis.claim.claim_id)
        if previous and previous.n_broken == fewest:
            previous.number += len(fitting)
        if previous is None or (fewest, -claim_effects.net[best]) < (previous.n_broken, -previous.net):
            name, words = described(study, changes, best)
            n_changes = previous.number if previous and previous.n_broken == fewest else len(fitting)
            _, broken = _split(claim_bases, claim_effects, best)
            lone[basis.claim.claim_id] = LoneChange(
                words, name, int(claim_effects.net[best]), fewest, broken, n_changes
            )


def _likeliest(changes: Changes, numbers: NDArray[np.intp]) -> int:
    """Of some variants the one with the likeliest slip, else the first."""
    return int(min(numbers, key=lambda number: SLIPS.index(changes.slips[number]) if changes.slips else 0))


def described(study: Study, changes: Changes, number: int) -> tuple[str, str]:
    """The name of a variant, and what it assumes."""
    row = int(changes.replaced[number])
    patient, lesion = (study.rows.columns[name][row] for name in ("patient_id", "lesion_id"))
    bearer, name = (f"patient {patient}", patient) if changes.of_patient else (f"lesion {lesion}", lesion)
    if changes.family == "mistyped":
        old, new = plain(float(changes.old[number])), plain(float(changes.new[number]))
        label = column_label(changes.column, study.outcomes, study.treatment)
        words = f"the {label} of {bearer} is {new} instead of {old} ({changes.slips[number]})"
        return f"mistyped:{changes.column}:{name}:{new}", words
    if changes.family == "not_evaluated":
        return f"not_evaluated:{name}", f"{bearer} was not evaluated"
    return f"left_out:{name}", f"{bearer} is not in the series"


def _missing(claim_bases: Sequence[Basis], study: Study, family: Missing, source: Source) -> Assumption:
    """The row that the table does not have and that makes most claims hold."""
    missing = solved(claim_bases, study, family)
    claim_effects = effects(claim_bases, study, missing.changes(missing.row))
    helped = [bool(is_reconciled) for is_reconciled in claim_effects.reconciled[:, 0]]
    owner = _owner(missing, study)
    row_words = (
        "one additional patient with one lesion"
        if family == "missing_patient"
        else f"one additional lesion{f' of patient {owner}' * bool(owner)}"
    )
    return Assumption(
        f"{family}:{owner}" if owner else family,
        f"{row_words}{_of_source(source)}",
        family,
        *_split(claim_bases, claim_effects, 0),
        source=source,
        missing=missing,
        implied=tuple(implied(missing, claim_bases, study, helped)),
        readings=_readings(claim_bases, study, claim_effects, 0),
        kept=_named(claim_bases, claim_effects.kept[:, 0]),
    )


def _owner(missing: MissingRow, study: Study) -> str:
    """The patient of the table who bears a missing lesion; empty where it is nobody's."""
    owner = int(missing.row.patient[0])
    return str(study.rows.columns["patient_id"][study.rows.patient == owner][0]) if owner >= 0 else ""

"""What one assumption about the data does to all claims of a paper together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.changes import Changes
from casetrace.audit.choices import alternatives, stated_reading
from casetrace.audit.readings import Reading, Source, reading_words
from casetrace.audit.recomputing import allowed, recompute
from casetrace.audit.study import Study
from casetrace.audit.variants import TESTS, can_tell, depends, recompute_variants
from casetrace.claims.claims import Claim

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Basis:
    """A claim before anything is assumed.

    Attributes
    ----------
    claim
        The claim.
    held
        Whether it holds as stated.
    readings
        The stated reading and those over other units, from one source of percentages, each with whether it holds.
    """

    claim: Claim
    held: bool
    readings: tuple[tuple[Reading, bool], ...]

    @property
    def by_source(self) -> bool:
        """Whether it holds with percentages from that source alone, and not as stated."""
        return self.readings[0][1] and not self.held


@dataclass(frozen=True)
class Effects:
    """Which claims a change reconciles, and which it breaks; shape (claims, variants) each.

    `reading` is the number of the first reading under which a claim is reconciled, among those of its basis. `kept` are
    the claims that the source of percentages reconciles without the change, and that hold with it as well.
    """

    reconciled: Mask
    broken: Mask
    reading: NDArray[np.int64]
    kept: Mask

    @property
    def net(self) -> NDArray[np.int64]:
        """Claims reconciled less those broken, shape (variants,)."""
        return np.asarray(self.reconciled.sum(axis=0) - self.broken.sum(axis=0))


def bases(claims: Sequence[Claim], study: Study, source: Source) -> list[Basis]:
    """The claims that a change of the data can bear on, under one source of percentages."""
    claim_bases = []
    for claim in claims:
        stated = stated_reading(claim)
        of_treatments = stated.unit == "treatment" and claim.quantity is not None and not claim.quantity.noun
        if claim.quantity is None or stated.statistic in TESTS or of_treatments:
            continue
        options = alternatives(claim, study, corrected=False)
        base_reading = replace(stated, source=source) if source in options["source"] else stated
        units = [replace(base_reading, unit=unit) for unit in options["unit"] if unit != "treatment"]
        tried = tuple((reading, _holds(study, claim, reading)) for reading in (base_reading, *units))
        claim_bases.append(Basis(claim, _holds(study, claim, stated), tried))
    return claim_bases


def _holds(study: Study, claim: Claim, reading: Reading) -> bool:
    recomputed = recompute(study, claim, reading)
    return bool(allowed(claim, recomputed.value, recomputed.upper))


def effects(claims: Sequence[Basis], study: Study, changes: Changes) -> Effects:
    """What each variant does to each claim.

    A claim that does not hold as stated is reconciled where a reading of it holds, and would not without the change.
    One that holds as stated is broken where it no longer does, as far as that can be told.
    """
    shape = (len(claims), len(changes))
    reconciled, broken, kept = (np.zeros(shape, dtype=bool) for _ in range(3))
    first = np.zeros(shape, dtype=np.int64)
    for number, basis in enumerate(claims):
        kept[number] = basis.by_source
        if not depends(basis.claim, changes):
            continue
        if basis.held:
            stated = stated_reading(basis.claim)
            decidable = can_tell(study, basis.claim, stated, changes)
            broken[number] = decidable & ~_variants_hold(study, basis.claim, stated, changes)
        else:
            kept[number] &= _variants_hold(study, basis.claim, basis.readings[0][0], changes)
            for place, (reading, holds) in enumerate(basis.readings):
                if not holds:
                    is_new = _variants_hold(study, basis.claim, reading, changes) & ~reconciled[number]
                    first[number, is_new] = place
                    reconciled[number] |= is_new
    return Effects(reconciled, broken, first, kept)


def reading_of(basis: Basis, place: int, study: Study) -> str:
    """In which reading a claim is reconciled, its source of percentages apart, in words such as `per lesion`."""
    stated, reading = stated_reading(basis.claim), basis.readings[place][0]
    return reading_words(replace(reading, source=stated.source), stated, study.treatment)


def _variants_hold(study: Study, claim: Claim, reading: Reading, changes: Changes) -> Mask:
    lower, upper = recompute_variants(study, claim, reading, changes)
    return allowed(claim, lower, upper)

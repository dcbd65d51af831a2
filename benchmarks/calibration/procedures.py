"""How often a procedure does what it promises: whether an interval holds the truth, or a test rejects what is true."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.calibration.design import ALPHA, LEVEL, Cell
from benchmarks.calibration.population import Series, draw
from casetrace.methods.association import ConstantInputError
from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, SingularError, TooFewError

#: Why a method may give nothing.
REFUSALS = (ConstantInputError, NoSpreadError, SingularError, TooFewError)
#: A p value is a ratio of counts, such as one in twenty: rounding must not decide whether it reaches a size.
SLACK = 1e-9

Kind = Literal["coverage", "size"]
Unit = Literal["lesion", "patient"]
#: Whether the truth was covered, or rejected; None where nothing was given.
Hit = bool | None


@dataclass(frozen=True)
class Procedure:
    """Something that the pipeline computes, and how it is judged.

    Attributes
    ----------
    methods
        Names of the register; several where one computation gives several intervals.
    statistic, unit, kind
        What it is about.
    judge
        For a data set, whether each of the `methods` covered, or rejected, the truth.
    promised
        Share of the data sets in which it promises to be right: the level of an interval, or 1 less the size of a test.
    """

    methods: tuple[str, ...]
    statistic: str
    unit: Unit
    kind: Kind
    judge: Callable[[Series], Sequence[Hit]]
    promised: float = LEVEL


@dataclass(frozen=True)
class Tally:
    """How often a method was given, how often it covered, or rejected, the truth, and what it promised."""

    method: str
    statistic: str
    unit: Unit
    kind: Kind
    data_sets: int
    given: int
    hits: int
    promised: float = LEVEL


def covers(interval: Estimate | Limits | None, truth: float) -> list[Hit]:
    """Whether an interval holds the truth."""
    return [None if interval is None else interval.lower <= truth <= interval.upper]


def rejects(p_value: float) -> list[Hit]:
    """Whether a test of the nominal size rejects."""
    return [p_value <= ALPHA + SLACK]


def hits_of(procedure: Procedure, series: Series) -> Sequence[Hit]:
    """What a procedure did with one data set; a refusal is nothing given."""
    try:
        return procedure.judge(series)
    except REFUSALS:
        return [None] * len(procedure.methods)


def tallied(procedures: Iterable[Procedure], cell: Cell, data_sets: int) -> list[Tally]:
    """Count over the first `data_sets` data sets of a cell, one tally per procedure and method."""
    counted = [(procedure, [[0, 0] for _ in procedure.methods]) for procedure in procedures]
    for number in range(data_sets):
        series = draw(cell, number)
        for procedure, counts in counted:
            for count, hit in zip(counts, hits_of(procedure, series), strict=True):
                count[0] += hit is not None
                count[1] += bool(hit)
    return [
        Tally(method, procedure.statistic, procedure.unit, procedure.kind, data_sets, given, hits, procedure.promised)
        for procedure, counts in counted
        for method, (given, hits) in zip(procedure.methods, counts, strict=True)
    ]

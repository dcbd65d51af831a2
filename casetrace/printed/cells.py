"""Tests of the cells of a published table: numbers that one row prints side by side."""

from collections.abc import Sequence
from typing import NamedTuple

from casetrace.printed.arithmetic import reduction
from casetrace.printed.numbers import Printed
from casetrace.printed.spread import mean_range
from casetrace.printed.verdict import Verdict


class MeasurementCells(NamedTuple):
    """Two sizes of a lesion and the percent reduction printed with them, as text; blank where nothing is printed."""

    before: str
    after: str
    percent_reduction: str


class DoseCells(NamedTuple):
    """A mean dose with its range, as text, and the number of treatments; blank or None where nothing is printed."""

    mean: str
    minimum: str
    maximum: str
    n_treatments: int | None


def measurement_checks(rows: Sequence[MeasurementCells]) -> list[tuple[int, Verdict]]:
    """Hold each printed reduction against its two sizes.

    Returns
    -------
    list of (int, Verdict)
        The index of the row and what was found, for the rows that print all three.
    """
    return [
        (index, reduction(Printed.parse(row.percent_reduction), Printed.parse(row.before), Printed.parse(row.after)))
        for index, row in enumerate(rows)
        if all(text.strip() for text in row)
    ]


def dose_checks(rows: Sequence[DoseCells]) -> list[tuple[int, Verdict]]:
    """Hold each mean dose against its range and the number of treatments.

    Returns
    -------
    list of (int, Verdict)
        The index of the row and what was found, for the rows that print a mean and at least one end. A mean dose of no
        treatments is held against its range alone.
    """
    verdicts = []
    for index, row in enumerate(rows):
        minimum, maximum = (Printed.parse(text) if text.strip() else None for text in (row.minimum, row.maximum))
        if row.mean.strip() and (minimum or maximum):
            verdicts.append((index, mean_range(Printed.parse(row.mean), row.n_treatments or None, minimum, maximum)))
    return verdicts

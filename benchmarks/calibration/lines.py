"""The table of the calibration: a line for each method, what it is about, and cell."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import cast

from benchmarks.calibration.design import Cell
from benchmarks.calibration.procedures import Kind, Tally, Unit
from benchmarks.calibration.tallies import write_rows
from benchmarks.calibration.verdict import Verdict, verdict


@dataclass(frozen=True)
class Line:
    """How a method does in a cell.

    Attributes
    ----------
    method, statistic, unit
        What is judged, by its names in statistics.csv.
    patients, icc, ceiling
        The cell.
    data_sets, given
        Data sets drawn, and those for which the method gave something.
    coverage_or_size
        Share of those given in which the interval held the truth, or the test rejected it; missing where none was.
    kind, promised, verdict
        Which of the two it is, in what share of the data sets it promises to be right, and what is said of it.
    """

    method: str
    statistic: str
    unit: Unit
    patients: int
    icc: float
    ceiling: bool
    data_sets: int
    given: int
    coverage_or_size: float | None
    kind: Kind
    promised: float
    verdict: Verdict


def line_of(tally: Tally, cell: Cell) -> Line:
    """The line of a tally; its share has the four decimals of the file, so that the verdict follows from the file."""
    share = round(tally.hits / tally.given, 4) if tally.given else None
    return Line(
        tally.method,
        tally.statistic,
        tally.unit,
        cell.patients,
        cell.correlation,
        cell.ceiling,
        tally.data_sets,
        tally.given,
        share,
        tally.kind,
        tally.promised,
        verdict(tally.kind, tally.given, share, tally.promised),
    )


def write_lines(lines: Iterable[Line], path: str | Path) -> None:
    """Write the table as CSV."""
    rows = (
        asdict(line)
        | {
            "icc": f"{line.icc:g}",
            "ceiling": "yes" if line.ceiling else "no",
            "coverage_or_size": "" if line.coverage_or_size is None else f"{line.coverage_or_size:.4f}",
            "promised": f"{line.promised:.4f}",
        }
        for line in lines
    )
    write_rows([field.name for field in fields(Line)], rows, path)


def read_lines(path: str | Path) -> list[Line]:
    """The table, with the verdicts that are in the file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row["method"],
                row["statistic"],
                cast(Unit, row["unit"]),
                int(row["patients"]),
                float(row["icc"]),
                row["ceiling"] == "yes",
                int(row["data_sets"]),
                int(row["given"]),
                float(row["coverage_or_size"]) if row["coverage_or_size"] else None,
                cast(Kind, row["kind"]),
                float(row["promised"]),
                cast(Verdict, row["verdict"]),
            )
            for row in csv.DictReader(file)
        ]

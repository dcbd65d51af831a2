"""Take the tallies of an earlier campaign from its table, so that only families and cells that it lacks are computed.

In: the table of the calibration.
Out: the tallies of each family in each cell that the table has in full; those that are there already stay.
"""

import argparse
import importlib
from collections.abc import Iterable
from pathlib import Path

from benchmarks.calibration.design import CELLS, DATA_SETS, Cell
from benchmarks.calibration.families import FAMILIES
from benchmarks.calibration.lines import Line, read_lines
from benchmarks.calibration.procedures import Procedure, Tally
from benchmarks.calibration.tallies import write_tallies


def tallies_in(lines: Iterable[Line], procedures: Iterable[Procedure], cell: Cell) -> list[Tally] | None:
    """The tallies of some procedures in a cell; None where a method has no line, or fewer data sets than the design.

    Parameters
    ----------
    lines
        The table of an earlier campaign.
    procedures, cell
        What is judged, and in which cell.
    """
    place = (cell.patients, cell.correlation, cell.ceiling)
    by_subject = {
        (line.method, line.statistic, line.unit, line.kind): line
        for line in lines
        if (line.patients, line.icc, line.ceiling) == place and line.data_sets == DATA_SETS
    }
    subjects = [
        (method, procedure.statistic, procedure.unit, procedure.kind)
        for procedure in procedures
        for method in procedure.methods
    ]
    if not by_subject.keys() >= set(subjects):
        return None
    return [tally_of(by_subject[subject]) for subject in subjects]


def tally_of(line: Line) -> Tally:
    """The tally that gave a line, whose four decimals say how many of a few thousand data sets were hits."""
    hits = round((line.coverage_or_size or 0.0) * line.given)
    return Tally(line.method, line.statistic, line.unit, line.kind, line.data_sets, line.given, hits, line.promised)


def restore(table: str | Path, folder: Path) -> None:
    """Write the tallies that a table has in full, as `<family>/<cell>.csv` of a folder."""
    lines = read_lines(table)
    for family in FAMILIES:
        module = importlib.import_module(f"benchmarks.calibration.families.{family}")
        for name, cell in CELLS.items():
            path, tallies = folder / family / f"{name}.csv", tallies_in(lines, module.procedures(cell), cell)
            if tallies is not None and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_tallies(tallies, path)


def main() -> None:
    """Restore the tallies of the table that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.restore_tallies")
    parser.add_argument("table", help="path of the calibration's CSV file")
    parser.add_argument("folder", type=Path, help="folder of the tallies")
    options = parser.parse_args()
    restore(options.table, options.folder)


if __name__ == "__main__":
    main()

"""Judge one family of methods on the data sets of one cell.

In: nothing but the seed of the design.
Out: a CSV of tallies: how often each method was given, and how often it covered, or rejected, the truth.
"""

import argparse
import importlib

from benchmarks.calibration.design import CELLS
from benchmarks.calibration.families import FAMILIES
from benchmarks.calibration.procedures import Tally, tallied
from benchmarks.calibration.tallies import write_tallies


def tallies_of(family: str, cell: str, data_sets: int) -> list[Tally]:
    """The tallies of a family in a cell; none where the family has nothing to judge in it.

    Parameters
    ----------
    family, cell
        Names of a module of `families` and of a cell of the design.
    data_sets
        How many are drawn.
    """
    procedures = importlib.import_module(f"benchmarks.calibration.families.{family}").procedures(CELLS[cell])
    return tallied(procedures, CELLS[cell], data_sets)


def main() -> None:
    """Write the tallies that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.calibrate_cell")
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("cell", choices=CELLS)
    parser.add_argument("data_sets", type=int)
    parser.add_argument("tallies", help="path of the CSV file to write")
    options = parser.parse_args()
    write_tallies(tallies_of(options.family, options.cell, options.data_sets), options.tallies)


if __name__ == "__main__":
    main()

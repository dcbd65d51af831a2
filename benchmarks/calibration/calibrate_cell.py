"""Judge one family of methods on the data sets of one cell.

In: nothing but the seed of the design.
Out: a CSV of tallies: how often each method was given, and how often it covered, or rejected, the truth.
"""

import importlib
import logging
from typing import Any

from benchmarks.calibration.design import CELLS
from benchmarks.calibration.procedures import tallied
from benchmarks.calibration.tallies import write_tallies
from scripts.jobs.log import job_log

logger = logging.getLogger("casetrace")


def main(family: str, cell: str, data_sets: int, tallies: str) -> None:
    """Write the tallies of a family in a cell.

    Parameters
    ----------
    family, cell
        Names of a module of `families` and of a cell of the design.
    data_sets
        How many are drawn.
    tallies
        Path of the CSV file to write; it has no rows where the family has nothing to judge in the cell.
    """
    procedures = importlib.import_module(f"benchmarks.calibration.families.{family}").procedures(CELLS[cell])
    write_tallies(tallied(procedures, CELLS[cell], data_sets), tallies)
    logger.info("calibrated %s on %d data sets of %s", family, data_sets, cell)


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            family=snakemake.wildcards.family,
            cell=snakemake.wildcards.cell,
            data_sets=snakemake.params.data_sets,
            tallies=snakemake.output.tallies,
        )

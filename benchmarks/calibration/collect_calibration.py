"""Join the tallies of all families and cells into the table of the calibration, and say in words what falls short.

In: the tallies of each family in each cell.
Out: the table as CSV, and a page about it.
"""

import logging
from pathlib import Path
from typing import Any

from benchmarks.calibration.design import CELLS
from benchmarks.calibration.lines import Line, line_of, write_lines
from benchmarks.calibration.page import page
from benchmarks.calibration.tallies import read_tallies
from scripts.jobs.log import job_log

logger = logging.getLogger("casetrace")


def collected(paths: list[str]) -> list[Line]:
    """The lines of all files, named `<family>/<cell>.csv`: those of a method together, by cell."""
    lines = [line_of(tally, CELLS[Path(path).stem]) for path in paths for tally in read_tallies(path)]
    order = list(dict.fromkeys((line.statistic, line.unit, line.method) for line in lines))
    return sorted(lines, key=lambda line: order.index((line.statistic, line.unit, line.method)))


def main(tallies: list[str], table: str, words: str) -> None:
    """Write the table and the page.

    Parameters
    ----------
    tallies
        Paths of the tallies, in the order in which families are shown, cells in that of the design.
    table, words
        Paths of the CSV and of the Markdown file to write.
    """
    lines = collected(tallies)
    write_lines(lines, table)
    Path(words).write_text(page(lines), encoding="utf-8")
    logger.info("collected: %d lines of the calibration", len(lines))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            tallies=list(snakemake.input.tallies),
            table=snakemake.output.table,
            words=snakemake.output.words,
        )

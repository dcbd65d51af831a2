"""Join the tallies of all families and cells into the table of the calibration, and say in words what falls short.

In: the tallies of each family in each cell.
Out: the table as CSV, and a page about it.
"""

import argparse
from pathlib import Path

from benchmarks.calibration.design import CELLS
from benchmarks.calibration.lines import Line, line_of, write_lines
from benchmarks.calibration.page import page
from benchmarks.calibration.tallies import read_tallies


def collected(paths: list[str]) -> list[Line]:
    """The lines of all files, named `<family>/<cell>.csv`: matter by matter, then method by method, by cell."""
    lines = [line_of(tally, CELLS[Path(path).stem]) for path in paths for tally in read_tallies(path)]
    matters = list(dict.fromkeys((line.statistic, line.unit) for line in lines))
    methods = list(dict.fromkeys(line.method for line in lines))
    return sorted(lines, key=lambda line: (matters.index((line.statistic, line.unit)), methods.index(line.method)))


def main() -> None:
    """Write the table and the page that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.collect_calibration")
    parser.add_argument("table", help="path of the CSV file to write")
    parser.add_argument("words", type=Path, help="path of the Markdown file to write")
    parser.add_argument("tallies", nargs="+", help="paths of the tallies, families and cells in the order shown")
    options = parser.parse_args()
    lines = collected(options.tallies)
    write_lines(lines, options.table)
    options.words.write_text(page(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Traces a number back to its raw cells, an output file to the step that made it, a raw cell to what it reaches.

Run as `python -m scripts.trace COHORT RESULT_ID|OUTPUT_FILE [--json]` or
`python -m scripts.trace COHORT --cell FILE:LINE:COLUMN [--json]`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.jobs.errors import UserError

#: Rows of a set that are listed unless more are asked for.
ROWS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Trace what the arguments name, and print it.

    Returns
    -------
    int
        The exit status: 2 where there is no such result, file or cell, which is told in one message.
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout.encoding, str) and not sys.stdout.encoding.lower().startswith("utf"):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        print(_answer(options))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.trace", description=__doc__.splitlines()[0])
    parser.add_argument("cohort", help="name of the cohort in config")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("what", nargs="?", help="a result_id of statistics.csv, a pattern for some, or an output file")
    what.add_argument("--cell", help="a raw cell, FILE:LINE:COLUMN; the column by its number or header")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows listed of each set (default {ROWS})")
    parser.add_argument("--all", action="store_true", help="list all rows and results")
    parser.add_argument("--json", action="store_true", help="print JSON, by workflow/schemas/trace.schema.yaml")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the results")
    return parser


def _answer(options: argparse.Namespace) -> str:
    # Imported here, so that a wrong argument is told at once.
    from scripts.tracing.cells import traced_cell
    from scripts.tracing.cohort import TracedCohort, listed
    from scripts.tracing.files import output_path, traced_file
    from scripts.tracing.results import traced_result
    from scripts.tracing.text import printed

    cohort = TracedCohort.found(options.cohort, options.results)
    most = None if options.all else options.rows
    if options.cell:
        answer = traced_cell(cohort, options.cell)
    elif options.what in cohort.statistics:
        answer = traced_result(cohort, options.what, most)
    elif path := output_path(cohort, options.what):
        answer = traced_file(cohort, path, most)
    else:
        matching = cohort.matching(options.what)
        if matching and not options.json:
            return "\n".join(matching)
        near = matching or cohort.nearest(options.what)
        hint = f"; the nearest names are\n{listed(near)}" if near else f"; names are in {cohort.folder}/statistics.csv"
        raise UserError(f"{options.what!r} is no result of {options.cohort}, and no output file{hint}")
    return json.dumps(answer, indent=2, ensure_ascii=False) if options.json else printed(answer, everything=options.all)


if __name__ == "__main__":
    sys.exit(main())

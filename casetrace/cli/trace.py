"""Traces a number back to its raw cells, an output file to the step that made it, a raw cell to what it reaches.

Run as `casetrace trace COHORT RESULT_ID|OUTPUT_FILE [--json]` or
`casetrace trace COHORT --cell FILE:LINE:COLUMN [--json]`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casetrace.cli.encoding import encodable, is_unicode, show
from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless

if TYPE_CHECKING:
    from casetrace.trace.cohort import TracedCohort

#: Rows of a set that are listed unless more are asked for.
ROWS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Trace what the arguments name, and print it.

    Returns
    -------
    int
        The exit status: 2 where there is no such result, file or cell, which is told in one message.
    """
    options = _parsed(arguments)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        answer = _answer(options)
    except UserError as error:
        print(encodable(str(error), encoding), file=sys.stderr)
        return 2
    show(_formatted(answer, options, encoding))
    return 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options, which may stand between the arguments."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    if (options.what is None) == (options.cell is None):
        parser.error("give one of both: what to trace, or --cell")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="casetrace trace", description=__doc__.splitlines()[0])
    parser.add_argument("cohort", help="name of the cohort in config; pooled for all together")
    parser.add_argument("what", nargs="?", help="a result_id of statistics.csv, a pattern for some, or an output file")
    parser.add_argument("--cell", help="a raw cell, FILE:LINE:COLUMN; the column by its number or header")
    parser.add_argument("--rows", type=_count, default=ROWS, help=f"rows listed of each set (default {ROWS})")
    parser.add_argument("--all", action="store_true", help="list all rows and results")
    parser.add_argument("--json", action="store_true", help="print JSON, by workflow/schemas/trace.schema.yaml")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the results")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rows")
    return int(text)


def _answer(options: argparse.Namespace) -> dict[str, Any]:
    # Imported here, so that a wrong argument is told at once.
    from casetrace.trace.cells import traced_cell
    from casetrace.trace.cohort import TracedCohort
    from casetrace.trace.files import traced_file
    from casetrace.trace.pool import POOLED, TracedPool
    from casetrace.trace.results import results_like, traced_result

    kind = TracedPool if options.cohort == POOLED else TracedCohort
    cohort = kind.in_results(options.cohort, options.results)
    max_rows = None if options.all else options.rows
    if options.cell is not None and kind is TracedPool:
        raise UserError(
            f"{POOLED} has no raw cells of its own; ask for the cell in its cohort, which tells what it reaches"
        )
    if options.cell is not None:
        return traced_cell(cohort, options.cell)
    if options.what in cohort.statistics:
        return traced_result(cohort, options.what, max_rows)
    if cohort.record and (output := cohort.record.output(options.what)):
        return traced_file(cohort, cohort.record, output, max_rows)
    if options.what and (names := cohort.matching(options.what)):
        return results_like(cohort, options.what, names)
    raise _unknown(cohort, options.what)


def _unknown(cohort: "TracedCohort", request: str) -> UserError:
    """Why what was asked for is not there, with the names that are most like it."""
    if Path(request).as_posix() in [file["file"] for file in cohort.files]:
        return UserError(
            f"{request} is a raw file, made by no step; ask for a cell of it with --cell {request}:LINE:COLUMN"
        )
    if (cohort.folder / request).is_file():
        return UserError(
            f"{request} in {cohort.folder} is the output of no recorded step: it tells of the run, or is older"
        )
    nearest_names = "".join(f"\n  {name}" for name in cohort.nearest(request))
    hint = (
        f"the nearest names are{nearest_names}"
        if nearest_names
        else f"all results are in {cohort.folder / 'statistics.csv'}"
    )
    return UserError(f"{request!r} is no result of {cohort.name} and no output file; {hint}")


def _formatted(answer: dict[str, Any], options: argparse.Namespace, encoding: str) -> str:
    from casetrace.cli.trace_text import printed

    if options.json:
        return harmless(json.dumps(answer, indent=2, ensure_ascii=not is_unicode(encoding)))
    return encodable(printed(answer, list_all=options.all), encoding)

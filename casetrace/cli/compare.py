"""Say what changed between two exports of one raw table: columns, rows, cells, problems and results.

    casetrace compare OLD NEW [--cohort NAME] [--table N] [--config FILE] [--json]

Both are run through the stages in a scratch directory, in place of the cohort's raw file; the results of the project
stay as they are. The exit status is 0 where nothing differs, 1 where anything does, and 2 after a mistake.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.compare.changes import changes_between
from casetrace.compare.choice import choice
from casetrace.compare.running import export_runs
from casetrace.compare.words import as_json, as_text
from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless

ROOT = Path(__file__).parents[2]
SCHEMA_FILE = ROOT / "workflow" / "schemas" / "config.schema.yaml"

SAME, DIFFERENT, MISTAKE = 0, 1, 2


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line's arguments."""
    parser = argparse.ArgumentParser(
        prog="casetrace compare",
        description="Say what changed between two exports of a raw table: columns, rows, cells, problems and results.",
        epilog="The exit status is 0 where nothing differs, 1 where anything does, and 2 after a mistake.",
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="the earlier export")
    parser.add_argument("new", type=Path, metavar="NEW", help="the later export")
    parser.add_argument("--cohort", default="", metavar="NAME", help="the cohort in config, where it has several")
    parser.add_argument(
        "--table",
        type=_number,
        default=0,
        metavar="N",
        help="number of the cohort's table that the exports are of, where it has several and none bears their name",
    )
    parser.add_argument(
        "--config", default="", metavar="FILE", help="the configuration (the one here that reads OLD, or config.yaml)"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser.parse_args(argv)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Compare two exports and print what changed.

    Parameters
    ----------
    argv
        The arguments; those of the command line where there are none.

    Returns
    -------
    int
        The exit status.
    """
    options = arguments(argv)
    exports = (options.old, options.new)
    try:
        target = choice(options.config, SCHEMA_FILE, exports, options.cohort, options.table)
        with export_runs(ROOT, target, exports) as (old, new):
            changes = changes_between(old, new)
    except UserError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    if not options.json:
        show(f"Both read as cohort {target.cohort} of {target.config_file}.\n")
    printed = as_json if options.json else as_text
    show(harmless(printed(changes, str(options.old), str(options.new))))
    return DIFFERENT if changes.any else SAME

"""The command `casetrace`, with a subcommand for each thing that is done beside the workflow."""

import sys
from collections.abc import Sequence
from importlib import import_module

from casetrace.cli.encoding import show

#: What each command does, and the module of it, which is imported when it is called.
COMMANDS = {
    "new": "begin a cohort with a raw file: copy it, write its configuration, ask what only a person knows",
    "run": "run the pipeline on the study of this folder",
    "inspect": "inspect a new raw file and propose its config",
    "simulate": "make a cohort up, with the configuration that reads it",
    "trace": "trace a number to its raw cells, a raw cell to what it reaches, an output to its step",
    "view": "show the results of all cohorts in the browser, on this computer alone",
    "compare": "say what changed between two exports of a raw table",
    "fetch": "fetch the raw files that are elsewhere, and say which have changed",
    "verify": "run the study afresh and compare its outputs with the lock",
    "lock": "run the study afresh and write the lock of its outputs",
    "doctor": "say whether a run can work here: Python, packages, folders, terminal",
    "anonymise": "write a table of the same shape without its values, to be shown to others",
    "describe": "write the reference of the configuration and the data dictionary from the schemas",
}


def usage() -> str:
    """How the command is called."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {purpose}" for name, purpose in COMMANDS.items()]
    return "\n".join(["usage: casetrace COMMAND …", "", *lines, "", "`casetrace COMMAND --help` tells more of each."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    Returns
    -------
    int
        Its exit status; 2 where there is no such command.
    """
    argv = list(sys.argv[1:] if arguments is None else arguments)
    if argv and argv[0] in ("-h", "--help"):
        show(usage())
        return 0
    if argv and argv[0] == "--version":
        show(import_module("casetrace").__version__)
        return 0
    if not argv or argv[0] not in COMMANDS:
        message = f"casetrace: there is no command {argv[0]!r}\n" if argv else ""
        print(f"{message}{usage()}", file=sys.stderr)
        return 2
    return int(import_module(f"casetrace.cli.{argv[0]}").main(argv[1:]))

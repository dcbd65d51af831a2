"""Looks at a new raw file and proposes the config that it needs.

Run as `casetrace inspect FILE [--sheet NAME] [--cohort NAME] [--json]`.
"""

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.ingest.names import folded
from casetrace.inspect.findings import inspect_file
from casetrace.inspect.printing import printed
from casetrace.model.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Inspect the file that the arguments name, and print what was found.

    Returns
    -------
    int
        The exit status: 1 where the file cannot be read, which is told in one message.
    """
    parser = argparse.ArgumentParser(prog="casetrace inspect", description=__doc__.splitlines()[0])
    parser.add_argument("file", help="raw file: csv, tsv, txt, xlsx or xls")
    parser.add_argument("--sheet", default="", help="sheet of a spreadsheet; the first where it is not given")
    parser.add_argument("--cohort", default="", help="name of the cohort; the file's name where it is not given")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(arguments)
    try:
        findings = inspect_file(_as_in_config(options.file), options.sheet, cohort_name(options.cohort or options.file))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(dataclasses.asdict(findings), indent=2, ensure_ascii=False))
    else:
        print(printed(findings))
    return 0


def _as_in_config(file: str) -> str:
    """The file's path relative to the project's folder, where it lies in it."""
    path = Path(file)
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    return (path.relative_to(Path.cwd()) if inside else path).as_posix()


def cohort_name(text: str) -> str:
    """A name that config allows, made of a name or of a file's."""
    stem = Path(text).name.partition(".")[0]
    return re.sub(r"[^a-z0-9_]+", "-", folded(stem)).strip("-_") or "my-cohort"

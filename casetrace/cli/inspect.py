"""Looks at a new raw file and proposes the config that it needs.

Run as `casetrace inspect FILE [--sheet NAME] [--cohort NAME] [--dictionary CSV] [--write my.yaml] [--json]`, and as
`casetrace inspect --check my.yaml` to read what a configuration names without computing anything.
"""

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.ingest.names import folded
from casetrace.inspect.findings import inspect_file
from casetrace.inspect.printing import checked, printed
from casetrace.inspect.trial import tried_config
from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless
from casetrace.model.yaml_files import check_yaml, read_yaml

#: Characters of a cohort's name, as the schema of config has it.
LONGEST_NAME = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Inspect the file that the arguments name, and print what was found.

    Returns
    -------
    int
        The exit status: 1 where the file cannot be read, which is told in one message, and where a checked
        configuration or its data have errors.
    """
    parser = argparse.ArgumentParser(prog="casetrace inspect", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", help="raw file: text, a spreadsheet, or a file of a statistics program")
    parser.add_argument("--check", metavar="YAML", help="read what this configuration names, and compute nothing")
    parser.add_argument("--write", metavar="YAML", help="write the proposed configuration to this new file")
    parser.add_argument("--sheet", default="", help="sheet of a spreadsheet; the first where it is not given")
    parser.add_argument("--dictionary", default="", metavar="CSV", help="REDCap's data dictionary of the file")
    parser.add_argument("--cohort", default="", help="name of the cohort; the file's name where it is not given")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(arguments)
    if bool(options.file) == bool(options.check):
        parser.error("either a raw file or --check with a configuration")
    if options.check:
        return _check(options.check)
    try:
        file, cohort = _as_in_config(options.file), cohort_name(options.cohort or options.file)
        findings = inspect_file(file, options.sheet, cohort, options.dictionary)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        show(harmless(json.dumps(dataclasses.asdict(findings), indent=2, ensure_ascii=False)))
    else:
        show(harmless(printed(findings)))
    return _write(findings.config, Path(options.write)) if options.write else 0


def _check(file: str) -> int:
    """Read the cohorts of a configuration, and print what is wrong and the first values as they are understood."""
    try:
        check_yaml(file)
        trials = tried_config(read_yaml(file) or {})
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    for name, trial in trials.items():
        show(harmless(checked(name, trial)))
    return 1 if any(trial.errors for trial in trials.values()) else 0


def _write(config: str, path: Path) -> int:
    """Write the proposed configuration to a file that is not there yet."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(config)
    except OSError as error:
        reason = "it is there already" if isinstance(error, FileExistsError) else error.strerror
        print(f"{path} was not written: {reason}", file=sys.stderr)
        return 1
    print(f"Written to {path}; read it without computing: casetrace inspect --check {path}", file=sys.stderr)
    return 0


def _as_in_config(file: str) -> str:
    """The file's path relative to the project's folder, where it lies in it."""
    path = Path(file)
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    return (path.relative_to(Path.cwd()) if inside else path).as_posix()


def cohort_name(text: str) -> str:
    """A name that config allows, made of a name or of a file's."""
    stem = Path(text).name.partition(".")[0]
    return re.sub(r"[^a-z0-9_]+", "-", folded(stem)).strip("-_")[:LONGEST_NAME].strip("-_") or "my-cohort"

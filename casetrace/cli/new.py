"""Begins a cohort with a raw file that nobody prepared.

Run as `casetrace new FILE --cohort NAME [--sheet NAME] [--dictionary CSV] [--yes]`: copies the file to `data/NAME/`,
writes its configuration to `NAME.yaml`, and says which command comes next. In a terminal it asks what only a person
knows.
"""

import argparse
import hashlib
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from casetrace.cli.encoding import show
from casetrace.cli.inspect import cohort_name
from casetrace.inspect.asking import Ask, Question
from casetrace.inspect.labels import Dictionary, read_dictionary
from casetrace.inspect.new_cohort import NewCohort, first_findings, new_cohort
from casetrace.inspect.printing import WIDTH, checked, printed_columns
from casetrace.inspect.trial import tried_config
from casetrace.model.errors import UserError
from casetrace.model.project import PROJECT
from casetrace.model.terminal import harmless
from casetrace.model.wording import counted
from casetrace.model.yaml_files import read_yaml
from casetrace.verify.scratch import copy_parts

STUDY = Path("config.yaml")
#: The study of the first cohort, as it stands in the repository.
EXAMPLE = ("config.yaml", "data/aarhus-2014")
README = "README.md"
#: What no answer can hold: controls, such as those of an arrow key, and bytes that are no characters.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin a cohort.

    Returns
    -------
    int
        The exit status: 0 where the cohort's files were written, 1 where they were not, which is told in one message.
    """
    parser = argparse.ArgumentParser(prog="casetrace new", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", help="raw file: text, a spreadsheet, or a file of a statistics program")
    parser.add_argument("--cohort", default="", help="name of the cohort; the file's name where it is not given")
    parser.add_argument("--sheet", default="", help="sheet of a spreadsheet; the first where it is not given")
    parser.add_argument("--dictionary", default="", metavar="CSV", help="REDCap's data dictionary of the file")
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing; the questions become lines of the configuration"
    )
    parser.add_argument("--example", action="store_true", help="write the study of the first cohort, to try a run with")
    options = parser.parse_args(arguments)
    if bool(options.file) == options.example:
        parser.error("give a raw file, or --example")
    if options.example:
        return _example()
    ask = None if options.yes or not (sys.stdin and sys.stdin.isatty()) else asked
    try:
        _begin(
            Path(options.file), cohort_name(options.cohort or options.file), _table(options), options.dictionary, ask
        )
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing was written.", file=sys.stderr)
        return 1
    return 0


def _example() -> int:
    """Copy the study of the first cohort to this folder, where it has none."""
    there = [name for name in EXAMPLE if Path(name).exists()]
    if there:
        print(f"{there[0]} is there already, and nothing is written over: use an empty folder", file=sys.stderr)
        return 1
    copy_parts(PROJECT, EXAMPLE, Path())
    show(f"Written: {', '.join(EXAMPLE)}\n\nNext\n  The report: casetrace run")
    return 0


def _table(options: argparse.Namespace) -> dict[str, Any]:
    return {"file": Path(options.file).as_posix()} | ({"sheet": options.sheet} if options.sheet else {})


def _begin(file: Path, cohort: str, table: dict[str, Any], dictionary_file: str, ask: Ask | None) -> None:
    folder, config = Path("data") / cohort, Path(f"{cohort}.yaml")
    _refuse_what_is_there(cohort, folder, config)
    if file.name.lower() == README.lower():
        raise UserError(f"{file.name} is the name of the notes on the file: give the raw file another name")
    dictionary = read_dictionary(Path(dictionary_file)) if dictionary_file else Dictionary()
    if ask:
        show(harmless(printed_columns(first_findings(table["file"], table, cohort, dictionary))))
        show("\nQuestions; Enter takes what stands in brackets, or leaves the question open.\n")
    stored = folder / file.name
    new = new_cohort(table["file"], table, cohort, dictionary, ask, stored.as_posix())
    if not ask:
        show(harmless(printed_columns(new.findings)))
    _write(file, stored, config, new)
    show(f"\nWritten: {stored.as_posix()} (a copy), {(folder / 'README.md').as_posix()}, {config}\n")
    try:
        told, runs = _understood(cohort, config)
    except KeyboardInterrupt:
        raise UserError(f"\nStopped before {config} was checked: casetrace inspect --check {config}") from None
    show(harmless("\n".join([told, *_what_is_next(cohort, config, new, runs=runs)])))


def asked(question: Question) -> str:
    """The answer that somebody at the terminal gives; the default where it is only Enter, or the end of the input."""
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    default = f"[{question.default}] " if question.default else ""
    print("\n".join(textwrap.wrap(harmless(f"{question.text}{choices}"), WIDTH, break_on_hyphens=False)))
    while True:
        try:
            answer = input(harmless(f"  {default}> ")).strip()
        except EOFError:
            print()
            return question.default
        except UnicodeDecodeError as error:
            answer = error.object.decode("ascii", "surrogateescape").strip()
        if not answer:
            return question.default
        if not CONTROLS.search(answer) and question.accepts(answer):
            return answer
        expected = question.expected or "a text without control characters, in the encoding of the terminal"
        print(f"  {answer!r} is no answer; expected {expected}, or Enter")


def _refuse_what_is_there(cohort: str, folder: Path, config: Path) -> None:
    """Stop where a file of this cohort is there already: none is ever written over."""
    there = [path for path in (folder, config, Path("results") / cohort) if path.exists()]
    found = f"{there[0].as_posix()} is there already" if there else ""
    if not found and STUDY.is_file() and cohort in ((read_yaml(STUDY) or {}).get("cohorts") or {}):
        found = f"{STUDY} has a cohort {cohort}"
    if found:
        raise UserError(
            f"{found}, and nothing is written over: give the new cohort another name, --cohort {cohort}-2 "
            f"(make: COHORT={cohort}-2), or move what is there away. To set a new export of the same cohort against "
            "the old one: casetrace compare OLD NEW"
        )


def _write(file: Path, stored: Path, config: Path, new: NewCohort) -> None:
    """Copy the raw file and write what goes with it; where that fails or is stopped, nothing of it stays."""
    try:
        with ExitStack() as undo:
            stored.parent.mkdir(parents=True)
            undo.callback(shutil.rmtree, stored.parent)
            shutil.copyfile(file, stored)
            (stored.parent / README).write_text(_readme(stored), encoding="utf-8", newline="\n")
            with config.open("x", encoding="utf-8", newline="\n") as opened:
                undo.callback(config.unlink)
                opened.write(new.config)
            undo.pop_all()
    except OSError as error:
        raise UserError(f"{error.filename or config} was not written: {error.strerror}") from None


def _readme(stored: Path) -> str:
    digest = hashlib.sha256(stored.read_bytes()).hexdigest()
    return (
        f"# {stored.parent.name}\n\n`{stored.name}` is kept as it was received, never edited (SHA-256 `{digest}`).\n\n"
        "- Where does it come from, and when was it exported?\n- Who may use it, and for what?\n"
        "- What is odd about it?\n"
    )


def _understood(cohort: str, config: Path) -> tuple[str, bool]:
    """What a run would read by the configuration and what it would refuse, and whether it would run."""
    try:
        trial = tried_config(read_yaml(config))[cohort]
    except UserError as error:
        return str(error), False
    return checked(cohort, trial), not trial.errors


def _what_is_next(cohort: str, config: Path, new: NewCohort, *, runs: bool) -> list[str]:
    here = Path.cwd() == PROJECT
    check = f"{'.venv/bin/' if here and Path('.venv').exists() else ''}casetrace inspect --check {config}"
    run = f"make COHORT={cohort}" if here else f"casetrace run {cohort}"
    lines = ["", "Next"]
    if new.n_guessed:
        lines.append(f'  Look at what was guessed: {counted(new.n_guessed, "line")} with "check" in {config}.')
    if new.n_open:
        lines.append(f'  Answer what you know: {counted(new.n_open, "question")} after "#?" in {config}.')
    if not runs:
        lines.append("  First correct what the check above refuses; each error says how.")
        lines += [line for told in new.findings.unclear for line in _wrapped(f"The table does not tell: {told}")]
        return [*lines, f"  Then look whether it is understood: {check}", f"  Then the report: {run}"]
    return [*lines, f"  The report: {run}", f"  It will be results/{cohort}/report.html"]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)

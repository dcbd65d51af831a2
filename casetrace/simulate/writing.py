"""Writes simulated cohorts: their tables, what is true of each, and the configuration that reads them."""

import csv
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import yaml

from casetrace.model.errors import UserError
from casetrace.simulate.cohort import simulated
from casetrace.simulate.configuration import config_text, notes, section
from casetrace.simulate.design import Design
from casetrace.simulate.mistakes import Made, with_mistakes
from casetrace.simulate.table import encoded, texts_of

TABLE, MISTAKES, NOTES = "table.csv", "mistakes.csv", "README.md"


def write_cohorts(
    design: Design, names: Sequence[str], config: Path, command: str, check: Callable[[dict[str, Any]], object]
) -> None:
    """Write cohorts of one design to `data/<name>/` beside their configuration; where that fails nothing of them stays.

    Parameters
    ----------
    design
        What they are drawn from.
    names
        Their names, each with draws of its own.
    config
        Path of the configuration.
    command
        The command that makes them again.
    check
        Raises `UserError` where no run would take the configuration.

    Raises
    ------
    UserError
        Where a file is there already, something cannot be simulated or written, or no run would take it.
    """
    data = config.parent / "data"
    there = [path for path in (config, *(data / name for name in names)) if path.exists()]
    if there:
        raise UserError(f"{there[0].as_posix()} is there already, and nothing is written over: give another name")
    try:
        with ExitStack() as undo:
            sections = {}
            for name in names:
                (data / name).mkdir(parents=True)
                undo.callback(shutil.rmtree, data / name)
                sections[name] = _write_cohort(design, name, data / name, command)
            text = config_text(sections, design.seed, command)
            check(yaml.safe_load(text))
            with config.open("x", encoding="utf-8", newline="\n") as opened:
                undo.callback(config.unlink)
                opened.write(text)
            undo.pop_all()
    except OSError as error:
        raise UserError(f"{error.filename or config} was not written: {error.strerror}") from None


def _write_cohort(design: Design, name: str, folder: Path, command: str) -> dict[str, Any]:
    """Write one cohort, and give its section of config."""
    cohort = simulated(design, name)
    frame, mistakes = with_mistakes(texts_of(cohort), cohort, name)
    (folder / TABLE).write_bytes(encoded(frame, cohort))
    (folder / NOTES).write_text(notes(cohort, name, command, len(mistakes)), encoding="utf-8", newline="\n")
    if mistakes:
        _write_mistakes(mistakes, folder / MISTAKES)
    return section(cohort, f"data/{name}/{TABLE}", name)


def _write_mistakes(mistakes: Sequence[Made], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in fields(Made)])
        writer.writerows(astuple(mistake) for mistake in mistakes)

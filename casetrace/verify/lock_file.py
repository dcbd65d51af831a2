"""How a lock is written and read: YAML, one line an output, one line a result, each note once."""

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from casetrace.model.errors import UserError
from casetrace.model.yaml_files import read_yaml
from casetrace.verify.lock import NUMBERS, WORDS, Lock, Numbers, writes_lock

HEADING = "# What a run of this study gives. Written by `snakemake lock`, checked by `snakemake verify`.\n"
#: Line breaks that YAML has beside that of the line feed, such as that which a wrongly decoded ellipsis becomes.
UNICODE_BREAKS = "\x85\u2028\u2029"
COLUMNS = ("result_id", *NUMBERS, *WORDS)


class _Dumper(yaml.SafeDumper):
    """Writes YAML that is read back as it was: PyYAML folds line breaks of Unicode unless they are in double quotes."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if any(sign in text for sign in UNICODE_BREAKS) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_lock(lock: Lock, path: Path) -> None:
    """Write a lock."""
    notes: dict[str, int] = {}
    results = {cohort: _lines(numbers, notes) for cohort, numbers in lock.numbers.items()}
    sections = {"software": lock.software, "sources": lock.sources, "outputs": lock.outputs, "notes": list(notes)}
    text = HEADING
    for name, content in sections.items():
        text += "\n" + yaml.dump({name: content}, Dumper=_Dumper, sort_keys=False, width=100_000, allow_unicode=True)
    text += "\nresults:\n"
    for cohort, lines in results.items():
        text += f"  {_key(cohort)}: |\n" + "".join(f"    {line}\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def read_lock(path: Path) -> Lock:
    """Read a lock.

    Raises
    ------
    UserError
        When there is none, or it is no lock.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file. Write it with `{writes_lock(path)}`, check it, and commit it.")
    try:
        content: dict[str, Any] = read_yaml(path)
        numbers = {name: _numbers(text, content["notes"]) for name, text in (content["results"] or {}).items()}
        return Lock(content["outputs"], numbers, content["software"], content["sources"])
    except (yaml.YAMLError, AttributeError, TypeError, KeyError, ValueError, IndexError) as error:
        raise UserError(f"{path}: this is no lock ({error}). Write it anew with `{writes_lock(path)}`.") from None


def _key(name: str) -> str:
    """A name as a key of YAML, in quotes where it would else be read as a number."""
    return yaml.safe_dump(name).splitlines()[0]


def _lines(numbers: Numbers, notes: dict[str, int]) -> list[str]:
    """Results as lines of CSV; a note by its number among the notes, from 1."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result_id, values in numbers.items():
        row: dict[str, Any] = {name: _shortest(value) for name, value in values.items()}
        if "note" in values:
            row["note"] = notes.setdefault(str(values["note"]), len(notes) + 1)
        writer.writerow([result_id, *(row.get(name, "") for name in COLUMNS[1:])])
    return out.getvalue().splitlines()


def _shortest(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def _numbers(text: str, notes: list[str]) -> Numbers:
    by_result: Numbers = {}
    numbered = dict(enumerate(notes, start=1))
    for row in csv.DictReader(io.StringIO(text)):
        values: dict[str, float | str] = {name: float(row[name]) for name in NUMBERS if row[name]}
        values |= {name: row[name] for name in WORDS if row[name] and name != "note"}
        if row["note"]:
            values["note"] = numbered[int(row["note"])]
        by_result[row["result_id"]] = values
    return by_result

"""Names of patients and lesions that a reader takes for one and a program for two."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from casetrace.ingest.emission import ReadTable
from casetrace.model.problems import Problem, quoted
from casetrace.read.table import RawTable
from casetrace.words.likeness import likeness_key
from casetrace.words.no_numbers import is_date

RULE = "one name in several spellings"
EXPECTED = "one spelling of each name: letters, case, blanks, signs, leading zeros and characters that cannot be seen"
REMEDY = (
    "write it in one way in every file; or say under the column's values in config what a spelling stands for, such as "
    'values: {"001": "1"}'
)
#: Lines of a spelling that a message lists.
LISTED = 20


@dataclass(frozen=True)
class Rows:
    """Rows of a table that name somebody in one spelling, and the column in which they do."""

    read: ReadTable
    header: str
    rows: pd.Index

    @property
    def place(self) -> str:
        """File and lines in words."""
        lines = sorted({self.read.table.line(row, self.header) for row in self.rows})
        listed = ", ".join(map(str, lines[:LISTED]))
        further = f" and {len(lines) - LISTED} more" if len(lines) > LISTED else ""
        return f"{self.read.table.raw.file}, line{'s' if len(lines) > 1 else ''} {listed}{further}"


#: The rows of each spelling, by the key of all that hardly differ.
Spellings = dict[str, dict[str, list[Rows]]]


def alike_patients(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Patients whose names hardly differ, each group of spellings once."""
    spellings: Spellings = {}
    for read in reads:
        _collect(spellings, read, read.header_of("patient_id"), read.identity.patient, likeness_key)
    yield from _problems(spellings)


def alike_lesions(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Lesions of one patient whose names hardly differ, each group of spellings once."""
    spellings: Spellings = {}
    for read in reads:
        header = read.header_of("lesion_id") or read.header_of("lesion_number")
        _collect(spellings, read, header, read.identity.lesion, partial(_lesion_key, _owners(read)))
    yield from _problems(spellings)


def _owners(read: ReadTable) -> dict[str, str]:
    """The patient of each lesion that a table names; empty where it does not say."""
    return dict(zip(read.identity.lesion, read.identity.patient.fillna(""), strict=True))


def _lesion_key(owners: Mapping[str, str], name: str) -> str:
    return f"{owners[name]}\x1f{likeness_key(name)}"


def dated_names(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Names of patients and lesions that a spreadsheet has made dates: errors beside others, one warning alone."""
    for read in reads:
        for field, names in (("patient_id", read.identity.patient), ("lesion_id", read.identity.lesion)):
            header = read.header_of(field)
            if not header:
                continue
            texts = read.table.present(header).reindex(names.index).dropna()
            dated = texts[texts.map(is_date).astype(bool)].drop_duplicates()
            alone = len(dated) == texts.nunique()
            for row in dated.index[:1] if alone else dated.index:
                yield read.table.error(
                    row,
                    header,
                    "date in place of a name",
                    quoted(texts[row]) + (" and all others of its column" if alone and len(dated) > 1 else ""),
                    "the name, which may have been one such as 5-3 before a spreadsheet made a date of it",
                    "enter the names again in cells formatted as text, if they were no dates",
                    severity="warning" if alone else "error",
                )


def alike_secrets(raws: Sequence[RawTable], tables: Sequence[Mapping[str, Any]]) -> None:
    """Note texts that become pseudonyms and hardly differ, in the table of the first; no text is repeated."""
    spellings: dict[str, dict[str, tuple[RawTable, str, list[str]]]] = {}
    for raw, table in zip(raws, tables, strict=True):
        for header in table["privacy"]["pseudonymise"]:
            for line, text in zip(raw.lines, raw.columns.get(header, ()), strict=False):
                if text.strip() and text.strip() not in table["missing"]:
                    found = spellings.setdefault(likeness_key(text.strip()), {})
                    found.setdefault(text.strip(), (raw, header, []))[2].append(f"{raw.file}, line {line}")
    for found in spellings.values():
        if len(found) > 1:
            raw, header, _ = next(iter(found.values()))
            places = "; and ".join(", ".join(dict.fromkeys(places[:LISTED])) for _, _, places in found.values())
            number, line = raw.numbers[header], raw.dialect.header_line
            raw.problems.append(
                Problem(
                    "error", raw.file, line, number, header, RULE, places, EXPECTED, "write it in one way everywhere"
                )
            )


def _collect(spellings: Spellings, read: ReadTable, header: str, names: pd.Series, key: Callable[[str], str]) -> None:
    """Add the spellings of a column and their rows, by key; nothing where no column gives the names."""
    named = names.dropna()
    for name, rows in named.groupby(named, sort=False).groups.items() if header else ():
        spellings.setdefault(key(str(name)), {}).setdefault(str(name), []).append(Rows(read, header, rows))


def _without_blanks(spellings: Spellings) -> Spellings:
    """The same spellings, but "1 0" beside "10" where both are names: the blank may have been left out."""
    result: Spellings = {}
    for key, found in spellings.items():
        for name, rows in found.items():
            joined = key.removesuffix(likeness_key(name)) + likeness_key("".join(name.split()))
            result.setdefault(joined if joined in spellings else key, {})[name] = rows
    return result


def _problems(spellings: Spellings) -> Iterator[Problem]:
    spellings = _without_blanks(spellings)
    for found in spellings.values():
        if len(found) > 1:
            first = next(iter(found.values()))[0]
            texts = [f"{quoted(name)} ({'; '.join(rows.place for rows in places)})" for name, places in found.items()]
            yield first.read.table.header_error(first.header, RULE, ", ".join(texts), EXPECTED, REMEDY)

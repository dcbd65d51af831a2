"""Names of patients and lesions that a reader takes for one and a program for two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.ingest.emission import ReadTable
from casetrace.model.problems import Problem, quoted
from casetrace.read.table import RawTable
from casetrace.words.likeness import likeness_key, likeness_keys
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
    named = [(read, read.header_of("patient_id"), read.identity.patient) for read in reads]
    keys = [pd.DataFrame({"name": names.dropna().unique(), "owner": ""}) for _, header, names in named if header]
    yield from _problems(_spellings(named, keys))


def alike_lesions(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Lesions of one patient whose names hardly differ, each group of spellings once."""
    named = [
        (read, read.header_of("lesion_id") or read.header_of("lesion_number"), read.identity.lesion) for read in reads
    ]
    keys = [_owners(read) for read, header, _ in named if header]
    yield from _problems(_spellings(named, keys))


def _owners(read: ReadTable) -> pd.DataFrame:
    """The patient (`owner`) of each lesion (`name`) that a table names; empty where it does not say."""
    owners = pd.DataFrame({"name": read.identity.lesion, "owner": read.identity.patient.fillna("")})
    last = owners.dropna(subset=["name"]).drop_duplicates("name", keep="last").set_index("name")
    return last.reindex(owners["name"].dropna().unique()).rename_axis("name").reset_index()


def dated_names(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Names of patients and lesions that a spreadsheet has made dates: errors beside others, one warning alone."""
    for read in reads:
        for field, names in (("patient_id", read.identity.patient), ("lesion_id", read.identity.lesion)):
            header = read.header_of(field)
            if not header:
                continue
            texts = read.table.present(header).reindex(names.index).dropna()
            different = texts.drop_duplicates()
            dated = different[different.map(is_date).astype(bool)]
            alone = len(dated) == len(different)
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


def _spellings(named: Sequence[tuple[ReadTable, str, pd.Series]], keys: Sequence[pd.DataFrame]) -> Spellings:
    """The spellings of which there are several, with their rows, by key; "1 0" beside "10" is one of it.

    Parameters
    ----------
    named
        The tables, each with the column that gives names and the name of each row.
    keys
        Of each table with such a column each `name` once, with its `owner`, in the order of its rows.
    """
    if not keys:
        return {}
    spelt = pd.concat([own.assign(table=number) for number, own in enumerate(keys)], ignore_index=True)
    names = spelt["name"].to_numpy(dtype=object)
    spelt["key"] = spelt["owner"] + "\x1f" + pd.Series(likeness_keys(names.tolist()), dtype="str")
    blank = np.array([len(name.split()) > 1 for name in names], dtype=bool)
    if blank.any():
        closed = [likeness_key("".join(name.split())) for name in spelt.loc[blank, "name"]]
        joined = spelt.loc[blank, "owner"] + "\x1f" + pd.Series(closed, index=spelt.index[blank], dtype="str")
        # The blank may have been left out where both are names.
        spelt.loc[blank, "key"] = joined.where(joined.isin(spelt["key"]), spelt.loc[blank, "key"])
    result: Spellings = {}
    with_header = [(read, header, names) for read, header, names in named if header]
    for name, key, number in spelt.loc[_several(spelt), ["name", "key", "table"]].itertuples(index=False):
        read, header, names = with_header[number]
        result.setdefault(key, {}).setdefault(name, []).append(Rows(read, header, names.index[names == name]))
    return result


def _several(spelt: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether the key of each name is one of several names."""
    keys, names = pd.factorize(spelt["key"])[0], pd.factorize(spelt["name"])[0]
    pairs = pd.DataFrame({"key": keys, "name": names}).drop_duplicates()
    is_several: NDArray[np.bool_] = np.bincount(pairs["key"], minlength=1)[keys] > 1
    return is_several


def _problems(spellings: Spellings) -> Iterator[Problem]:
    for found in spellings.values():
        if len(found) > 1:
            first = next(iter(found.values()))[0]
            texts = [f"{quoted(name)} ({'; '.join(rows.place for rows in places)})" for name, places in found.items()]
            yield first.read.table.header_error(first.header, RULE, ", ".join(texts), EXPECTED, REMEDY)

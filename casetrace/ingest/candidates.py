"""Why a table gives no value: which of its columns were looked at, what each lacks, and what to write in config."""

from collections.abc import Iterable, Mapping
from typing import Any

from casetrace.ingest.measured import is_measurement, well_known_outcome
from casetrace.ingest.names import slug_of
from casetrace.ingest.role_search import RoleSearch
from casetrace.ingest.roles import found_roles
from casetrace.ingest.shown import looks_like_data
from casetrace.model.problems import quoted
from casetrace.read.table import RawTable
from casetrace.words.visit_headers import visit_in_header

#: Columns that a message names.
NAMED = 6


def looked_at(search: RoleSearch, taken: Iterable[str] = ()) -> dict[str, str]:
    """What the columns that give nothing lack to be a column of values, by header; those of numbers come first.

    Parameters
    ----------
    search
        The search for the roles of the table's columns.
    taken
        The columns that give something.
    """
    headers = [header for header in search.headers if header not in set(taken)]
    numeric = [header for header in headers if _is_numeric(header, search)]
    return {
        header: _lack(header, search, is_numeric=header in numeric)
        for header in (*numeric, *(header for header in headers if header not in numeric))
    }


def _is_numeric(header: str, search: RoleSearch) -> bool:
    texts = search.texts(header)
    return any(is_measurement(text, search.raw.dialect) for text in texts) and search.mostly_numbers(header)


def numbers_rows(header: str, raw: RawTable) -> bool:
    """Whether the first column of a table counts its rows, as a spreadsheet numbers them."""
    texts = [text.strip() for text in raw.columns[header]]
    if header != raw.header[0] or not all(map(str.isdecimal, texts)) or len(texts) < 2:
        return False
    numbers = list(map(int, texts))
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _lack(header: str, search: RoleSearch, *, is_numeric: bool) -> str:
    if not search.texts(header):
        return "it is blank"
    if not is_numeric:
        return "most of its values are not numeric"
    if numbers_rows(header, search.raw):
        return "it numbers the rows"
    visit = visit_in_header(header, search.labels)
    measured = well_known_outcome(visit.rest if visit else header)
    if search.declared:
        return "numbers, and its header names no outcome that config declares"
    if measured and not visit:
        return f"numbers of {measured}, and nothing names their visit"
    if visit:
        return "numbers of a visit, and its header has no word for a measurement"
    return "numbers, and its header names neither a measurement nor a visit"


def in_words(lacks: Mapping[str, str], raw: RawTable) -> str:
    """The columns and what each lacks; by number alone where the first line looks like data and not like a header."""
    if not lacks:
        return "no column that nothing else is read from"
    has_header = not looks_like_data(raw.header)
    named = [
        f"column {raw.numbers[header]}{f' ({quoted(header)})' if has_header else ''}: {lack}"
        for header, lack in list(lacks.items())[:NAMED]
    ]
    further = [f"{len(lacks) - NAMED} more"] if len(lacks) > NAMED else []
    return "; ".join([*named, *further])


def of_numbers(lacks: Mapping[str, str]) -> list[str]:
    """The columns that may be measured: numbers that nothing else is read from."""
    return [header for header, lack in lacks.items() if lack.startswith("numbers")]


def example(search: RoleSearch, lacks: Mapping[str, str]) -> str:
    """What to write in config, of the first column that may be meant."""
    header = next(iter(of_numbers(lacks)), "")
    if not header or looks_like_data(search.raw.header):
        return "write which column is measured, under columns in config: <header>: {outcome: size_mm, visit: 4}"
    visit = visit_in_header(header, search.labels)
    time = search.visit(visit.label) if visit else None
    name = next(iter(search.declared), slug_of(visit.rest if visit and visit.rest else header))
    timed = "" if search.rows_tell_visits else f", visit: {0 if time is None else time}"
    return f"where it is measured, write under columns in config: {quoted(header)}: {{outcome: {name}{timed}}}"


def search_of(raw: RawTable, table: Mapping[str, Any], outcomes: Mapping[str, Any]) -> RoleSearch:
    """The search for the roles of a table's columns, with what is taken by name."""
    search = RoleSearch(raw, table, outcomes)
    search.roles = found_roles(raw, table, outcomes)
    return search

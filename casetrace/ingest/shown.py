"""Headers as messages may show them: by their numbers where the header line looks like a row of data."""

from collections.abc import Iterable

from casetrace.ingest.names import field_of_name
from casetrace.ingest.person_numbers import CLEAR_SHAPES
from casetrace.ingest.persons import is_full_name
from casetrace.model.problems import quoted
from casetrace.read.kinds import kind_of
from casetrace.read.table import RawTable
from casetrace.words.likeness import nearest_name


def looks_like_data(header: Iterable[str]) -> bool:
    """Whether a header line is a row of data: no cell names a field, and most are numbers or dates, or one a person."""
    texts = list(header)
    if any(field_of_name(text) for text in texts):
        return False
    like_data = sum(kind_of(text) in ("number", "date") for text in texts)
    return 2 * like_data >= max(len(texts), 1) or any(map(_names_person, texts))


def _names_person(text: str) -> bool:
    return is_full_name(text) or any(has_shape(text) for has_shape in CLEAR_SHAPES.values())


def shown_header(header: str, raw: RawTable) -> str:
    """A column's header as it may be printed."""
    return f"column {raw.numbers[header]}" if looks_like_data(raw.header) else header


def did_you_mean(header: str, raw: RawTable) -> str:
    """A hint at the column that a header of config probably means; empty where none is near."""
    near = nearest_name(header, raw.header)
    return f"; did you mean {quoted(shown_header(near, raw))}?" if near else ""


def shown_columns(raw: RawTable) -> str:
    """All columns of a table in words."""
    if looks_like_data(raw.header):
        return f"{len(raw.header)} columns, and a header line that looks like a row of data"
    return f"the columns {', '.join(map(quoted, raw.header))}"

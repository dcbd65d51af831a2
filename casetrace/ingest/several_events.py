"""Cells that tell of several events: each of their parts is an event of its own, with the same raw cell."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.dictionary import field_places
from casetrace.model.problems import quoted
from casetrace.model.text_columns import spread
from casetrace.words.several import Separated, clear_parts, names_alone, separated, split_by

#: What stands in a column of complications where there was none.
NO_EVENT = frozenset(
    {"no", "none", "nil", "0", "nej", "ingen", "nein", "keine", "non", "aucune", "without", "no complications"}
)
RULE = "several events in one cell"
EXPECTED = "one event, or a separator that config declares"
DECLARE = (
    'declare the separator of events under columns in config, such as separator: ";", or separator: "" if a cell is '
    "always one event; a single text can be listed under values"
)


def gives_events(spec: ColumnSpec) -> bool:
    """Whether a column tells of events."""
    return any(field_places().get(name, ("",))[0] == "events" for name in fields_given(spec.parts))


def event_texts(table: Prepared, spec: ColumnSpec, texts: pd.Series) -> list[pd.Series]:
    """The texts of a column, one series for the first event of each cell, one for the second, and so on.

    Parameters
    ----------
    table
        The prepared table, in which problems are noted.
    spec
        What the column gives.
    texts
        Its trimmed texts; missing where nothing is recorded.
    """
    if "checked" in spec.parts or not gives_events(spec):
        return [texts]
    codes, distinct = pd.factorize(texts)
    nothing = NO_EVENT | table.missing
    cells = [_meant(spec, cell, text, nothing) for cell, text in zip(_separated(spec, distinct), distinct, strict=True)]
    _note_doubts(table, spec.header, codes, cells, list(distinct))
    most = max((len(cell.parts) for cell in cells), default=1)
    return [_part(texts, codes, cells, place) for place in range(max(most, 1))]


def note_blank(table: Prepared, spec: ColumnSpec, texts: pd.Series) -> None:
    """Note a column of events with nothing in it: it may be that nobody had one, or that nobody was asked."""
    if texts.notna().any():
        return
    table.problems.append(
        table.header_error(
            spec.header,
            "no cell records whether there was an event",
            "only blank cells, each counted as no event",
            "an event, or a text such as no, in some cell",
            "remove the column from config if adverse events were not recorded",
            severity="warning",
        )
    )


def note_undeclared(table: Prepared, spec: ColumnSpec, codes: np.ndarray, captured: Sequence[str | None]) -> None:
    """Note events that a pattern takes whole though they may be several, unless the pattern spells them out.

    Parameters
    ----------
    table, spec
        The prepared table, in which problems are noted, and the column.
    codes, captured
        The number of each row's text, and by that number the event that a pattern captured in it; None without one.
    """
    if "cells" not in spec.parts or "separator" in spec.parts:
        return
    patterns = [shape["pattern"] for shape in spec.parts["cells"]]
    cells = [
        Separated((text or "",))
        if not text or any(text in pattern for pattern in patterns)
        else _doubted(separated(text, ()), text)
        for text in captured
    ]
    _note_doubts(table, spec.header, codes, cells, [text or "" for text in captured])


def _separated(spec: ColumnSpec, distinct: Sequence[str]) -> list[Separated]:
    """The events of each text: by the declared separator, or else by what separates for certain."""
    if "separator" in spec.parts:
        declared = spec.parts["separator"]
        separators = [mark for mark in ([declared] if isinstance(declared, str) else declared) if mark]
        return [Separated(tuple(split_by(text, separators))) for text in distinct]
    if spec.parts.get("field") == "event_type":
        names = names_alone(distinct)
        return [separated(text, names) for text in distinct]
    if "field" in spec.parts:
        return [Separated(tuple(clear_parts(text))) for text in distinct]
    return [Separated((text,)) for text in distinct]


def _meant(spec: ColumnSpec, cell: Separated, text: str, nothing: frozenset[str]) -> Separated:
    """The events of a cell, without parts that say that there was none; a text that config translates is one."""
    values: Mapping[str, str] = spec.parts.get("values", {})
    if text.casefold() in {spelling.strip().casefold() for spelling in values}:
        return Separated((text,))
    parts = tuple(part for part in cell.parts if len(cell.parts) == 1 or not {part, part.casefold()} & nothing)
    return cell._replace(parts=parts)


def _doubted(cell: Separated, text: str) -> Separated:
    return Separated((text,), "doubtful") if len(cell.parts) > 1 else cell


def _note_doubts(
    table: Prepared, header: str, codes: np.ndarray, cells: Sequence[Separated], texts: Sequence[str]
) -> None:
    """Note texts that may be one event or several, each once: a likely list with a warning, another with an error."""
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        if cell.certainty == "certain":
            continue
        rows = table.texts.index[codes == number]
        likely = cell.certainty == "likely"
        found = quoted(" ".join(text.split())) + (f", in {len(rows)} rows" if len(rows) > 1 else "")
        reading = f"; read as {len(cell.parts)} events: {', '.join(map(quoted, cell.parts))}" if likely else ""
        severity = "warning" if likely else "error"
        table.problems.append(table.error(rows[0], header, RULE, found + reading, EXPECTED, DECLARE, severity=severity))


def _part(texts: pd.Series, codes: np.ndarray, cells: Sequence[Separated], place: int) -> pd.Series:
    """The event at one place of each cell; missing where it has fewer."""
    parts = [cell.parts[place] if place < len(cell.parts) else None for cell in cells]
    return spread(parts, codes, texts.index)

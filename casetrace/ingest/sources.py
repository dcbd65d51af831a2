"""How the raw files were read, as tables for the report: their dialects, and what each column gives."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.ingest.specs import ColumnSpec
from casetrace.model.canonical import Handled
from casetrace.read.table import RawTable
from casetrace.words.expressions import compiled

COLUMN_COLUMNS = ["file", "column", "header", "role", "how"]
SOURCE_COLUMNS = [
    "file", "encoding", "delimiter", "quote", "decimal", "thousands", "sheet", "header_line", "units_line",
    "n_lines_set_aside", "n_rows", "given",
]  # fmt: skip


def sources_frame(raws: Sequence[RawTable]) -> pd.DataFrame:
    """One row a file: how it is written, and how many lines are rows."""
    rows = []
    for raw in raws:
        written = {name: getattr(raw.dialect, name) for name in SOURCE_COLUMNS if hasattr(raw.dialect, name)}
        rows.append(
            written
            | {
                "file": raw.file,
                "n_lines_set_aside": len(raw.set_aside),
                "n_rows": len(raw.lines),
                "given": ", ".join(raw.dialect.given),
            }
        )
    return pd.DataFrame(rows, columns=SOURCE_COLUMNS)


def columns_frame(
    raws: Sequence[RawTable], tables: Sequence[Mapping[str, Any]], specs: Sequence[Sequence[ColumnSpec]]
) -> pd.DataFrame:
    """One row a column of a file: what it gives, and who says so."""
    rows = []
    for raw, table, own in zip(raws, tables, specs, strict=True):
        given = {spec.header: spec for spec in own}
        beside = _beside_fields(table, given)
        for header, number in sorted(raw.numbers.items(), key=lambda item: item[1]):
            role, how = (given[header].role, given[header].how) if header in given else ("not read", "")
            if header in beside:
                role, how = ", ".join([*([role] if how else []), *beside[header]]), how or "config"
            if header in table["privacy"]["drop"]:
                role, how = "dropped", "config"
            elif header in table["privacy"]["pseudonymise"]:
                role += ", pseudonymised"
            rows.append((raw.file, number, header, role, how))
    return pd.DataFrame(rows, columns=COLUMN_COLUMNS)


def _beside_fields(table: Mapping[str, Any], given: Mapping[str, ColumnSpec]) -> dict[str, list[str]]:
    """What columns are read for beside a field of their own: columns derived from them, and filters of rows."""
    found: dict[str, list[str]] = {}
    for name, expression in table["derive"].items():
        meant = f" ({given[name].role})" if name in given else ""
        for header in compiled(expression).headers:
            found.setdefault(header, []).append(f"part of {name}{meant}")
    for key in ("keep_rows", "drop_rows"):
        for header in table.get(key, {}):
            found.setdefault(header, []).append(key)
    return found


def lines_set_aside(raw: RawTable) -> Iterator[Handled]:
    """The lines that are no rows, as the cleaning log has them: without their text, which may name somebody.

    Blank lines and the header speak for themselves.
    """
    for line in raw.set_aside:
        if line.reason not in ("blank", "header"):
            yield Handled(raw.file, line.line, 0, "", "", "", "set aside", line.reason, "no row of the table")

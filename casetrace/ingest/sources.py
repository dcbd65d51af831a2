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
        dialect_values = {name: getattr(raw.dialect, name) for name in SOURCE_COLUMNS if hasattr(raw.dialect, name)}
        rows.append(
            dialect_values
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
    for raw, table, table_specs in zip(raws, tables, specs, strict=True):
        by_header = {spec.header: spec for spec in table_specs}
        further_uses = _beside_fields(table, by_header)
        for header, number in sorted(raw.numbers.items(), key=lambda item: item[1]):
            role, how = (by_header[header].role, by_header[header].how) if header in by_header else ("not read", "")
            if header in further_uses:
                role, how = ", ".join([*([role] if how else []), *further_uses[header]]), how or "config"
            if header in table["privacy"]["drop"]:
                role, how = "dropped", "config"
            elif header in table["privacy"]["pseudonymise"]:
                role += ", pseudonymised"
            rows.append((raw.file, number, header, role, how))
    return pd.DataFrame(rows, columns=COLUMN_COLUMNS)


def _beside_fields(table: Mapping[str, Any], by_header: Mapping[str, ColumnSpec]) -> dict[str, list[str]]:
    """What columns are read for beside a field of their own: columns derived from them, and filters of rows."""
    uses: dict[str, list[str]] = {}
    for name, expression in table["derive"].items():
        role_note = f" ({by_header[name].role})" if name in by_header else ""
        for header in compiled(expression).headers:
            uses.setdefault(header, []).append(f"part of {name}{role_note}")
    for key in ("keep_rows", "drop_rows"):
        for header in table.get(key, {}):
            uses.setdefault(header, []).append(key)
    return uses


def lines_set_aside(raw: RawTable) -> Iterator[Handled]:
    """The lines that are no rows, as the cleaning log has them: without their text, which may name somebody.

    Blank lines and the header speak for themselves.
    """
    for line in raw.set_aside:
        if line.reason not in ("blank", "header"):
            yield Handled(raw.file, line.line, 0, "", "", "", "set aside", line.reason, "no row of the table")

"""How the raw files were read, as tables for the report: their dialects, and what each column gives."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.ingest.specs import ColumnSpec
from casetrace.model.canonical import Handled
from casetrace.model.raw_columns import NOT_READ, PSEUDONYMISED, is_hidden
from casetrace.read.table import RawTable
from casetrace.words.expressions import compiled

COLUMN_COLUMNS = ["file", "column", "header", "role", "how"]
SOURCE_COLUMNS = [
    "file", "encoding", "delimiter", "quote", "decimal", "thousands", "sheet", "header_line", "units_line",
    "n_lines_set_aside", "n_rows", "given",
]  # fmt: skip


def sources_frame(raws: Sequence[RawTable]) -> pd.DataFrame:
    """One row a file, also where several tables read it: how it is written, and how many lines are rows."""
    rows = []
    for raw in {raw.file: raw for raw in reversed(raws)}.values():
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
    return pd.DataFrame(rows[::-1], columns=SOURCE_COLUMNS)


def columns_frame(
    raws: Sequence[RawTable], tables: Sequence[Mapping[str, Any]], specs: Sequence[Sequence[ColumnSpec]]
) -> pd.DataFrame:
    """One row a column of a file: what it gives, in all tables that read the file, and who says so."""
    rows: dict[tuple[str, int], tuple[str, int, str, str, str]] = {}
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
                role += PSEUDONYMISED
            place, row = (raw.file, number), (raw.file, number, header, role, how)
            rows[place] = _of_both(rows[place], row) if place in rows else row
    # A header that nothing reads may be anything, a name among them, and reaches no output.
    shown = [(*row[:2], "" if row[3] == NOT_READ[0] else row[2], *row[3:]) for row in rows.values()]
    return pd.DataFrame(shown, columns=COLUMN_COLUMNS)


def _of_both(
    first: tuple[str, int, str, str, str], second: tuple[str, int, str, str, str]
) -> tuple[str, int, str, str, str]:
    """The row of a column that two tables read; what one of them hides stays hidden."""
    file, number, header, *_ = first
    roles = dict.fromkeys([first[3], second[3]])
    read = [role.removesuffix(PSEUDONYMISED) for role in roles if role not in NOT_READ] or list(roles)[:1]
    hidden = PSEUDONYMISED if any(map(is_hidden, roles)) and read[0] not in NOT_READ else ""
    return file, number, header, ", ".join(dict.fromkeys(read)) + hidden, first[4] or second[4]


def _beside_fields(table: Mapping[str, Any], by_header: Mapping[str, ColumnSpec]) -> dict[str, list[str]]:
    """What columns are read for beside a field of their own: others derived of them or that count by them, filters."""
    uses: dict[str, list[str]] = {}
    for header, spec in by_header.items():
        if "when_checked" in spec.parts:
            uses.setdefault(str(spec.parts["when_checked"]), []).append(f"says where {header} counts")
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

"""A raw table made ready for mapping: identifiers hidden, merged cells filled, columns derived, rows filtered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.ingest.shown import did_you_mean, shown_columns
from casetrace.model.canonical import Handled
from casetrace.model.problems import Problem, quoted
from casetrace.model.text_columns import series_of, spread
from casetrace.read.numbers import plain_number
from casetrace.read.table import RawTable
from casetrace.words.errors import MeaningError
from casetrace.words.expressions import Derived, compiled

#: What the numbers of rows that are patients are called, as if a column had them.
NUMBERS = "number of the row"


@dataclass
class Prepared:
    """A raw table whose rows are ready to be mapped.

    Attributes
    ----------
    raw
        The table as it was read, its identifiers hidden.
    texts
        The text of each column, by row; the index is the number of the row in the file's table, from 0.
    places
        The line of every cell of a column whose cells may come from another row.
    parts
        The columns that each derived column is made of.
    calculated
        The derived columns that are numbers, in plain decimal notation whatever the file's.
    constants
        Those among them that no column of the file gives.
    missing
        Texts that mean that nothing is recorded.
    continues
        Whether each row continues the one above it, where cells are merged.
    n_rows
        Rows before they were filtered.
    """

    raw: RawTable
    texts: pd.DataFrame
    missing: frozenset[str]
    places: dict[str, pd.Series] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    calculated: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    handled: list[Handled] = field(default_factory=list)
    continues: pd.Series = field(default_factory=lambda: pd.Series([], dtype="bool"))
    n_rows: int = 0
    _lines_of_rows: pd.Series | None = None

    def raw_texts(self, header: str) -> pd.Series:
        """The texts of a column as they stand in the file, cells of merged ones blank."""
        return series_of(self.raw.columns[header]).loc[self.texts.index]

    def lines(self, header: str) -> pd.Series:
        """The line of each cell of a column."""
        return self.places.get(header, self._own_lines)

    @property
    def _own_lines(self) -> pd.Series:
        rows = self.texts.index
        if self._lines_of_rows is None or self._lines_of_rows.index is not rows:
            self._lines_of_rows = pd.Series(self._lines_of_file[rows.to_numpy()], index=rows)
        return self._lines_of_rows

    @cached_property
    def _lines_of_file(self) -> NDArray[np.int64]:
        return np.asarray(self.raw.lines, dtype="int64")

    def line(self, row: int, header: str) -> int:
        """The line of one cell."""
        return int(self.places[header].loc[row]) if header in self.places else self.raw.lines[row]

    def present(self, header: str) -> pd.Series:
        """The trimmed texts of a column, those that mean nothing missing."""
        codes, distinct = pd.factorize(self.texts[header])
        texts = distinct.to_numpy(dtype=object).tolist()
        trimmed = [None if (stripped := text.strip()) in self.missing else stripped for text in texts]
        return self.texts[header] if trimmed == texts else spread(trimmed, codes, self.texts.index)

    def error(
        self, row: int, header: str, rule: str, found: str, expected: str, remedy: str, *, severity: Any = "error"
    ) -> Problem:
        """A problem at a cell."""
        base = next(iter(self.parts.get(header, [])), header)
        line = self.line(row, base)
        number = self.raw.numbers.get(base, 0)
        return Problem(severity, self.raw.file, line, number, header, rule, found, expected, remedy)

    def own_error(self, row: int, header: str, rule: str, found: str, expected: str, remedy: str) -> Problem:
        """A problem at a row's own cell, even where it was filled from above."""
        line, number = self.raw.lines[row], self.raw.numbers[header]
        return Problem("error", self.raw.file, line, number, header, rule, found, expected, remedy)

    def header_error(
        self, header: str, rule: str, found: str, expected: str, remedy: str, *, severity: Any = "error"
    ) -> Problem:
        """A problem of a column as a whole."""
        number = self.raw.numbers.get(header, 0)
        line = self.raw.dialect.header_line
        return Problem(severity, self.raw.file, line, number, header, rule, found, expected, remedy)

    def cell_handled(self, row: int, header: str, new_value: str, action: str, rule: str, reason: str) -> Handled:
        """Note what was done to a cell."""
        line, number = self.line(row, header), self.raw.numbers[header]
        return Handled(
            self.raw.file, line, number, header, str(self.texts.loc[row, header]), new_value, action, rule, reason
        )


def prepared(raw: RawTable, table: Mapping[str, Any]) -> Prepared:
    """Fill, derive and filter the rows of a raw table as config says.

    Parameters
    ----------
    raw
        The raw table.
    table
        Its section of config.
    """
    texts = pd.DataFrame({header: series_of(raw.columns[header]) for header in raw.header})
    result = Prepared(raw, texts, frozenset({"", *table["missing"]}), n_rows=len(raw.lines))
    result.continues = pd.Series(False, index=texts.index)
    if not raw.lines:
        return result
    merged = table.get("merged_cells")
    _fill_blocks(result, except_for=merged["when_blank"] if merged else "")
    if merged:
        _fill_merged(result, merged)
    for name, expression in table.get("derive", {}).items():
        _derive(result, name, expression)
    _filter(result, table)
    return result


def _fill_merged(result: Prepared, merged: Mapping[str, Any]) -> None:
    """Give continuation rows the cells of the row above; a continuation in the first row is an error."""
    if not _all_there(result, [merged["when_blank"], *merged["fill_down"]], "merged_cells"):
        return
    has_name = result.texts[merged["when_blank"]].str.strip() != ""
    leading = ~has_name & ~has_name.cummax()
    for row in result.texts.index[leading]:
        result.problems.append(
            result.error(
                row,
                merged["when_blank"],
                "nothing to continue",
                "a blank cell in the first row",
                "the first row to name its patient",
                "fill in the cell",
            )
        )
    result.texts = result.texts[~leading].copy()
    has_name = has_name[~leading]
    result.continues = ~has_name
    rows = pd.Series(result.texts.index, index=result.texts.index)
    for header in merged["fill_down"]:
        blank = ~has_name & (result.texts[header].str.strip() == "")
        source = rows.mask(blank).ffill().astype("int64")
        lines = result.lines(header)
        filled = source.map(result.texts[header]).astype("str")
        for row in result.texts.index[blank]:
            reason = f"blank in a row that continues line {lines.loc[source.loc[row]]}"
            result.handled.append(
                result.cell_handled(row, header, str(filled.loc[row]), "filled", "merged cell", reason)
            )
        result.texts[header] = filled
        result.places[header] = source.map(lines).astype("int64")


def _fill_blocks(result: Prepared, except_for: str) -> None:
    """Give each row of a block of merged cells the text of its first: it is what the spreadsheet shows.

    The column by whose blank cells config tells the rows that continue the one above them stays as it is.
    """
    headers = {number: header for header, number in result.raw.numbers.items()}
    rows = {line: row for row, line in enumerate(result.raw.lines)}
    for block in result.raw.merged:
        header = headers.get(block.left)
        if header is None or header not in result.texts or header == except_for:
            continue
        first = rows[block.top]
        text = str(result.texts.loc[first, header])
        below = [rows[line] for line in range(block.top + 1, block.bottom + 1) if line in rows]
        reason = f"merged with the cell of line {block.top} in the spreadsheet"
        result.handled += [result.cell_handled(row, header, text, "filled", "merged cell", reason) for row in below]
        places = result.lines(header).copy()
        places.loc[below] = block.top
        result.places[header] = places
        result.texts.loc[below, header] = text


def _all_there(result: Prepared, headers: list[str], key: str) -> bool:
    absent = [header for header in headers if header not in result.texts]
    for header in absent:
        result.problems.append(
            missing_column(result, header, f"correct its name under {key} in config, or rename the column in the table")
        )
    return not absent


def missing_column(result: Prepared, header: str, remedy: str) -> Problem:
    """A column that config names and the table has not, with the one that may be meant."""
    expected = f"one column named {quoted(header)}"
    remedy += did_you_mean(header, result.raw) + result.raw.sheet_hint
    return result.header_error(header, "missing column", shown_columns(result.raw), expected, remedy)


def _derive(result: Prepared, name: str, expression: str) -> None:
    derived = compiled(expression)
    if name in result.texts:
        found, expected = f"a derived column named {quoted(name)}, as one of the table is", "a name of its own"
        result.problems.append(
            result.header_error(name, "repeated column", found, expected, "rename it under derive in config")
        )
        return
    if not derived.headers:
        result.texts[name] = pd.Series(derived.value([]), index=result.texts.index, dtype="str")
        result.calculated.add(name)
        result.constants.add(name)
        result.parts[name] = []
        return
    if not _all_there(result, list(derived.headers), "derive"):
        return
    dialect = result.raw.dialect
    columns = [result.present(header).fillna("") for header in derived.headers]
    values: list[str] = []
    _note_gaps(result, name, derived, columns)
    for row, texts in zip(result.texts.index, zip(*columns, strict=True), strict=True):
        if derived.kind == "number":
            texts = tuple(plain_number(text, dialect.decimal, dialect.thousands) or text for text in texts)
        try:
            values.append(derived.value(texts))
        except MeaningError as error:
            values.append("")
            found = ", ".join(map(quoted, texts))
            result.problems.append(
                result.error(row, derived.headers[0], f"{name} cannot be derived", found, error.expected, error.remedy)
            )
    result.texts[name] = pd.Series(values, index=result.texts.index, dtype="str")
    if derived.kind == "number":
        result.calculated.add(name)
    result.parts[name] = [base for header in derived.headers for base in result.parts.get(header, [header])]


def _note_gaps(result: Prepared, name: str, derived: Derived, columns: list[pd.Series]) -> None:
    """Warn of rows in which some of the numbers that a column is calculated from are missing, and with them itself."""
    blank = pd.concat([column == "" for column in columns], axis=1)
    rows = result.texts.index[blank.any(axis=1) & ~blank.all(axis=1)]
    if derived.kind != "number" or rows.empty:
        return
    absent = [header for header, gap in zip(derived.headers, blank.loc[rows[0]], strict=True) if gap]
    row_count = f", in {len(rows)} rows" if len(rows) > 1 else ""
    result.problems.append(
        result.error(
            rows[0],
            absent[0],
            f"{name} cannot be derived",
            f"nothing under {', '.join(map(quoted, absent))}, beside other numbers of {name}{row_count}",
            "all numbers that the expression names, or none of them",
            "fill in the cell; without it the derived value is missing",
            severity="warning",
        )
    )


def _filter(result: Prepared, table: Mapping[str, Any]) -> None:
    """Set rows aside by `keep_rows` and `drop_rows`."""
    for key in ("keep_rows", "drop_rows"):
        for header, texts in table.get(key, {}).items():
            if not _all_there(result, [header], key):
                continue
            listed = result.texts[header].str.strip().isin([text.strip() for text in texts])
            removed = listed if key == "drop_rows" else ~listed
            base = result.parts[header][0] if header in result.parts else header
            if removed.all():
                result.problems.append(_nothing_left(result, key, header))
            reason = f"{key} of config: {', '.join(map(quoted, texts))}"
            result.handled += [
                result.cell_handled(row, base, "", "set aside", "row filter", reason)
                for row in result.texts.index[removed]
            ]
            result.texts = result.texts[~removed].copy()
            result.places = {name: lines[~removed] for name, lines in result.places.items()}
            result.continues = result.continues[~removed]


def _nothing_left(result: Prepared, key: str, header: str) -> Problem:
    """A filter that no row passes."""
    column_texts = result.texts[header].str.strip().drop_duplicates()
    examples = ", ".join(map(quoted, column_texts[:5])) + (
        f" and {len(column_texts) - 5} others" if len(column_texts) > 5 else ""
    )
    return result.header_error(
        header, "no rows", f"no row passes {key}; the column has {examples or 'no row'}", "rows that do",
        f"correct the texts under {key} in config",
    )  # fmt: skip

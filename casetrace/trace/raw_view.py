"""What a report shows of the raw files: the cells that its numbers rest on, and their first lines."""

from typing import Any

import pandas as pd

from casetrace.model.raw_columns import NOT_READ, is_hidden
from casetrace.trace.chain import Lineage
from casetrace.trace.words import cleaning_words

Json = dict[str, Any]


class RawView:
    """Collects raw cells, each by a number of its own, and gives the first lines of each raw file.

    Parameters
    ----------
    lineage
        The lineage of the cohort.
    log
        The cleaning log.
    listed
        Lines of a file that are shown.
    """

    def __init__(self, lineage: Lineage, log: pd.DataFrame, listed: int) -> None:
        self._lineage = lineage
        self._listed = listed
        self._numbers: dict[int, int] = {}
        self._names = [str(name) for name in lineage.dataset("ingest/sources")["file"]]
        at_cells = log[log["column"] > 0]
        self._log = at_cells.groupby(["file", "line", "column"]).indices
        self._entries = at_cells.to_dict("records")

    def number(self, cell: int) -> int:
        """The number of a raw cell in the report."""
        return self._numbers.setdefault(cell, len(self._numbers))

    def shown(self, file: str, line: int, column: int) -> str:
        """The place of a raw cell, which the report then has; empty where there is no such cell."""
        cell = self._lineage.origins.cells.number(file, line, column) if column else None
        if cell is None:
            return ""
        self.number(cell)
        return self._lineage.cell(cell).place

    def data(self) -> Json:
        """The files, the cells in the order of their numbers, and the first lines of each file."""
        digests = self._lineage.dataset("provenance/files").set_index("file")["sha256"]
        lines = self._lineage.origins.cells.lines_of_files
        return {
            "files": [{"name": name, "sha256": digests[name], "lines": lines.get(name, 0)} for name in self._names],
            "raw": [self._lines(number, name) for number, name in enumerate(self._names) if name in lines],
            "cells": [self._cell(cell) for cell in self._numbers],
        }

    def _cell(self, number: int) -> list[Any]:
        cell = self._lineage.cell(number)
        entries = [self._entries[row] for row in self._log.get((cell.file, cell.line, cell.column), ())]
        cleaned = "" if cell.text is None else cleaning_words(entries)
        return [self._names.index(cell.file), cell.line, cell.column, cell.header, cell.text, cleaned]

    def _lines(self, number: int, name: str) -> Json:
        columns = self._lineage.dataset("ingest/columns")
        file_columns = columns[
            (columns["file"] == name) & (~columns["role"].isin(NOT_READ) | (columns["role"] == "dropped"))
        ]
        headings = zip(file_columns["column"], file_columns["header"], file_columns["role"], strict=True)
        cells = self._lineage.origins.cells
        lines = list(cells.of_file(name, self._listed))
        return {
            "file": number,
            "columns": [[int(column), header, is_hidden(role)] for column, header, role in headings],
            "rows": [
                [line, [self._text(name, line, int(column)) for column in file_columns["column"]]] for line in lines
            ],
            "more": cells.lines_of_files[name] - len(lines),
        }

    def _text(self, name: str, line: int, column: int) -> str | None:
        cell = self._lineage.origins.cells.number(name, line, column)
        if cell is None:
            return None
        self.number(cell)
        return self._lineage.cell(cell).text

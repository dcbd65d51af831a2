"""The cleaning log: every cell that was filled, corrected, set aside or flagged, with its place and the rule."""

import pandas as pd

from casetrace.model.canonical import ROW
from casetrace.model.dictionary import printed_column
from casetrace.model.problems import Problem
from casetrace.model.time_units import in_its_words
from casetrace.read.corrections import Applied
from casetrace.read.places import Places

LOG_COLUMNS = [
    "file", "line", "column", "header", "table", "key", "field", "raw_text", "old_value", "new_value", "action", "rule",
    "reason", "source",
]  # fmt: skip


def log_frame(entries: list[dict[str, object]]) -> pd.DataFrame:
    """The entries as a table, ordered by file, line and column."""
    frame = pd.DataFrame([dict.fromkeys(LOG_COLUMNS, "") | entry for entry in entries], columns=LOG_COLUMNS)
    frame["field"] = frame["field"].map(printed_column)
    frame = frame.astype(dict.fromkeys(LOG_COLUMNS, "str") | {"line": "int64", "column": "int64"})
    return frame.sort_values(["file", "line", "column", "action"], kind="stable", ignore_index=True)


def handled_entries(handled: pd.DataFrame) -> list[dict[str, object]]:
    """Cells that ingestion filled or set aside."""
    return [{str(name): value for name, value in cell.items()} for cell in handled.to_dict("records")]


#: What was done to the cells whose text is not simply the value, by how the value came from them.
INTERPRETATIONS = {
    "implied": ("interpreted", "declared in config", "inferred from the cell text"),
    "translated": ("interpreted", "meaning of the text", "the text is a code for this value"),
    "converted": ("converted", "unit or dimensions", "the number in the unit of the field"),
    "dated": ("converted", "date", "the week, counted from the patient's baseline"),
    "split": ("interpreted", "several events in one cell", "the cell records several events; this is one of them"),
    "censored": ("converted", "limit of detection", "beyond a limit of detection; counted as config declares"),
    "averaged": ("interpreted", "several values at a visit", "the mean of the values of the lesion at the visit"),
    "derived": ("interpreted", "derived column", "the value is derived from this cell and others"),
}


#: The table in which a name that stands in several is told of.
OWN_TABLES = {"patient_id": "patients", "lesion_id": "lesions"}


def interpreted_entries(cells: pd.DataFrame) -> list[dict[str, object]]:
    """Values that are not the text of their cell, each text and field once, at the first cell that has it."""
    return [entry for how in INTERPRETATIONS for entry in _interpreted(cells[cells["how"] == how], how)]


def _interpreted(cells: pd.DataFrame, how: str) -> list[dict[str, object]]:
    if cells.empty:
        return []
    action, rule, reason = INTERPRETATIONS[how]
    reason = in_its_words(reason)
    # A name that stands in several tables is told of in its own.
    in_other_table = cells["field"].map(OWN_TABLES).astype("str").fillna(cells["table"].astype("str")) != cells["table"]
    implied = cells[~in_other_table].drop_duplicates(["table", "row", "field"])
    implied = implied.drop_duplicates(["file", "line", "column", "table", "field"])
    grouping_columns = ["file", "header", "text", "table", "field", "value"]
    counts = implied.groupby(grouping_columns, observed=True).size()
    return [
        {
            "file": cell["file"],
            "line": cell["line"],
            "column": cell["column"],
            "header": cell["header"],
            "table": cell["table"],
            "field": cell["field"],
            "raw_text": cell["text"],
            "new_value": cell["value"],
            "action": action,
            "rule": rule,
            "reason": f"{reason} ({_cells(counts[tuple(cell[name] for name in grouping_columns)])})",
        }
        for cell in implied.drop_duplicates(grouping_columns).to_dict("records")
    ]


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"


def stated_entries(cells: pd.DataFrame) -> list[dict[str, object]]:
    """Values that the source states for everything in a table outside it, once each."""
    told = cells.loc[cells["how"] == "stated", ["field", "value", "text"]].drop_duplicates()
    return [
        {
            "file": cell["file"],
            "line": 0,
            "column": 0,
            "table": cell["table"],
            "field": cell["field"],
            "new_value": cell["value"],
            "action": "stated",
            "rule": "stated outside the table",
            "reason": "not in the table; applied to all rows",
            "source": cell["text"],
        }
        for cell in cells.loc[told.index].to_dict("records")
    ]


def row_entries(cells: pd.DataFrame) -> list[dict[str, object]]:
    """Patients who are rows since nothing names them, once for their table, at the first of them."""
    is_row = (cells["table"] == "patients") & (cells["field"] == "patient_id") & (cells["how"] == ROW)
    lines = cells.loc[is_row, "line"].sort_values()
    return [
        {
            "file": first["file"],
            "line": first["line"],
            "column": 0,
            "table": "patients",
            "field": "patient_id",
            "new_value": first["value"],
            "action": "interpreted",
            "rule": "declared in config",
            "reason": f"nothing names the patient: each row is one, by its number ({len(lines)} rows)",
        }
        for first in cells.loc[lines.index[:1]].to_dict("records")
    ]


def correction_entries(applied: list[Applied], places: Places, file: str) -> list[dict[str, object]]:
    """Corrections that were applied, at the raw cell that each replaces where there is one."""
    entries: list[dict[str, object]] = []
    for line, correction, row in applied:
        raw = places.raw(correction.table, row, correction.field)
        place = (raw.file, raw.line, raw.column, raw.header) if raw.line else (file, line, 5, "new")
        entries.append(
            dict(zip(["file", "line", "column", "header"], place, strict=True))
            | {
                "table": correction.table,
                "key": correction.key,
                "field": correction.field,
                "raw_text": raw.text,
                "old_value": correction.old,
                "new_value": correction.new,
                "action": "corrected",
                "rule": f"{file}:{line}",
                "reason": correction.reason,
                "source": correction.source,
            }
        )
    return entries


def flagged_entries(problems: list[Problem], cells: pd.DataFrame) -> list[dict[str, object]]:
    """Warnings: the cells are kept as they are."""
    warnings = [problem for problem in dict.fromkeys(problems) if problem.severity == "warning"]
    flagged = cells[cells["line"].isin([problem.line for problem in warnings])]
    texts = dict(
        zip(zip(flagged["file"], flagged["line"], flagged["column"], strict=True), flagged["text"], strict=True)
    )
    return [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "header": problem.header,
            "raw_text": texts.get((problem.file, problem.line, problem.column), ""),
            "action": "flagged",
            "rule": problem.rule,
            "reason": f"found {problem.found}; expected {problem.expected}; {problem.remedy}",
        }
        for problem in warnings
    ]

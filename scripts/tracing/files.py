"""From an output file back to the step that made it and the raw files behind that."""

from pathlib import Path

import pandas as pd

from scripts.jobs.errors import UserError
from scripts.lineage.basis import LESION_VISITS
from scripts.tracing.cohort import Json, TracedCohort
from scripts.tracing.record import Record
from scripts.tracing.results import named_results, traced_row

#: Columns of a figure's data that say what is drawn: results, or rows of the lesion visits.
RESULTS, VISITS = "result_id", "lesion_visits_row"
#: What is shown of the lesion visits that a figure draws.
DRAWN_FIELDS = ("baseline", "value")


def traced_file(cohort: TracedCohort, record: Record, output: str, most: int | None) -> Json:
    """The step that made an output, what it was made of, and for a figure the results or rows that it draws.

    Parameters
    ----------
    cohort
        The cohort.
    record
        What the run recorded of its files.
    output
        The output as the manifest names it.
    most
        Rows of a figure, or of a result in it, that are listed; None for all.

    Raises
    ------
    UserError
        When the file is not there any more.
    """
    step, path, state = record.step(output), record.path(output), record.state(output)
    if state == "absent":
        raise UserError(f"{path} is not there any more; run snakemake to make it anew")
    steps = record.steps_behind(output)
    read = {file for one in steps for file in one["inputs"]}
    return {
        "kind": "file",
        "cohort": cohort.name,
        "file": output,
        "sha256": record.sha256(output),
        "unchanged": state == "unchanged",
        "rule": step["rule"],
        "script": step["code"][0],
        "code": step["code"],
        "parameters": step["parameters"],
        "inputs": step["inputs"],
        "changed_inputs": [file for file in step["inputs"] if _is_data(cohort, record, file) and _moved(record, file)],
        "steps": steps,
        "files": [file for file in cohort.files if file["file"] in read],
        "drawn": _drawn(cohort, path, most),
    }


def _is_data(cohort: TracedCohort, record: Record, file: str) -> bool:
    """Whether an input is the cohort's own; others belong to the workflow, which may lie elsewhere."""
    return record.inside(file) is not None or any(raw["file"] == file for raw in cohort.files)


def _moved(record: Record, file: str) -> bool:
    return record.state(file) != "unchanged"


def _drawn(cohort: TracedCohort, path: Path, most: int | None) -> Json:
    data = path.with_suffix(".csv")
    if path.parent.name != "figures" or not data.is_file():
        return {"results": [], "n_rows": 0, "rows": []}
    drawn = drawn_by(data)
    names = [name for name in drawn[RESULTS] if name in cohort.statistics]
    rows = [int(row) for row in drawn[VISITS]]
    return {
        "results": [one | _cells_of(cohort, one["result_id"], most) for one in named_results(cohort, names)],
        "n_rows": len(rows),
        "rows": [traced_row(cohort, LESION_VISITS, row, DRAWN_FIELDS) for row in rows[:most]],
    }


def drawn_by(data: Path) -> dict[str, list[str]]:
    """The results and the rows of the lesion visits that a figure draws, by the file of its data."""
    frame = pd.read_csv(data, dtype="str", keep_default_na=False)
    return {column: _named(frame, column) for column in (RESULTS, VISITS)}


def _named(frame: pd.DataFrame, column: str) -> list[str]:
    texts = frame[column] if column in frame else pd.Series([], dtype="str")
    return list(dict.fromkeys(name for text in texts for name in text.split("; ") if name))


def _cells_of(cohort: TracedCohort, name: str, most: int | None) -> Json:
    """The raw cells of the first rows that enter a result, and how many rows do."""
    used = [part for part in cohort.lineage.parts(name) if part.role == "used"]
    first = [(part, int(row)) for part in used for row in cohort.lineage.rows(part.row_set)[:most]]
    cells = {
        cell
        for part, row in first
        for field in part.fields or ("",)
        for cell in cohort.lineage.cells_of_value(part.dataset, row, field)
    }
    return {
        "n_rows": sum(len(cohort.lineage.rows(part.row_set)) for part in used),
        "cells": [cohort.lineage.cell(cell).place for cell in sorted(cells)],
    }

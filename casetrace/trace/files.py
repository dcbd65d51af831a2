"""From an output file back to the step that made it and the raw files behind that."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pandas as pd

from casetrace.model.errors import UserError
from casetrace.model.time_units import in_its_unit
from casetrace.trace.cohort import Json, TracedCohort
from casetrace.trace.record import Record
from casetrace.trace.results import named_results

#: Columns of a figure's data that say what is drawn: results, or rows of the lesion visits.
RESULTS, VISITS = "result_id", "lesion_visits_row"
#: The column of a figure of several cohorts that says whose a row is.
COHORT = "cohort"
#: What is shown of the lesion visits that a figure draws.
DRAWN_FIELDS = ("baseline", "value")


@in_its_unit(attrgetter("time_unit"), "cohort")
def traced_file(cohort: TracedCohort, record: Record, output: str, limit: int | None) -> Json:
    """The step that made an output, what it was made of, and for a figure the results or rows that it draws.

    Parameters
    ----------
    cohort
        The cohort.
    record
        What the run recorded of its files.
    output
        The output as the manifest names it.
    limit
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
    read = {file for earlier_step in steps for file in earlier_step["inputs"]}
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
        "drawn": _drawn(cohort, path, limit),
    }


def _is_data(cohort: TracedCohort, record: Record, file: str) -> bool:
    """Whether an input is the cohort's own; others belong to the workflow, which may lie elsewhere."""
    return record.inside(file) is not None or any(raw["file"] == file for raw in cohort.files)


def _moved(record: Record, file: str) -> bool:
    return record.state(file) != "unchanged"


def _drawn(cohort: TracedCohort, path: Path, limit: int | None) -> Json:
    data = path.with_suffix(".csv")
    if path.parent.name != "figures" or not data.is_file():
        return {"results": [], "n_rows": 0, "rows": []}
    drawn = read_drawn(data)
    names = [name for name in names_in(drawn, RESULTS) if name in cohort.statistics]
    rows = [
        (cohort_name, int(row))
        for cohort_name, cohort_rows in by_cohort(drawn)
        for row in names_in(cohort_rows, VISITS)
    ]
    return {
        "results": [
            result | cohort.cells_behind(result["result_id"], limit) for result in named_results(cohort, names)
        ],
        "n_rows": len(rows),
        "rows": [cohort.drawn_row(cohort_name, row, DRAWN_FIELDS) for cohort_name, row in rows[:limit]],
    }


def read_drawn(data: Path) -> pd.DataFrame:
    """What a figure draws, by the file of its data."""
    return pd.read_csv(data, dtype="str", keep_default_na=False)


def by_cohort(drawn: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """What a figure draws by cohort; one of a single cohort does not name it."""
    if COHORT not in drawn:
        yield "", drawn
        return
    yield from ((str(name), cohort_rows) for name, cohort_rows in drawn.groupby(COHORT, sort=False))


def names_in(drawn: pd.DataFrame, column: str) -> list[str]:
    """The results, or rows of the lesion visits, that a figure draws, each once; none where it has no such column."""
    texts = drawn[column] if column in drawn else pd.Series([], dtype="str")
    return list(dict.fromkeys(name for text in texts for name in text.split("; ") if name))

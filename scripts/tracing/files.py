"""From an output file back to the step that made it and the raw files behind that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from scripts.jobs.errors import UserError
from scripts.provenance.digests import file_digest
from scripts.tracing.cohort import Json, TracedCohort
from scripts.tracing.results import traced_row

#: Columns of a figure's data that say what is drawn: results, or rows of the lesion visits.
RESULTS, VISITS = "result_id", "lesion_visits_row"


def output_path(cohort: TracedCohort, name: str) -> str | None:
    """The path of an output as the manifest has it; None where the name is that of no file."""
    outputs = {path for step in cohort.manifest["steps"] for path in step["outputs"]}
    inside = (cohort.folder / name).as_posix()
    given = Path(name).as_posix()
    ends = [path for path in outputs if path in (inside, given) or path.endswith(f"/{cohort.name}/{given}")]
    return ends[0] if ends else None


def traced_file(cohort: TracedCohort, path: str, most: int | None) -> Json:
    """The step that made an output, what it was made of, and for a figure the results or rows that it draws.

    Parameters
    ----------
    cohort
        The cohort.
    path
        Path of the output as the manifest has it.
    most
        Rows of a figure that are listed; None for all.
    """
    steps = cohort.manifest["steps"]
    step = next(step for step in steps if path in step["outputs"])
    there = cohort.folder / path.partition(f"/{cohort.name}/")[2]
    if not there.is_file():
        raise UserError(f"{there} is not there any more; run snakemake to make it anew")
    recorded = cohort.manifest["sha256"][path]
    return {
        "kind": "file",
        "cohort": cohort.name,
        "file": path,
        "sha256": recorded,
        "unchanged": file_digest(there) == recorded,
        "rule": step["rule"],
        "script": step["code"][0],
        "parameters": step["parameters"],
        "inputs": [file for file in step["inputs"] if file not in step["code"]],
        "steps": list(dict.fromkeys(_steps_behind(path, steps))),
        "files": cohort.files,
        "drawn": _drawn(cohort, there, most),
    }


def _steps_behind(path: str, steps: list[dict[str, Any]]) -> Iterator[str]:
    """The rules that lead to an output, in the order of the data flow."""
    wanted, found = {path}, []
    for step in reversed(steps):
        if wanted & set(step["outputs"]):
            found.append(step["rule"])
            wanted |= set(step["inputs"])
    yield from reversed(found)


def _drawn(cohort: TracedCohort, path: Path, most: int | None) -> Json:
    data = path.with_suffix(".csv")
    if path.parent.name != "figures" or not data.is_file():
        return {"results": [], "rows": []}
    frame = pd.read_csv(data, dtype="str", keep_default_na=False)
    results, rows = (_named(frame, column) for column in (RESULTS, VISITS))
    return {
        "results": results,
        "rows": [traced_row(cohort, "analysis/lesion_visits", int(row), ("baseline", "value")) for row in rows[:most]],
    }


def _named(frame: pd.DataFrame, column: str) -> list[str]:
    texts = frame[column] if column in frame else pd.Series([], dtype="str")
    return list(dict.fromkeys(name for text in texts for name in text.split("; ") if name))

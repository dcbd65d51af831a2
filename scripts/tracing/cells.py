"""From a raw cell forward to what it became and the results and files that it reaches."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from scripts.jobs.errors import UserError
from scripts.lineage.words import result_words
from scripts.tracing.cohort import Json, TracedCohort

#: Files that hold every result, or what stands of it in the report.
ALL_RESULTS = ("statistics.csv", "report.html")


def traced_cell(cohort: TracedCohort, place: str) -> Json:
    """What a raw cell became, and what it reaches.

    Parameters
    ----------
    cohort
        The cohort.
    place
        `FILE:LINE:COLUMN`; the file by its path in config or its name alone, the column by its number or header.

    Raises
    ------
    UserError
        When there is no such cell, or its column is not read.
    """
    file, line, column = located(cohort, place)
    number = cohort.lineage.origins.cells.number(file, line, column)
    if number is None:
        raise UserError(_why_none(cohort, file, line, column))
    reached = cohort.lineage.results_of(number)
    names = [name for name in cohort.statistics if name in reached]
    return {
        "kind": "cell",
        "cohort": cohort.name,
        "cell": cohort.cell(number),
        "became": list(_became(cohort, file, line, column)),
        "results": [
            {"result_id": name, "words": result_words(cohort.statistics[name], cohort.outcomes)} for name in names
        ],
        "outputs": list(_outputs(cohort, set(names))),
        "files": [entry for entry in cohort.files if entry["file"] == file],
    }


def located(cohort: TracedCohort, place: str) -> tuple[str, int, int]:
    """File, line and column of a place; UserError where it names none of the cohort."""
    file, line, column = (["", "", *place.rsplit(":", 2)])[-3:]
    columns = cohort.lineage.dataset("ingested/columns")
    known = list(dict.fromkeys(columns["file"]))
    meant = [name for name in known if name == file] or [name for name in known if Path(name).name == file]
    if len(meant) != 1 or not line.isdigit():
        raise UserError(
            f"{place!r} is no place of a raw cell; expected FILE:LINE:COLUMN with one of the files {', '.join(known)}, "
            "such as table.csv:2:4"
        )
    own = columns[columns["file"] == meant[0]]
    found = own[own["header"] == column]["column"].tolist() or ([int(column)] if column.isdigit() else [])
    if len(found) != 1 or found[0] not in own["column"].tolist():
        headers = ", ".join(f"{number} {header}" for number, header in zip(own["column"], own["header"], strict=True))
        raise UserError(f"{meant[0]} has no column {column!r}; its columns are {headers}")
    return meant[0], int(line), int(found[0])


def _why_none(cohort: TracedCohort, file: str, line: int, column: int) -> str:
    columns = cohort.lineage.dataset("ingested/columns")
    role = columns[(columns["file"] == file) & (columns["column"] == column)]["role"].iloc[0]
    if role in ("not read", "dropped"):
        return f"column {column} of {file} is {role}: its cells reach no result"
    lines = cohort.lineage.dataset("ingested/raw").query("file == @file")["line"]
    span = f"rows stand on lines {lines.min()} to {lines.max()}" if len(lines) else "it has no rows"
    return f"line {line} of {file} is no row of the table: {span}; lines set aside are in cleaning_log.csv"


def _became(cohort: TracedCohort, file: str, line: int, column: int) -> Iterator[Json]:
    """The canonical values that a cell gave, as they were read and as they are after cleaning."""
    facts = cohort.lineage.dataset("ingested/cells")
    own = facts[(facts["file"] == file) & (facts["line"] == line) & (facts["column"] == column)]
    for fact in own.to_dict("records"):
        clean = cohort.lineage.dataset(f"clean/{fact['table']}")
        value = clean[fact["field"]].iloc[int(fact["row"])] if fact["row"] < len(clean) else None
        yield {
            "table": fact["table"],
            "row": int(fact["row"]),
            "field": fact["field"],
            "value": str(fact["value"]),
            "clean_value": None if value is None or pd.isna(value) else str(value),
            "how": fact["how"],
        }


def _outputs(cohort: TracedCohort, names: set[str]) -> Iterator[str]:
    """The files that hold any of some results."""
    if not names:
        return
    yield from (file for file in ALL_RESULTS if (cohort.folder / file).is_file())
    audit = cohort.folder / "audit.csv"
    if audit.is_file():
        told = pd.read_csv(audit, usecols=["result_ids"], keep_default_na=False)["result_ids"]
        if any(names & set(text.split("; ")) for text in told):
            yield "audit.csv"
    for path in sorted((cohort.folder / "figures").glob("*.csv")):
        drawn = pd.read_csv(path, dtype="str", keep_default_na=False)
        if "result_id" in drawn and any(names & set(text.split("; ")) for text in drawn["result_id"]):
            yield f"figures/{path.name}"

"""Whether rows that stand for patients, since nothing names these, are still the rows that they were."""

from collections import Counter

from casetrace.compare.running import ExportRun
from casetrace.model.canonical import ROW
from casetrace.model.errors import UserError
from casetrace.model.storage import read_parquet

#: What is said of a comparison by row.
BY_ROW = (
    "patients are numbered by row (patient_id: row): a row is compared with the one of the same number, whoever that is"
)
#: The texts of a row by column, and its line.
Rows = dict[str, tuple[frozenset[tuple[str, str]], int]]


def compared_by_row(old: ExportRun, new: ExportRun) -> bool:
    """Whether two exports are compared by the numbers of their rows.

    Raises
    ------
    UserError
        When rows moved from one export to the other: their numbers are no identities of patients.
    """
    if not all(map(_is_numbered, (old, new))):
        return False
    before, after = _rows(old), _rows(new)
    places = {texts: number for number, (texts, _) in _alone(after).items()}
    moved = [
        (number, places[texts])
        for number, (texts, _) in _alone(before).items()
        if texts in places and places[texts] != number and after.get(number, (None,))[0] != texts
    ]
    if moved:
        first, now = moved[0]
        further = f", and {len(moved) - 1} more" if len(moved) > 1 else ""
        raise UserError(
            f"patients are numbered by row (patient_id: row), and rows moved: row {first} of {old.shown} (line "
            f"{before[first][1]}) is row {now} of {new.shown} (line {after[now][1]}){further}. So the numbers are not "
            "the same patients. Put the rows in the order of the old export, new ones at the end and a blank row where "
            "one was deleted; better, give both a column that names the patient"
        )
    return True


def _is_numbered(run: ExportRun) -> bool:
    cells = read_parquet(run.folder / "ingest" / "cells.parquet", filters=[("how", "==", ROW)])
    return len(cells) > 0


def _rows(run: ExportRun) -> Rows:
    """What the columns that are read say in each row, by its number."""
    columns = read_parquet(run.folder / "ingest" / "columns.parquet").set_index("column")["header"]
    raw = read_parquet(run.folder / "ingest" / "raw.parquet")
    raw = raw.assign(header=raw["column"].map(columns), text=raw["text"].astype("object").fillna("").str.strip())
    by_line = {line: frozenset(zip(own["header"], own["text"], strict=True)) for line, own in raw.groupby("line")}
    lines = read_parquet(run.folder / "ingest" / "lines.parquet").dropna(subset=["patient_id"])
    pairs = zip(lines["patient_id"], lines["line"], strict=True)
    return {str(number): (by_line[line], int(line)) for number, line in pairs}


def _alone(rows: Rows) -> Rows:
    """The rows that are like no other one."""
    counts = Counter(texts for texts, _ in rows.values())
    return {number: row for number, row in rows.items() if counts[row[0]] == 1}

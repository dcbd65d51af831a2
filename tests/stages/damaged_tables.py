"""A seeded campaign: the real table and made-up ones in many shapes, damaged at random.

Each run must end in the same numbers, in one message that names the places, or in other numbers that follow from the
damaged cells alone: no value of a cell that was not touched may change, and no run may end in anything else.

`python -m tests.stages.damaged_tables` runs all of it and writes the tally to docs/damaged-tables.md; `make test` runs
a sample.
"""

import csv
import datetime
import io
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from casetrace.model.dictionary import data_dictionary
from casetrace.model.errors import UserError
from casetrace.model.plan import read_plan
from casetrace.read.corrections import row_keys
from casetrace.read.reading import read_raw_table
from tests.stages.one_truth import SHAPES, Shape
from tests.stages.running import (
    QUICK_METHODS,
    ROOT,
    Run,
    check,
    check_message,
    checked_cohort,
    collect,
    derive,
    describe,
    finish,
    ingest_and_clean,
    real_cohort,
    real_texts,
    with_files,
)

#: What `make test` runs: a text file and a sheet.
SAMPLE = (0, 3)
#: One in so many tables is analysed in full; of the others the datasets and what describes them are computed.
FULL = 10
ALL = 1000
DOCUMENT = ROOT / "docs" / "damaged-tables.md"
REAL = "the table of the first cohort"
SHEET = "excel_sheet"
#: A quarter of the tables are the real one, a tenth an Excel sheet, the others the made-up cohort in a text file of one
#: of these shapes.
NAMES = sorted(name for name in SHAPES if name != SHEET)

#: Texts to put into cells, some right elsewhere, most wrong.
TEXTS = [
    "", "-", "0", "1", "-3", "abc", "1e5", "nan", "6/", "/", "0/100", "5/5/5", "Lost to follow-up", "SSc/", "SSc/59",
    "Fingertip", "fingertip", "999", "3.5", "3,5", " 7 ", "Single injection", "120 (150-60)", "12.5.3", "(", '"',
    "a\nb", "No", "Died", "\ufeff", "٣", "2", "6", "=1+1", "12.5 (1–2)", "70 cm", "1,234", "1.234,5", "7 kg", "12 x 8",
    "week 4", "week 99", "t12", "31.02.2014", "P1", "P1-1", "male", "M", "?", "12 mm", "n/a", "0,0",
    "Repeated injection every week for 99999 weeks", "08-Mar", "12*", "<0.5", "cleared", "n.d.", "30¹", "~5", "2–3",
    "#DIV/0!", "60s", "5 m", "7\u200b",
]  # fmt: skip
#: Texts of a last visit at which most lesions are gone, or were not seen.
LAST_TEXTS = ["cleared", "n.d.", "<0.5", "CR", "08-Mar", "12*"]
#: Characters that cannot be seen.
INVISIBLE = ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d"]
CHANGES = {
    "cell": 16, "neighbour": 4, "double": 1, "remove": 1, "shorten": 1, "lengthen": 1, "blank": 1, "shuffle": 1,
    "rename": 1, "swap": 1, "drop": 1, "repeat": 1, "title": 1, "footer": 1, "comma": 2, "unit": 2,
    "last": 2, "header twice": 2, "invisible": 3,
}  # fmt: skip
SAME, MESSAGE = "the same numbers", "a message that names the places, and no results"
LOGGED = "other numbers; the log or a warning says what was cleaned or is odd"
VALID = "other numbers, all of them from damaged cells that are valid in themselves"
ENDINGS = (SAME, MESSAGE, LOGGED, VALID)


@dataclass
class Row:
    """A row of the file: where it stood, its cells, and which of them were touched."""

    origin: int
    cells: list[str]
    touched: set[int] = field(default_factory=set)
    whole: bool = False


@dataclass
class Damaged:
    """A damaged file: its content, and the places that were touched in it and in the file that it was made of."""

    content: bytes
    new_cells: set[tuple[int, int]]
    old_cells: set[tuple[int, int]]
    new_rows: set[int]
    old_rows: set[int]
    columns: set[int]


@dataclass(frozen=True)
class Source:
    """A cohort before the damage, the file of it to damage, and what its run gives."""

    shape: Shape
    cohort: Mapping[str, Any]
    file: str
    encoding: str
    delimiter: str
    newline: str
    header_line: int
    run: Run
    described: pd.DataFrame


def source_of(name: str, folder: Path) -> Source:
    """A cohort that is whole, and its run."""
    if name == REAL:
        table, corrections = real_texts()
        cohort = real_cohort()
        cohort.pop("claims", None)
        files = {cohort["tables"][0]["file"]: table.encode(), cohort["corrections"]: corrections.encode()}
        shape = Shape(files, {})
    else:
        shape = SHAPES[name]()
        cohort = checked_cohort(shape.cohort)
    own = cohort["tables"][-1]
    run = ingest_and_clean(with_files(folder, shape), cohort)
    _results(run, cohort, in_full=False)
    described = run.statistics
    _results(run, cohort, in_full=True)
    dialect = read_raw_table(folder / own["file"], own["file"], own).dialect
    content = shape.files[own["file"]].decode(dialect.encoding) if dialect.encoding else ""
    newline = "\r\n" if "\r\n" in content else "\r" if "\r" in content else "\n"
    return Source(
        shape, cohort, own["file"], dialect.encoding, dialect.delimiter, newline, dialect.header_line, run, described
    )


def damaged(source: Source, draw: random.Random) -> Damaged:
    """The file of a source with one to four changes to its cells, rows and columns, and now and then cut off."""
    text = source.shape.files[source.file].decode(source.encoding).removeprefix("\ufeff")
    records = list(_records(text, source.delimiter))
    rows = [Row(line, cells) for line, cells in records]
    columns: set[int] = set()
    for _ in range(*draw.choices([1, 2, 3, 4], [5, 3, 1, 1])):
        _damage(rows, columns, draw)
    if _leans_on_rows_above(source) and [row.origin for row in rows] != [line for line, _ in records]:
        for row in rows:
            row.whole = True
    columns |= {number for row in rows if row.origin == source.header_line for number in row.touched}
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=source.delimiter, lineterminator=source.newline)
    new_cells, new_rows, line = set(), set(), 1
    for row in rows:
        new_cells |= {(line, number + 1) for number in row.touched}
        new_rows |= {line} if row.whole else set()
        start = out.tell()
        writer.writerow(row.cells)
        line += _line_breaks(out.getvalue()[start:])
    kept = {row.origin for row in rows}
    old_rows = {row.origin for row in rows if row.whole} | {line for line, _ in records} - kept
    old_cells = {(row.origin, number + 1) for row in rows for number in row.touched}
    written = out.getvalue()
    if draw.random() < 0.05:
        # The last line loses its line break, and now and then its end.
        written = written.removesuffix(source.newline)
        cut = draw.randrange(3)
        written = written[: len(written) - cut]
        old_rows |= {records[-1][0], rows[-1].origin} if cut else set()
        new_rows |= set(range(_line_breaks(written), line + 1)) if cut else set()
    elif draw.random() < 0.08:
        written = written[: draw.randrange(len(written))]
        old_rows = {line for line, _ in records}
        new_rows |= set(range(_line_breaks(written), line + 1))
    content = written.encode(source.encoding, errors="replace")
    return Damaged(content, new_cells, old_cells, new_rows, old_rows, {number + 1 for number in columns})


def damaged_sheet(source: Source, draw: random.Random) -> Damaged:
    """A spreadsheet with one to four changes that only a spreadsheet can have, or of the texts of its cells."""
    book = load_workbook(io.BytesIO(source.shape.files[source.file]))
    sheet = book["Visits"]
    touched: set[tuple[int, int]] = set()
    for _ in range(*draw.choices([1, 2, 3, 4], [5, 3, 1, 1])):
        cell = sheet.cell(
            draw.randrange(source.header_line + 1, sheet.max_row + 1), draw.randrange(1, sheet.max_column + 1)
        )
        change = draw.choice(["error", "formula", "invisible", "text", "date", "percent", "hidden", "merged"])
        if isinstance(cell, MergedCell) or (change == "merged" and cell.row == sheet.max_row):
            continue
        _damage_sheet_cell(sheet, cell, change, draw)
        touched |= {(cell.row, cell.column)} | ({(cell.row + 1, cell.column)} if change == "merged" else set())
    out = io.BytesIO()
    book.save(out)
    return Damaged(out.getvalue(), touched, touched, set(), set(), set())


def _damage_sheet_cell(sheet: Worksheet, cell: Cell, change: str, draw: random.Random) -> None:
    if change == "error":
        cell.value, cell.data_type = draw.choice(["#DIV/0!", "#N/A", "#REF!"]), "e"
    elif change == "formula":
        cell.value = f"=H{cell.row}/2"
    elif change == "invisible":
        cell.value = f"{cell.value}{draw.choice(INVISIBLE)}"
    elif change == "text":
        cell.value = draw.choice([text for text in TEXTS if not text.startswith("=")])
    elif change == "date":
        cell.value = datetime.date(2024, draw.randrange(1, 13), draw.randrange(1, 28))
    elif change == "percent":
        cell.number_format = "0%"
    elif change == "hidden":
        sheet.row_dimensions[cell.row].hidden = True
    elif change == "merged":
        sheet.merge_cells(start_row=cell.row, end_row=cell.row + 1, start_column=cell.column, end_column=cell.column)


def _leans_on_rows_above(source: Source) -> bool:
    """Whether a row takes merged cells from the one above it, so that another order is another table."""
    return any("merged_cells" in table for table in source.cohort["tables"])


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _line_breaks(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def _damage(rows: list[Row], columns: set[int], draw: random.Random) -> None:
    """One change."""
    place = draw.randrange(draw.random() > 0.1, len(rows))
    row = rows[place]
    width = len(row.cells)
    column = draw.randrange(max(width, 1))
    (change,) = draw.choices(list(CHANGES), list(CHANGES.values()))
    if change in ("cell", "neighbour", "comma", "unit") and width:
        row.cells[column] = _changed_cell(change, row.cells[column], rows, column, draw)
        row.touched.add(column)
    elif change == "invisible" and width and row.cells[column]:
        text, at = row.cells[column], draw.randrange(len(row.cells[column]) + 1)
        row.cells[column] = text[:at] + draw.choice(INVISIBLE) + text[at:]
        row.touched.add(column)
    elif change == "last":
        _damage_last(rows, draw)
    elif change == "double":
        rows.append(Row(row.origin, list(row.cells), whole=True))
        row.whole = True
    elif change == "remove" and len(rows) > 1:
        del rows[place]
    elif change == "shorten":
        row.cells, row.whole = row.cells[:-1] or [""], True
    elif change == "lengthen":
        row.cells, row.whole = [*row.cells, "x"], True
    elif change == "blank":
        rows.insert(place, Row(-1, [""] * width, whole=True))
    elif change == "shuffle":
        rows[1:] = draw.sample(rows[1:], len(rows) - 1)
    elif change in ("title", "footer"):
        extra = Row(-1, ["Lesions of the clinic, 2014"] + [""] * (max(width, 1) - 1), whole=True)
        rows.insert(0 if change == "title" else len(rows), extra)
    else:
        _damage_columns(change, rows, columns, column, draw)


def _damage_last(rows: list[Row], draw: random.Random) -> None:
    """Texts in most cells of the last column with numbers, as where most lesions are gone at the last visit."""
    width = min(len(row.cells) for row in rows)
    numbers = [
        column
        for column in range(width)
        if sum(row.cells[column].replace(".", "", 1).isdigit() for row in rows) > len(rows) / 2
    ]
    for row in rows[1:] if numbers else []:
        if draw.random() < 0.7:
            row.cells[numbers[-1]] = draw.choice(LAST_TEXTS)
            row.touched.add(numbers[-1])


def _changed_cell(change: str, text: str, rows: list[Row], column: int, draw: random.Random) -> str:
    if change == "neighbour":
        other = draw.choice(rows).cells
        return other[column] if column < len(other) else ""
    if change == "comma":
        return text.translate(str.maketrans(".,", ",."))
    return f"{text} {draw.choice(['mm', 'cm', 'kg', 'mm²'])}" if change == "unit" else draw.choice(TEXTS)


def _damage_columns(change: str, rows: list[Row], columns: set[int], column: int, draw: random.Random) -> None:
    """A header renamed or swapped with another, a column dropped or given twice; every column may then have moved."""
    header = rows[0].cells
    if not header or column >= len(header):
        return
    if change == "rename":
        header[column] = header[column][:-1]
    elif change == "header twice":
        header[column] = draw.choice(header)
    elif change == "swap":
        other = draw.randrange(len(header))
        header[column], header[other] = header[other], header[column]
    elif change in ("drop", "repeat"):
        for row in rows:
            if column < len(row.cells):
                row.cells[column : column + 1] = [] if change == "drop" else [row.cells[column]] * 2
    columns.update(range(len(header) + 4))


def values_of(run: Run) -> dict[tuple[str, str, str], tuple[str, str, int, int, str]]:
    """Every ingested value by table, key and field: its text, its place, and its patient."""
    values = {}
    cells = run.frame("ingest/cells").drop_duplicates(["table", "row", "field"])
    for name in data_dictionary():
        frame = run.frame(f"ingest/{name}")
        keys, patients = list(row_keys(frame, name)), list(frame["patient_id"].fillna(""))
        for cell in cells[cells["table"] == name].itertuples():
            place = (cell.value, cell.file, cell.line, cell.column, patients[cell.row])
            values[name, keys[cell.row], cell.field] = place
    return values


def stray_changes(before: Run, after: Run, damage: Damaged, file: str) -> list[str]:
    """Values that changed, came or went although neither their cell nor what identifies their row was touched."""
    old, new = values_of(before), values_of(after)
    touched_patients = {
        place[4]
        for values, cells, rows in ((old, damage.old_cells, damage.old_rows), (new, damage.new_cells, damage.new_rows))
        for (_, _, name), place in values.items()
        if name in IDENTITY and _is_touched(place, cells, rows, damage.columns, file)
    }
    strays = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        if was and now and was[0] == now[0]:
            continue
        explained = (was and _is_touched(was, damage.old_cells, damage.old_rows, damage.columns, file)) or (
            now and _is_touched(now, damage.new_cells, damage.new_rows, damage.columns, file)
        )
        if not explained and not {place[4] for place in (was, now) if place} & touched_patients:
            strays.append(f"{key}: {was} -> {now}")
    return sorted(strays)


#: Kept until the process ends: the runs of the cohorts before the damage stay in them.
SOURCE_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []

#: Columns that say whose row it is, when, or whether there is one: a change there moves other values of the patient.
IDENTITY = ("patient_id", "lesion_id", "outcome", "visit", "period", "type", "status")


def _is_touched(
    place: tuple[str, str, int, int, str], cells: set[tuple[int, int]], rows: set[int], columns: set[int], file: str
) -> bool:
    _, own_file, line, column, _ = place
    return own_file == file and ((line, column) in cells or line in rows or column in columns)


def ending(folder: Path, seed: int) -> str:
    """How the run of one damaged table ends, in words.

    Raises
    ------
    Exception
        Whatever the pipeline raises beside `UserError`: a fault that the campaign is there to find.
    """
    draw = random.Random(seed)
    is_sheet = seed % 10 == 3
    source = _source(REAL if seed % 4 == 0 else SHEET if is_sheet else draw.choice(NAMES))
    damage = damaged_sheet(source, draw) if is_sheet else damaged(source, draw)
    files = source.shape.files | {source.file: damage.content}
    run = ingest_and_clean(with_files(folder, Shape(files)), source.cohort)
    in_full = seed % FULL == 0
    try:
        _results(run, source.cohort, in_full=in_full)
    except UserError:
        message = check_message(run)
        assert re.match(r"Cohort made-up: \d+ errors? in its data\.\n1\. ", message), message
        assert not (folder / "out" / "check").exists()
        return MESSAGE
    rows, before = run.statistics, source.run.statistics if in_full else source.described
    assert (rows["estimate"].notna() == (rows["status"] != "refused")).all()
    strays = stray_changes(source.run, run, damage, source.file)
    assert not strays, "\n".join(strays)
    if not damage.columns and not damage.old_rows and not damage.new_rows:
        assert last_visits(run) == last_visits(source.run) or _tells_of_a_later_visit(run, source)
    if rows["estimate"].reindex(before.index).equals(before["estimate"]) and len(rows) == len(before):
        return SAME
    logs = [(own.folder / "out" / "cleaning_log.csv").read_text(encoding="utf-8") for own in (run, source.run)]
    return LOGGED if logs[0] != logs[1] else VALID


def _tells_of_a_later_visit(run: Run, source: Source) -> bool:
    """Whether a cell now names a visit after the last one, and warnings say who has no data there."""
    before, after = last_visits(source.run), last_visits(run)
    told = {"visit without data", "missing visits without a reason"} & set(run.problems("warning")["rule"])
    return before.keys() == after.keys() and all(after[name] >= before[name] for name in before) and bool(told)


def _results(run: Run, cohort: Mapping[str, Any], *, in_full: bool) -> None:
    """Run the stages from the check on: all analyses, or the descriptions alone."""
    if in_full:
        finish(run, cohort, QUICK_METHODS)
    else:
        check(run)
        derive(run, cohort)
        describe(run)
        collect(run)


def last_visits(run: Run) -> dict[str, int]:
    """The last planned visit of each outcome."""
    outcomes = read_plan(run.folder / "out" / "ingest" / "plan.json").outcomes
    return {name: max(outcome.follow_up_visits) for name, outcome in outcomes.items()}


@cache
def _source(name: str) -> Source:
    folder = tempfile.TemporaryDirectory()
    SOURCE_FOLDERS.append(folder)
    return source_of(name, Path(folder.name))


def campaign(seeds: int) -> Counter[str]:
    """How the runs of many damaged tables end."""
    endings: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as parent:
        for seed in range(seeds):
            folder = Path(parent, str(seed))
            folder.mkdir()
            endings[ending(folder, seed)] += 1
    return endings


def document(endings: Counter[str]) -> str:
    """The tally as Markdown."""
    lines = [
        "# Damaged tables",
        "",
        f"The table of the first cohort, and a simulated cohort in {len(NAMES)} dialects and layouts, damaged in "
        f"{endings.total()} seeded",
        "ways: one to four of cells replaced, given other decimals or units, rows doubled, removed, shortened,",
        "lengthened, blanked or shuffled, headers renamed or swapped, columns dropped or doubled, titles and footers",
        "added, most cells of the last visit replaced with texts, one header given twice, unseen characters",
        "put in, the last line cut, the file cut off; and, in an Excel sheet, errors, formulas without a value, dates,",
        "percentages, hidden rows and merged cells. `make test-full` runs all of them and writes this tally;",
        f"`make test` runs {len(SAMPLE)}, one a sheet. One in {FULL} is analysed in full, the others are described.",
        "None may end in a traceback, in results beside an error, in a changed value of a cell that was not touched,",
        "or in a result without a number that does not say why.",
        "",
        "| ends in | tables |",
        "|---|---|",
        *(f"| {name} | {endings[name]} |" for name in sorted(endings)),
        "| anything else | 0 |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(campaign(ALL)), encoding="utf-8")
    print(DOCUMENT.read_text(encoding="utf-8"))

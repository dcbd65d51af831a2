"""Tables of Word files and of PDFs: read, named by page, and marked to be checked."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import matplotlib
import pytest

from casetrace.inspect.findings import inspect_file
from casetrace.read.pages import READ_FROM_A_PAGE
from casetrace.read.reading import read_raw_table

matplotlib.use("Agg")

from matplotlib import pyplot as plt

ROWS = [
    ["Patient", "Age", "Size (mm) baseline", "Size (mm) week 4"],
    ["1", "50", "12", "6.5"],
    ["2", "61", "20", "5"],
    ["3", "44", "8", "8"],
]


def word(*tables: list[list[str]]) -> bytes:
    document = docx.Document()
    document.add_paragraph("Table 1. Patients")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(rows: list[list[str]]) -> bytes:
    """A page with a table whose cells have lines around them."""
    figure, axes = plt.subplots(figsize=(8, 4))
    axes.axis("off")
    axes.table(cellText=rows, loc="center")
    buffer = io.BytesIO()
    with plt.rc_context({"pdf.fonttype": 42}):
        figure.savefig(buffer, format="pdf")
    plt.close(figure)
    return buffer.getvalue()


DOCUMENTS: dict[str, tuple[Callable[..., bytes], str]] = {"t.docx": (word, "table 1"), "t.pdf": (pdf, "page 1 table 1")}


def written(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_table_of_a_document_is_read_and_marked(tmp_path, name):
    write, place = DOCUMENTS[name]
    path = written(tmp_path, name, write(ROWS))
    raw = read_raw_table(Path(path), name, {"columns": {}})
    assert [raw.header, *map(list, zip(*raw.columns.values(), strict=True))] == ROWS
    assert raw.dialect.sheet == place
    assert raw.lines == [2, 3, 4]
    assert [(problem.severity, problem.rule) for problem in raw.problems] == [("warning", READ_FROM_A_PAGE)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_table_of_a_document_is_proposed_by_its_name(tmp_path, name):
    write, place = DOCUMENTS[name]
    findings = inspect_file(written(tmp_path, name, write(ROWS)), "", "clinic")
    assert findings.question == ""
    assert f"sheet: {place}  # check: read from a page" in findings.config
    assert "6 values of 3 patients, at weeks 0, 4." in findings.summary


def test_of_several_tables_the_largest_is_taken_or_the_one_that_is_named(tmp_path):
    small = [["Dose", "n"], ["5 mg", "2"]]
    path = Path(written(tmp_path, "t.docx", word(small, ROWS)))
    assert read_raw_table(path, "t.docx", {"columns": {}}).dialect.sheet == "table 2"
    raw = read_raw_table(path, "t.docx", {"columns": {}, "sheet": "table 1"})
    assert raw.header == ["Dose", "n"]
    (problem,) = read_raw_table(path, "t.docx", {"columns": {}, "sheet": "table 9"}).problems
    assert "table 1, table 2" in problem.expected


def test_a_document_without_a_table_and_one_that_is_damaged_are_told(tmp_path):
    for content, found in ((word(), "no table in the document"), (b"%PDF-1.4 nothing", "cannot be opened")):
        path = Path(written(tmp_path, "t.x", content))
        (problem,) = read_raw_table(path, "t.x", {"columns": {}}).problems
        assert problem.rule == "no table"
        assert found in problem.found

import re
import subprocess
import sys
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casetrace.read.numbers import plain_number
from tests.read.writing import TRUTH, Truth, Writing, read, rows_of, written

TITLES = ("Hand clinic, Aarhus", "Exported 31.07.2014; by the registry", "")
FOOTERS = ("", "Source: clinic database, 2014", "n = 5")

DELIMITERS = [
    Writing(delimiter=delimiter, decimal=decimal, quote_all=quote_all)
    for delimiter, decimal, quote_all in product(",;\t|", ".,", [False, True])
]
FORMS = [
    Writing(),
    Writing(delimiter=";", decimal=",", encoding="cp1252", newline="\r\n"),
    Writing(delimiter=";", decimal=",", encoding="latin-1", newline="\r"),
    Writing(delimiter="\t", decimal=",", encoding="utf-16", newline="\r\n"),
    Writing(delimiter="\t", encoding="utf-16-le", newline="\r\n"),
    Writing(delimiter=";", encoding="utf-16-be"),
    Writing(encoding="utf-8-sig", newline="\r\n"),
    Writing(quote="'", quote_all=True),
    Writing(delimiter=";", decimal=",", quote="'", quote_all=True),
    Writing(titles=TITLES),
    Writing(titles=TITLES, padded=True),
    Writing(delimiter=";", decimal=",", titles=TITLES, units=True, footers=FOOTERS),
    Writing(delimiter=";", decimal=",", titles=TITLES, units=True, footers=FOOTERS, padded=True, blank_behind=3),
    Writing(delimiter="\t", units=True, newline="\r\n"),
    Writing(delimiter="|", footers=FOOTERS, blank_lines=(1, 3)),
    Writing(footers=FOOTERS, padded=True, blank_lines=(2,), newline="\r"),
    Writing(blank_in_front=2, blank_behind=1),
    Writing(titles=tuple(f"Line {number} of the letterhead" for number in range(20))),
]


def check(folder, truth: Truth, writing: Writing) -> None:
    text, rows = written(truth, writing)
    table = read(folder, text.encode(writing.encoding))
    assert not table.problems
    assert table.header == list(truth.header)
    assert rows_of(table) == rows
    assert list(table.numbers.values()) == [
        number + writing.blank_in_front for number in range(1, len(truth.header) + 1)
    ]
    assert (table.dialect.delimiter, table.dialect.quote) == (writing.delimiter, writing.quote)
    lines = re.split("\r\n|\r|\n", text)
    for line, row in zip(table.lines, rows, strict=True):
        assert row[0] in lines[line - 1]
    header_line = len(writing.titles) + 1
    assert table.dialect.header_line == header_line
    assert table.dialect.units_line == (header_line + 1 if writing.units else 0)
    assert table.units == (
        {name: unit for name, unit in zip(truth.header, truth.units, strict=True) if unit} if writing.units else {}
    )
    n_aside = len(writing.titles) + 1 + writing.units + len(writing.footers) + len(writing.blank_lines)
    assert len(table.set_aside) == n_aside
    assert not set(table.lines) & {line.line for line in table.set_aside}


@pytest.mark.parametrize("writing", DELIMITERS + FORMS, ids=str)
def test_one_table_comes_back_the_same_from_every_way_to_write_it(folder, writing):
    check(folder, TRUTH, writing)
    text, _ = written(TRUTH, writing)
    assert read(folder, text.encode(writing.encoding)).dialect.decimal == writing.decimal


@pytest.mark.parametrize("n_rows", [1, 2, 3])
@pytest.mark.parametrize("writing", DELIMITERS, ids=str)
def test_a_table_of_few_rows_comes_back_the_same(folder, writing, n_rows):
    check(folder, replace(TRUTH, rows=TRUTH.rows[:n_rows]), writing)


NOTES = st.one_of(
    st.sampled_from(
        ["", "none", "warm, red", "pain; itching", "left | right", 'the "good" hand', "it's better", "ø ± 2 µg"]
    ),
    # A word of accents alone is no word of a Western language, and is read as one of another.
    st.text(alphabet="abc ,;|\t'\"\n-()é", max_size=15).map(str.strip).filter(lambda text: "éé" not in text),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["F", "M", ""]),
        st.integers(18, 90).map(str),
        st.dates().map(lambda date: date.strftime("%d.%m.") + f"{date.year:04d}"),
        st.decimals(0, 99, places=1).map(str),
        st.decimals(0, 99, places=2).map(str),
        NOTES,
    ),
    min_size=2,
    max_size=12,
)


@st.composite
def tables(draw) -> tuple[Truth, Writing]:
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    rows = tuple(
        (f"P{number:03d}", *(text.replace("\n", newline) for text in row))
        for number, row in enumerate(draw(ROWS), start=1)
    )
    truth = Truth(
        ("Patient", "Sex", "Age", "Seen on", "Size week 0", "Size week 4", "Note"),
        ("", "", "years", "", "mm", "mm", ""),
        rows,
    )
    quote = draw(st.sampled_from(['"', '"', "'"]))
    delimiter = draw(st.sampled_from(",;\t|"))
    # Between single quotes a double one beside a delimiter looks as if cells were between double ones: it is refused.
    assume(quote == '"' or not any('"' in note and delimiter in note for *_, note in rows))
    titles = ["Hand clinic, Aarhus", "Extract for the study; draft", "Dr. Jensen's list", "31.07.2014", ""]
    footers = [
        "Source: the clinic's records",
        "n = 12",
        "Total",
        "* measured twice",
        "Note: sizes by ultrasound, see protocol",
    ]
    writing = Writing(
        delimiter=delimiter,
        quote=quote,
        quote_all=quote == "'" or draw(st.booleans()),
        decimal=draw(st.sampled_from(".,")),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])),
        newline=newline,
        titles=tuple(draw(st.lists(st.sampled_from(titles), max_size=4))),
        units=draw(st.booleans()),
        footers=tuple(draw(st.lists(st.sampled_from(footers), max_size=3, unique=True))),
        blank_in_front=draw(st.integers(0, 1)),
        blank_behind=draw(st.integers(0, 2)),
        blank_lines=tuple(draw(st.sets(st.integers(0, len(rows) - 1), max_size=2))),
        padded=draw(st.booleans()),
    )
    return truth, writing


@settings(max_examples=300)
@given(tables())
def test_tables_of_a_clinic_come_back_the_same_from_any_dialect(folder, drawn):
    check(folder, *drawn)


@given(tables())
def test_every_number_of_a_clinic_is_read_in_the_notation_that_is_found(folder, drawn):
    truth, writing = drawn
    table = read(folder, written(truth, writing)[0].encode(writing.encoding))
    dialect = table.dialect
    sizes = [plain_number(text, dialect.decimal, dialect.thousands) for text in table.columns["Size week 0"]]
    assert sizes == [row[4] for row in truth.rows]


@settings(max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet="a1 ,;|\t\"'\n\r.-é", max_size=120).map(lambda text: text.encode("cp1252")),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", errors="replace")),
    ),
    st.sampled_from(["any.csv", "any.xlsx"]),
)
def test_any_file_gives_rows_or_an_error_and_loses_no_line(folder, raw, name):
    table = read(folder, raw, name=name)
    assert bool(table.lines) or bool(table.problems)
    assert not set(table.lines) & {line.line for line in table.set_aside}
    assert all(len(texts) == len(table.lines) for texts in table.columns.values())
    assert list(table.columns) == table.header == list(table.numbers)


def test_reading_a_text_file_loads_no_reader_of_spreadsheets_and_no_detector_before_it_is_needed():
    heavy = ["clevercsv", "charset_normalizer", "python_calamine"]
    code = f"import sys, casetrace.read.reading; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

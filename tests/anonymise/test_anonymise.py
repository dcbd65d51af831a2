"""An anonymised table has the shape of the first and nothing of what it says."""

import csv
import datetime
import io
import re
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.anonymise.hiding import HiddenTexts, is_public
from casetrace.anonymise.replacing import Replacer
from casetrace.anonymise.run import anonymised
from casetrace.anonymise.text_files import Written, without_values
from casetrace.anonymise.vocabulary import header_words, known_texts
from casetrace.cli.main import main
from casetrace.inspect.trial import tried_config
from casetrace.model.errors import UserError
from casetrace.read.reading import read_raw_table
from tests.read.binary_workbooks import xls, xlsb
from tests.read.test_old_spreadsheets import MARKED_XLS, ods
from tests.stages.running import ROOT

FIRST = ROOT / "data" / "aarhus-2014" / "table1.csv"
MARKS = st.sampled_from(
    ["", "-", "?", "lost to follow-up", "#N/A", "n.d.", "†", "12 mm", "<0,5", "3.5.2015", "31.02.2014", "5/93"]
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters='",\r\n'), min_size=0, max_size=12
)
CELLS = st.one_of(
    MARKS, TEXTS, st.integers(-(10**7), 10**7).map(str), st.dates().map(str), st.floats(0, 1000).map("{:.2f}".format)
)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=12)
)


def secret(cells: list[str]) -> list[str]:
    """What may occur nowhere: texts of three signs and more that are no mark and no word that everybody has."""
    return [cell for cell in (text.strip() for text in cells) if len(cell) >= 3 and not is_public(cell)]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


@given(rows=TABLES, delimiter=st.sampled_from([",", ";", "\t"]), seed=st.integers(0, 2**32))
def test_no_cell_of_three_signs_occurs_in_the_output_and_every_mark_stays_where_it_is(rows, delimiter, seed):
    text = written(rows, delimiter)
    how = Written("utf-8", delimiter, '"', (1,))
    out = without_values(text.encode(), "a.csv", how, Random(seed)).decode()
    for cell in secret([cell for row in rows for cell in row]):
        assert cell not in out
    signs = re.compile(f'[{re.escape(delimiter)}"\r\n]')
    assert signs.findall(out) == signs.findall(text)
    for line, new in zip(text.split("\r\n"), out.split("\r\n"), strict=True):
        for cell, replaced in zip(line.split(delimiter), new.split(delimiter), strict=True):
            assert bool(cell.strip()) == bool(replaced.strip())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_the_mark_in_front_and_the_line_breaks_stay(codec, tmp_path):
    path = tmp_path / "a.csv"
    raw = "Søren Ærø;Größe\r\nJørgen Åse;12,5\r\nBjörk Ü;3,75\r\n".encode(codec)
    path.write_bytes(raw)
    out = anonymised(path, Random(3))
    assert len(out.decode(codec)) == len(raw.decode(codec))
    assert out[:2] == raw[:2] if codec in ("utf-8-sig", "utf-16") else True
    text = out.decode(codec)
    assert [part for part in ("Søren", "Jørgen", "Åse", "12,5", "3,75", "Björk") if part in text] == []
    assert text.count("\r\n") == 3


def test_the_first_cohort_reads_alike_and_tells_nothing(tmp_path):
    out = anonymised(FIRST, Random(1))
    path = tmp_path / "t.csv"
    path.write_bytes(out)
    before, after = read_raw_table(FIRST, "t.csv", {}), read_raw_table(path, "t.csv", {})
    assert after.dialect == before.dialect
    assert after.lines == before.lines
    assert (len(after.header), after.problems) == (len(before.header), before.problems)
    rows = list(csv.reader(io.StringIO(FIRST.read_text(encoding="utf-8"))))
    text = out.decode()
    assert [cell for cell in secret([cell for row in rows[1:] for cell in row]) if cell in text] == []
    assert "Lost to follow-up" in text
    assert "Size (mm)/reduction (%) week 12" in text
    # equal texts stay equal: one patient is still one, and the merged row is still blank
    new = list(csv.reader(io.StringIO(text)))
    assert [len({row[4] for row in table[1:]}) for table in (rows, new)] == [len({row[4] for row in rows[1:]})] * 2
    assert [[not cell for cell in row] for row in new] == [[not cell for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("12 mm", r"\d\d mm"),
        ("<0,5", r"<0,[1-9]|<0,\d|<\d,\d"),
        ("03.05.2015", r"0\d\.0\d\.(19|20)\d\d"),
        ("2015-12-24", r"\d{4}-1[0-2]-(1[3-9]|2[0-8])"),
        ("007", r"0[1-9]{2}|0\d\d"),
        ("SSc/59", r"[A-Z]{2}[a-z]/\d\d"),
        ("Anna  Vest ", r"[A-Z][a-z]{3}  [A-Z][a-z]{3} "),
        ("female", "female|male"),
        ("F", "F|M"),
        ("n.d.", r"n\.d\."),
        ("#DIV/0!", "#DIV/0!"),
        ("3 May 2015", r"\d [A-Z][a-z]+ \d{4}"),
    ],
)
def test_what_a_text_is_can_still_be_told(text, pattern):
    for seed in range(20):
        assert re.fullmatch(pattern, Replacer(Random(seed)).cell(text)), Replacer(Random(seed)).cell(text)


def test_a_header_keeps_the_words_of_fields_and_visits_and_loses_all_else():
    replacer = Replacer(Random(5))
    assert replacer.header("Size (mm) week 12") == "Size (mm) week 12"
    for told in ("Dr Hansen", "born 12.03.1961", "123456"):
        out = replacer.header(told)
        assert not HiddenTexts(["Hansen", "1961", "123456"]).occur_in(out)


def test_words_that_stay_are_no_names():
    assert {"size", "week", "patient", "mm"} <= header_words()
    assert {"lost to follow-up", "n.d.", "#n/a"} <= known_texts()
    assert header_words() & {"anna", "peter", "hansen", "smith"} == set()


def test_what_a_hidden_text_would_be_part_of_does_not_stay_either():
    replacer = Replacer(Random(1), hidden=HiddenTexts(["low-u", "ize"]))
    assert "low-u" not in replacer.cell("lost to follow-up")
    assert "ize" not in replacer.header("Size week 4")


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Anna Vest"
    sheet.append(["Patient", "Sex", "Size (mm) week 0", "Date", "Event"])
    sheet.append(["Anna Vest", "female", 42.5, datetime.date(2015, 3, 4), True])
    sheet.append(["Bo Skov", "male", "=C2*2", datetime.date(2015, 4, 5), False])
    sheet.append(["Carla Holm", None, "#N/A", "lost to follow-up", None])
    sheet.merge_cells("A5:B5")
    sheet["A5"] = "Merged name"
    sheet["C2"].number_format = '0.0" mm"'
    sheet["C3"].number_format = '0.0" of Anna"'
    sheet["C2"].comment = openpyxl.comments.Comment("told by Anna Vest", "Dr Hansen")
    book.properties.creator = "Dr Hansen"
    book.save(path)


def test_a_workbook_keeps_types_formats_and_merged_cells_and_nothing_else(tmp_path):
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    workbook(path)
    out.write_bytes(anonymised(path, Random(2)))
    with zipfile.ZipFile(out) as package:
        everything = "\n".join(package.read(name).decode() for name in package.namelist())
    for told in ("Anna", "Vest", "Skov", "Carla", "Holm", "Merged name", "Hansen", "C2*2", "2015"):
        assert told not in everything
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Patient", "Sex", "Size (mm) week 0", "Date", "Event"]
    assert sheet["C2"].value != 42.5
    assert isinstance(sheet["C2"].value, float)
    assert isinstance(sheet["D2"].value, datetime.datetime)
    assert isinstance(sheet["E2"].value, bool)
    assert sheet["D4"].value == "lost to follow-up"
    assert sheet["B2"].value in ("female", "male")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A5:B5"]
    assert (sheet["C2"].number_format, "Anna" in sheet["C3"].number_format) == ('0.0" mm"', False)


@settings(max_examples=30)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8), seed=st.integers(0, 2**32))
def test_no_text_of_a_workbook_is_in_any_of_its_parts(tmp_path_factory, rows, seed):
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    told = []
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if not openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(text) and not text.startswith("="):
                sheet.cell(number, column).value = text
                told.append(text)
    book.save(path)
    out = path.with_name("b.xlsx")
    out.write_bytes(anonymised(path, Random(seed)))
    new = openpyxl.load_workbook(out).active
    assert new is not None
    shown = "\n".join(str(cell.value) for row in new.iter_rows() for cell in row if cell.value is not None)
    assert [cell for cell in secret(told) if cell in shown] == []
    with zipfile.ZipFile(out) as package:
        everything = "\n".join(package.read(name).decode() for name in package.namelist())
    words = [cell for cell in secret(told) if re.search(r"[^\W\d_]{3}.*[^\W\d_]{3}", cell) and "xml" not in cell]
    assert [cell for cell in words if cell in everything] == []


def test_the_command_writes_beside_the_file_and_never_over_anything(tmp_path, capsys):
    path = tmp_path / "Anna Vest.csv"
    path.write_bytes(FIRST.read_bytes())
    assert main(["anonymise", str(path)]) == 0
    out = tmp_path / "table-anonymised.csv"
    assert out.read_bytes() != path.read_bytes()
    assert "Look at it before you send it" in capsys.readouterr().out
    assert main(["anonymise", str(path)]) == 1
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.sav", b"$FL2", "action: "),
        ("a.pdf", b"%PDF-1.7", "neither text nor a table|is a PDF document|a PDF"),
        ("a.xlsx", b"PK\x03\x04broken", "no workbook|cannot be"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "action: "),
        ("a.csv", b"a,b\n" + b"1,2\n" * 2_000_000, "larger than 5 MB"),
    ],
)
def test_what_cannot_be_done_is_one_message(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=message):
        anonymised(tmp_path / name, Random(0))


def names_everywhere(path: Path) -> None:
    """A file of a kind that is read and not written, with names also where no cell is."""
    rows = [["Patient", "Size (mm) week 0", "Seen by"], ["Anna Vest", 42.5, "Carla Holm"], ["Per Skov", 1.25, ""]]
    frame = pd.DataFrame(rows[1:], columns=["Patient", "Size_mm_week_0", "Seen_by"])
    kind = path.suffix
    if kind == ".sav":
        frame["Sex"] = [1.0, 2.0]
        pyreadstat.write_sav(
            frame,
            path,
            file_label="Study of Dr Hansen",
            column_labels={"Patient": "name, such as Anna Vest"},
            note="told by Dr Hansen",
            variable_value_labels={"Sex": {1.0: "Dame Skov", 2.0: "Herre Skov", 9.0: "Lise Falk"}},
        )
    elif kind == ".dta":
        frame.to_stata(path, write_index=False, data_label="Study of Dr Hansen", variable_labels={"Patient": "Anna"})
    elif kind == ".xpt":
        pyreadstat.write_xport(
            frame, path, file_label="Dr Hansen", column_labels={"Patient": "Anna"}, table_name="FALK"
        )
    else:
        frame.attrs = {"author": "Dr Hansen"}
        frame.to_parquet(path)


@pytest.mark.parametrize("kind", [".sav", ".dta", ".xpt", ".parquet"])
def test_a_kind_that_is_not_written_becomes_text_without_anything_beside_the_cells(kind, tmp_path, capsys):
    path, out = tmp_path / f"a{kind}", tmp_path / "table-anonymised.csv"
    names_everywhere(path)
    assert main(["anonymise", str(path)]) == 0
    assert f"A {kind} file is not written" in capsys.readouterr().out
    text = out.read_text(encoding="utf-8")
    for told in ("Anna", "Vest", "Skov", "Carla", "Holm", "Hansen", "Falk", "42.5", "1.25", "Ward"):
        assert told.casefold() not in text.casefold()
    old, new = (read_raw_table(one, one.name, {}) for one in (path, out))
    assert (len(new.header), len(new.lines)) == (len(old.header), len(old.lines))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            ".ods",
            ods([["Patient", "Size week 0", "Seen by"], ["Anna Vest", "93.25", "Carla Holm"], ["Skov", "1.25", "-"]]),
        ),
        (".xls", MARKED_XLS.read_bytes()),
        (".xls", xls({(row, column): 1234.5 + row + column / 8 for row in range(6) for column in range(3)})),
        (".xlsb", xlsb({(row, column): 1234.5 + row + column / 8 for row in range(6) for column in range(3)})),
    ],
    ids=["ods", "xls with marks", "xls", "xlsb"],
)
def test_a_spreadsheet_that_is_not_written_becomes_text_of_its_cells_without_their_values(
    kind, content, tmp_path, capsys
):
    path, out = tmp_path / f"Anna{kind}", tmp_path / "table-anonymised.csv"
    path.write_bytes(content)
    assert main(["anonymise", str(path)]) == 0
    assert f"A {kind} file is not written" in capsys.readouterr().out
    old = read_raw_table(path, path.name, {})
    told = [list(row) for row in zip(*(old.columns[header] for header in old.header), strict=True)]
    text = out.read_text(encoding="utf-8")
    assert secret([cell for row in told for cell in row])
    assert [cell for row in told for cell in secret(row) if cell in text] == []
    _, *rows = csv.reader(io.StringIO(text))
    assert [[bool(cell.strip()) for cell in row] for row in rows] == [
        [bool(cell.strip()) for cell in row] for row in told
    ]


def test_rows_that_are_patients_stay_as_many_and_in_their_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = ["Size week 0,Size week 4,trt", "93.25,41.75,1", "", "87.5,30.25,0", "61.5,20.75,1"]
    Path("t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    Path("t.csv").write_bytes(anonymised(Path("t.csv"), Random(5)))
    assert "93.25" not in Path("t.csv").read_text(encoding="utf-8")
    trial = tried_config({"cohorts": {"c": {"table": {"file": "t.csv", "patient_id": "row"}}}})["c"]
    assert [value.patient for value in trial.preview] == ["1", "1", "3", "3", "4", "4"]

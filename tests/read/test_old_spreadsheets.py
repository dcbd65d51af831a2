"""Spreadsheets that are no .xlsx: a real .xls, and an .ods as its standard has it."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import statsmodels

from casetrace.read.compound_file import DamagedFile, stream
from casetrace.read.reading import read_raw_table
from casetrace.read.spreadsheet import read_sheet
from casetrace.read.table import MergedCells

#: Written by Excel in 2009, and shipped with statsmodels.
XLS = Path(statsmodels.__file__).parent / "datasets" / "macrodata" / "src" / "macrodata.xls"

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Visits">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


#: Written by xlwt 1.3.0, whose formulas have a blank value.
MARKED_XLS = Path(__file__).parent / "files" / "marks.xls"


def cell(text: str) -> str:
    number = text.replace(".", "", 1).isdigit()
    kind = f'office:value-type="float" office:value="{text}"' if number else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def ods(rows: list[list[str]]) -> bytes:
    return ods_of("".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows))


def ods_of(lines: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", CONTENT.format(rows=lines))
    return buffer.getvalue()


def test_a_real_xls_is_read():
    path = XLS / XLS.name if XLS.is_dir() else XLS
    raw = read_raw_table(path, path.name, {"columns": {}, "sheet": "Quarterly"})
    assert not raw.problems
    assert raw.header[:2] == ["DATE", "DPIC96"]
    assert (raw.columns["DATE"][0], raw.columns["DPIC96"][0]) == ("1947-01-01", "1218.6")


def test_an_ods_is_read(tmp_path):
    path = tmp_path / "t.ods"
    path.write_bytes(ods([["id", "size (mm)"], ["P1", "12.5"], ["P2", "8"]]))
    raw = read_raw_table(path, path.name, {"columns": {}})
    assert not raw.problems
    assert raw.columns == {"id": ["P1", "P2"], "size (mm)": ["12.5", "8"]}
    assert raw.dialect.sheet == "Visits"


def test_the_marks_of_an_xls_are_those_of_an_xlsx():
    table = read_raw_table(MARKED_XLS, "marks.xls", {"columns": {}, "sheet": "Visits"})
    assert table.columns["ID"] == ["P1", "", "P2", "P3", "P4"]
    # Formats 0.0% and 0.00" % off"; the second shows no percentage.
    assert table.columns["Change"] == ["75%", "100%", "52.38%", "0%", "0.85714"]
    assert table.merged == [MergedCells(4, 1, 5, 1)]
    assert table.faults == {(5, 6): "the error of a formula, #DIV/0!"}
    assert [(problem.severity, problem.rule, problem.line, problem.column) for problem in table.problems] == [
        ("warning", "spreadsheet that does not tell all", 3, 0),
        ("warning", "hidden rows", 7, 0),
        ("warning", "hidden column", 3, 7),
    ]
    assert "the formula in F8" in table.problems[0].found


MARKED_ODS = """
<table:table-column/><table:table-column table:number-columns-repeated="2"/><table:table-column
  table:visibility="collapse"/><table:table-column table:number-columns-repeated="1000"/>
<table:table-header-rows><table:table-row>{header}</table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>P1</text:p>
  </table:table-cell>{ten}{ten}<table:table-cell table:formula="of:=[.B2]/0" office:value-type="string"
  office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:covered-table-cell/>{ten}{percent}<table:table-cell
  table:formula="oooc:=[.B3]/0" office:value-type="float" office:value="0"><text:p>Err:503</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>P2</text:p>
  </table:table-cell>{ten}{percent}<table:table-cell table:formula="of:=[.B4]+1"/></table:table-row>
<table:table-row table:number-rows-repeated="1048571" table:visibility="collapse"><table:table-cell
  table:number-columns-repeated="16384"/></table:table-row>
"""


PERCENT = '<table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7%</text:p></table:table-cell>'


def marked_ods() -> bytes:
    header = "".join(map(cell, ["id", "before", "after", "ratio"]))
    percent = (
        '<table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7%</text:p></table:table-cell>'
    )
    lines = MARKED_ODS.format(header=header, ten=cell("10"), percent=percent)
    return ods_of(re.sub(r">\s+<", "><", lines))


def test_the_marks_of_an_ods_are_those_of_an_xlsx(tmp_path):
    path = tmp_path / "t.ods"
    path.write_bytes(marked_ods())
    table = read_raw_table(path, path.name, {"columns": {}})
    assert table.columns["after"] == ["10", "7%", "7%", "7%"]
    assert table.merged == [MergedCells(2, 1, 3, 1)]
    no_value = 'the formula "=[.B4]+1", of which the file keeps no value'
    assert table.faults == {
        (2, 4): "the error of a formula, #DIV/0!",
        # Older programs keep a 0 for what they show as an error.
        (3, 4): "the error of a formula, Err:503",
        (4, 4): no_value,
        (5, 4): no_value,
    }
    assert [(problem.rule, problem.line, problem.column) for problem in table.problems] == [
        ("hidden rows", 3, 0),
        ("hidden column", 1, 4),
    ]


def test_a_binary_workbook_says_what_it_does_not_tell(monkeypatch):
    class Book:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        sheet_names = ("Visits",)
        sheets_metadata = ()

        def get_sheet_by_name(self, _):
            return self

        def to_python(self, **_):
            return [["id", "size"], ["P1", 3.0]]

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", lambda _: Book(), raising=False)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    sheet = read_sheet(buffer.getvalue(), "t.xlsb", "Visits")
    assert sheet.marks.untold.startswith("hidden rows and columns, percent formats, merged cells, and errors")


@pytest.mark.parametrize("place", range(0, 512, 4))
def test_a_damaged_header_of_an_ole_file_ends(place):
    """Each number of the header replaced: the stream, or an error that is caught, and no endless chain."""
    raw = bytearray(MARKED_XLS.read_bytes())
    raw[place : place + 4] = b"\x01\x00\x00\x00"
    try:
        stream(bytes(raw), "Workbook")
    except DamagedFile:
        return


def test_a_chain_of_sectors_in_a_circle_is_an_error():
    raw = bytearray(MARKED_XLS.read_bytes())
    # The sector of the directory follows itself: its number in the table, which stands in the sector named first.
    directory, table = (int.from_bytes(raw[at : at + 4], "little") for at in (48, 76))
    at = 512 * (table + 1) + 4 * directory
    raw[at : at + 4] = directory.to_bytes(4, "little")
    with pytest.raises(ValueError, match="without an end"):
        stream(bytes(raw), "Workbook")

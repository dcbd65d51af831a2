"""Spreadsheets that are no .xlsx: a real .xls, and an .ods as its standard has it."""

import io
import zipfile
from pathlib import Path

import statsmodels

from casetrace.read.reading import read_raw_table

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


def cell(text: str) -> str:
    number = text.replace(".", "", 1).isdigit()
    kind = f'office:value-type="float" office:value="{text}"' if number else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def ods(rows: list[list[str]]) -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
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

"""The smallest workbooks of .xls and .xlsb that a reader takes, made by hand, with numbers in any cell."""

import io
import random
import struct
import zipfile
from collections.abc import Mapping
from itertools import groupby

#: Numbers by row and column, counted from 0.
Cells = Mapping[tuple[int, int], float]

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(cells: Cells, dimensions: bytes = b"") -> bytes:
    """A workbook of Excel 97 with one sheet, and what it says of how far it reaches."""
    kinds = {0x05: 0, 0x10: 1}
    beginning = {kind: _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 1997, 0, 0)) for kind in kinds}
    end = _record(0x0A, b"")
    name = b"Sheet1"
    named = struct.pack("<HBB", 0, len(name), 0) + name
    codepage = _record(0x42, struct.pack("<H", 1200))
    sheet_at = len(beginning[0x05]) + len(codepage) + 4 + 4 + len(named) + len(end)
    numbers = b"".join(_record(0x203, struct.pack("<HHHd", *place, 0, value)) for place, value in sorted(cells.items()))
    globals_ = beginning[0x05] + codepage + _record(0x85, struct.pack("<I", sheet_at) + named) + end
    return compound(globals_ + beginning[0x10] + dimensions + numbers + end, "Workbook")


def compound(stream: bytes, name: str) -> bytes:
    """A compound file of one stream, which lies behind the table of the sectors and the directory."""
    stream = stream.ljust(max(8 * SECTOR, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    assert sectors < 120, "one sector holds the table of all"
    table = [TABLE, END, *range(3, sectors + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    coded = name.encode("utf-16-le")
    head = coded.ljust(64, b"\0") + struct.pack("<HBBIII", len(coded) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _number(value: int) -> bytes:
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def _binary(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def xlsb(cells: Cells) -> bytes:
    """A workbook of .xlsb with one sheet."""
    sheet = _binary(129) + _binary(148, struct.pack("<4I", 0, 0, 0, 0)) + _binary(145)
    for row, places in groupby(sorted(cells), key=lambda place: place[0]):
        sheet += _binary(0, struct.pack("<I", row) + bytes(21))
        sheet += b"".join(_binary(5, struct.pack("<IId", column, 0, cells[row, column])) for _, column in places)
    sheet += _binary(146) + _binary(130)
    texts = [struct.pack("<I", len(text)) + text.encode("utf-16-le") for text in ("rId1", "Sheet1")]
    book = _binary(131) + _binary(143) + _binary(156, struct.pack("<II", 0, 1) + b"".join(texts)) + _binary(144)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", book + _binary(132))
        package.writestr("xl/_rels/workbook.bin.rels", relations)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


def damaged_workbook(raw: bytes, draw: random.Random) -> bytes:
    """A workbook with one to three bytes changed, in what is no filling; of .xlsb most often within its parts."""
    if b"xl/workbook.bin" not in raw or draw.random() < 0.2:
        return _changed(raw, draw)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, _changed(old.read(name), draw) if name.endswith(".bin") else old.read(name))
    return out.getvalue()


def _changed(raw: bytes, draw: random.Random) -> bytes:
    changed = bytearray(raw)
    places = [place for place, byte in enumerate(raw) if byte or draw.random() < 0.05]
    for place in draw.sample(places, draw.choice([1, 1, 3])):
        changed[place] = draw.randrange(256)
    return bytes(changed)

"""A workbook of Excel: its sheets with their cells, types, number formats and merged cells, and nothing else of it.

What else a workbook may hold (its author, comments, pictures, formulas, names, lists of allowed values, what links and
pivot tables keep) is left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from random import Random
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from casetrace.anonymise.hiding import HiddenTexts
from casetrace.anonymise.replacing import SEVERITIES, Replacer
from casetrace.anonymise.vocabulary import TOKEN, unit_words
from casetrace.model.errors import UserError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
NORMAL = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
#: Days of the years from 1954 to 2023, as Excel counts them.
DAYS = (20_000, 45_000)
#: Days that are drawn until one is free.
TRIES = 20

Element = ElementTree.Element


def workbook_without_values(
    raw: bytes, file: str, heads: tuple[int, ...], rng: Random, *, keeps_header: bool = False
) -> bytes:
    """A workbook of the same shape without the values of another one.

    Parameters
    ----------
    raw, file
        The file, and its name for messages.
    heads
        The rows of the header and of the units, from 1, in every sheet.
    rng
        Draws what stands in the place of the values.
    keeps_header
        Whether the header stays as it is.

    Raises
    ------
    UserError
        When some text cannot be hidden, or the file is no such workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            book = _Workbook(package)
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise UserError(f"{file}: this is no workbook that can be read ({error})") from None
    kept = set(heads) if keeps_header else set()
    cells = [book.text(cell) for _, row, cell in book.cells() if row not in kept]
    hidden = HiddenTexts.of_cells(cells)
    for severity in SEVERITIES:
        replacer = Replacer(rng, hidden, severity=severity)
        texts = {id(cell): book.replaced(cell, row, replacer, set(heads), kept) for _, row, cell in book.cells()}
        if not hidden.occur_in("\n".join(texts.values())):
            return book.written(texts)
    raise UserError(
        f"{file}: some of its texts could not be hidden, and nothing was written; send a made-up table instead"
    )


class _Workbook:
    """What is taken over of a workbook.

    Parameters
    ----------
    package
        The file.
    """

    def __init__(self, package: zipfile.ZipFile) -> None:
        names = package.namelist()
        self.strings = (
            [_text_in(item) for item in _root(package, "xl/sharedStrings.xml")]
            if "xl/sharedStrings.xml" in names
            else []
        )
        self.styles = _styles(_root(package, "xl/styles.xml")) if "xl/styles.xml" in names else ""
        targets = {one.get("Id"): one.get("Target", "") for one in _root(package, "xl/_rels/workbook.xml.rels")}
        sheets = _root(package, "xl/workbook.xml").find(f"{MAIN}sheets")
        self.sheets: list[tuple[str, Element]] = []
        for sheet in sheets if sheets is not None else []:
            target = targets[sheet.get(LINK)].removeprefix("/xl/").removeprefix("xl/")
            if "worksheets/" in target:
                self.sheets.append((sheet.get("state", "visible"), _root(package, f"xl/{target}")))

    def cells(self) -> Iterator[tuple[Element, int, Element]]:
        """The sheet, the row from 1 and the element of each cell that has something in it."""
        for _, sheet in self.sheets:
            for row in sheet.iter(f"{MAIN}row"):
                for cell in row.iter(f"{MAIN}c"):
                    if self.text(cell):
                        yield sheet, int(row.get("r", "0")), cell

    def text(self, cell: Element) -> str:
        """The text of a cell, or its number as it is stored."""
        kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v", "")
        if kind == "s":
            return self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else ""
        return "".join(_text_in(part) for part in cell.findall(f"{MAIN}is")) if kind == "inlineStr" else value

    def replaced(self, cell: Element, row: int, replacer: Replacer, heads: set[int], kept: set[int]) -> str:
        """What stands in the place of a cell."""
        text, kind = self.text(cell), cell.get("t", "n")
        if row in kept or kind == "e":
            return text
        if kind == "b":
            return replacer.rng.choice("01")
        if kind == "n":
            return _number(text, replacer)
        return replacer.header(text) if row in heads else replacer.cell(text)

    def written(self, texts: dict[int, str]) -> bytes:
        """The workbook with other texts."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self._parts(texts):
                about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                package.writestr(about, HEAD + content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _parts(self, texts: dict[int, str]) -> Iterator[tuple[str, str]]:
        numbers = range(1, len(self.sheets) + 1)
        parts = {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in numbers}
        parts |= {"/xl/workbook.xml": "sheet.main"} | ({"/xl/styles.xml": "styles"} if self.styles else {})
        types = "".join(
            f'<Override PartName="{name}" ContentType="{SHEET_TYPE}.{kind}+xml"/>' for name, kind in parts.items()
        )
        defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        yield "[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{defaults}{types}</Types>'
        yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
        sheets = "".join(
            f'<sheet name="Sheet{number}" sheetId="{number}" state={quoteattr(state)} r:id="rId{number}"/>'
            for number, (state, _) in enumerate(self.sheets, start=1)
        )
        yield "xl/workbook.xml", f"<workbook {NAMESPACES}><sheets>{sheets}</sheets></workbook>"
        targets = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        styles = [("rId0", "styles", "styles.xml")] if self.styles else []
        yield "xl/_rels/workbook.xml.rels", _relations([*targets, *styles])
        if self.styles:
            yield "xl/styles.xml", self.styles
        for number, (_, sheet) in enumerate(self.sheets, start=1):
            yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet, texts)


def _root(package: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(package.read(name))


def _text_in(element: Element) -> str:
    """The text of a string, without the phonetic reading beside it."""
    spoken = {id(text) for part in element.iter(f"{MAIN}rPh") for text in part.iter(f"{MAIN}t")}
    return "".join(text.text or "" for text in element.iter(f"{MAIN}t") if id(text) not in spoken)


def _number(text: str, replacer: Replacer) -> str:
    """Another number of as many digits; where it may be a date, another date of the last decades."""
    if text.isdigit() and DAYS[0] <= int(text) < DAYS[1]:
        return _day(text, replacer)
    mantissa, _, exponent = text.upper().partition("E")
    return TOKEN.sub(lambda found: replacer.token(found[0]), mantissa) + (f"E{exponent}" if exponent else "")


def _day(text: str, replacer: Replacer) -> str:
    for _ in range(TRIES):
        drawn = str(replacer.rng.randrange(*DAYS))
        if drawn != text and replacer.may_stay(drawn):
            return drawn
    return replacer.token(text)


def _styles(root: Element) -> str:
    """The number formats of the cells; of their quoted texts, units alone."""
    formats = [(one.get("numFmtId", "0"), _format(one.get("formatCode", ""))) for one in root.iter(f"{MAIN}numFmt")]
    of_cells = root.find(f"{MAIN}cellXfs")
    used = [one.get("numFmtId", "0") for one in of_cells] if of_cells is not None else ["0"]
    codes = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in formats)
    count = f'<numFmts count="{len(formats)}">{codes}</numFmts>' if formats else ""
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in used
    )
    plain = (
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    )
    return f'<styleSheet {NAMESPACES}>{count}{plain}<cellXfs count="{len(used)}">{cells}</cellXfs>{NORMAL}</styleSheet>'


def _format(code: str) -> str:
    return re.sub(r'"([^"]*)"', lambda found: found[0] if found[1].strip().casefold() in unit_words() else '""', code)


def _sheet(sheet: Element, texts: dict[int, str]) -> str:
    rows = "".join(_row(row, texts) for row in sheet.iter(f"{MAIN}row"))
    merged = [one.get("ref", "") for one in sheet.iter(f"{MAIN}mergeCell")]
    merges = "".join(f"<mergeCell ref={quoteattr(ref)}/>" for ref in merged)
    merges = f'<mergeCells count="{len(merged)}">{merges}</mergeCells>' if merged else ""
    return f"<worksheet {NAMESPACES}><sheetData>{rows}</sheetData>{merges}</worksheet>"


def _row(row: Element, texts: dict[int, str]) -> str:
    hidden = ' hidden="1"' if row.get("hidden") in ("1", "true") else ""
    cells = "".join(_cell(cell, texts) for cell in row.iter(f"{MAIN}c"))
    return f"<row r={quoteattr(row.get('r', ''))}{hidden}>{cells}</row>"


def _cell(cell: Element, texts: dict[int, str]) -> str:
    kind, text = cell.get("t", "n"), texts.get(id(cell), "")
    place = f"r={quoteattr(cell.get('r', ''))}" + (f' s="{cell.get("s")}"' if cell.get("s", "").isdigit() else "")
    if not text:
        return f"<c {place}/>"
    if kind in ("s", "str", "inlineStr"):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    return f"<c {place} t={quoteattr(kind)}><v>{escape(text)}</v></c>"


def _relations(parts: list[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in parts
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'

"""Word files to test: of a few blocks, and of everything that a document can hold; and what stands in them."""

import io
from typing import Any
from zipfile import ZipFile

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml

from casetrace.report.document.blocks import (
    Body,
    BulletList,
    Cell,
    Columns,
    Definition,
    Definitions,
    Details,
    Document,
    Figure,
    Panel,
    Paragraph,
    Preformatted,
    Row,
    Section,
    Table,
)
from casetrace.report.document.inlines import (
    Break,
    Code,
    Count,
    Link,
    Name,
    Number,
    Reason,
    Setting,
    Styled,
    Symbol,
    Value,
)
from casetrace.report.document.numbering import numbered
from casetrace.report.document.tables import header, number_heading, row, table
from casetrace.report.office.xml import Element
from casetrace.report.word import word

FLAGGED = Number("92.9", "mean.t", "estimate", "flagged", "few patients", marked=True)
REFUSED = Number("—", "sd", "estimate", "refused", "an SD needs 3 values")
RTL_OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
HOSTILE = (
    "a\x00b\x08c\x1b[31m",
    "\ud800 lone surrogate \udfff",
    "no character \uffff\ufdd0",
    f"{RTL_OVERRIDE}desrever",
    "مرحبا بالعالم",
    "👩‍⚕️ emoji 🧑🏽‍🔬",
    "W" * 300,
    '=cmd|"/c calc"!A1',
    '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
    '</w:t></w:r><w:altChunk r:id="x"/>',
    '<script>alert("x")</script>&amp;',
    "line\nbreak\ttab\u2028separator",
    "x" * 4_000,
    "",
)


def document(*blocks: object, title: str = "A study") -> Document:
    """A document of one section."""
    return Document("Report", title, ("Six patients",), f"{title}, in short", (), "", (section(*blocks),))


def section(*blocks: object, id: str = "results") -> Section:
    return Section(("Results",), tuple(blocks), id, 2, "Results")  # type: ignore[arg-type]


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def body_of(content: bytes) -> Element:
    """The body of a Word file."""
    result: Element = parse_xml(parts(content)["word/document.xml"])[0]
    return result


def body(*blocks: object, language: str = "en-GB") -> Element:
    """The body of a Word file of these blocks."""
    return body_of(word(numbered(document(*blocks)), language))


def style(content: bytes, name: str) -> Element:
    """A style of a Word file."""
    styles = found(parse_xml(parts(content)["word/styles.xml"]), "w:style")
    return next(style for style in styles if style.get(qn("w:styleId")) == name)


def text(element: Element) -> str:
    """The text of an element."""
    return "".join(part.text or "" for part in element.iter(qn("w:t")))


def found(element: Element, *paths: str) -> list[Element]:
    """Elements by their paths, such as `w:tr/w:tc`."""
    return [part for path in paths for part in element.iterfind(f".//{path}", nsmap)]


def value(element: Element, path: str, attribute: str = "val") -> str | None:
    """An attribute of the first element at a path."""
    elements = found(element, path)
    return elements[0].get(qn(f"w:{attribute}")) if elements else None


def paragraphs(element: Element, style: str) -> list[str]:
    """The texts of the paragraphs of a style."""
    return [text(part) for part in found(element, "w:p") if value(part, "w:pStyle") == style]


def first_table(*rows: Row, **options: Any) -> Element:
    """The first table of a file that has a table of these rows."""
    return found(body(table(header("Visit", number_heading("Mean")), rows=rows, **options)), "w:tbl")[0]


def everything(drawing: str) -> Document:
    """A document with all kinds of parts, each of which has hostile texts."""
    inlines = tuple(
        inline
        for text in HOSTILE
        for inline in (
            text,
            Number(text, f"{text}.id", text, "flagged", text, marked=True),
            Reason(text, "id"),
            Value(text, text, text, text),
            Setting(text, text),
            Count(3, text),
            Name(text),
            Code(text),
            Symbol("✓"),
            Break(),
            Styled((text,), "strong"),
            Styled((text,), "missing"),
            Link((text,), f"#{text}"),
            Link((text,), f"https://example.org/{text}"),
        )
    )
    nested = Table((header("A"),), (Body((row("1"),)),))
    cells = tuple(Cell((inline,), "number") for inline in inlines)
    shown = Table(
        (header(*HOSTILE),),
        (Body((Row(cells[: len(HOSTILE)]), Row((Cell((*inlines, nested)),))), HOSTILE[0]),),
        caption=inlines,
        notes=(inlines,),
        id=HOSTILE[3],
    )
    blocks = (
        *(Paragraph(inlines, role, text) for role in ("primary", "caution", "aside", "") for text in HOSTILE[:2]),
        BulletList((inlines, inlines)),
        Definitions((Definition(inlines, inlines, HOSTILE[4], "t"), Definition(("1",), inlines))),
        Details(inlines, (Paragraph(inlines), shown)),
        Preformatted("a: 1\n\tb: \x00\ud800"),
        Panel((Paragraph(inlines),)),
        Columns(((Paragraph(inlines),), (shown,))),
        Figure(HOSTILE[0], "".join(HOSTILE), drawing, "".join(HOSTILE)),
        Section(inlines, (), HOSTILE[5], 3),
        Section(inlines, (), HOSTILE[5], 9),
    )
    title = "".join(HOSTILE)
    return Document(title, title, inlines, title, inlines, title, (section(*blocks, id=HOSTILE[1]),))

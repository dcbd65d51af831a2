"""The styles of a Word file: a sans-serif in one colour, tables ruled as journals do.

The type is Arial: every journal takes it, Word has it on every system, and LibreOffice sets it in a type of the same
widths where it is missing. Lengths are in twentieths of a point, sizes of type in half points, rules in eighths.
"""

from dataclasses import dataclass, field
from typing import Literal

from casetrace.report.office.xml import Element, Property, attributed, properties, w

FONT, FIXED_FONT = "Arial", "Courier New"
SOFT, LINK = "595959", "1F3864"
#: The rules of a table: above and below it, and below the names of the columns.
OUTER_RULE = {"val": "single", "sz": 8, "space": 0, "color": "auto"}
INNER_RULE = {"val": "single", "sz": 4, "space": 0, "color": "auto"}
#: The size of type in a table, and in one in small print, in points.
TABLE_SIZE, SMALL_SIZE = 9.0, 8.0
#: Space at the left and right of a cell.
CELL_MARGIN = 85
BULLETS = 1


def fonts(name: str) -> dict[str, object]:
    """A type for all scripts."""
    return {"ascii": name, "hAnsi": name, "eastAsia": name, "cs": name}


def size(points: float) -> dict[str, Property]:
    """A size of type for all scripts."""
    return {"sz": round(2 * points), "szCs": round(2 * points)}


#: What Word has itself, under names of its own in every language.
BUILT_IN = frozenset(
    {
        "Normal",
        "Title",
        "Subtitle",
        "heading 1",
        "heading 2",
        "heading 3",
        "caption",
        "List Bullet",
        "footer",
        "Hyperlink",
    }
)
BOLD: dict[str, Property] = {"b": True, "bCs": True}
ITALIC: dict[str, Property] = {"i": True, "iCs": True}


@dataclass(frozen=True)
class Style:
    """A style: its id, its name as Word knows it, what it is based on and comes after it, and its properties."""

    id: str
    name: str
    parent: str = "Normal"
    next: str = ""
    paragraph: dict[str, Property] = field(default_factory=dict)
    text: dict[str, Property] = field(default_factory=dict)
    kind: Literal["paragraph", "character"] = "paragraph"

    def element(self) -> Element:
        """The style as Word reads it."""
        marks = {"default": 1} if self.id == "Normal" else {}
        if self.name not in BUILT_IN:
            marks = {"customStyle": 1}
        result = properties(
            "style",
            name=self.name,
            basedOn=self.parent or None,
            next=self.next or None,
            qFormat=self.kind == "paragraph",
            pPr=self.paragraph or None,
            rPr=self.text or None,
        )
        return attributed(result, type=self.kind, styleId=self.id, **marks)


def _heading(level: int, points: float, before: int) -> Style:
    above: dict[str, Property] = {"spacing": {"before": before, "after": 80}, "outlineLvl": level - 1}
    kept: dict[str, Property] = {"keepNext": True, "keepLines": True}
    return Style(f"Heading{level}", f"heading {level}", next="Normal", paragraph=kept | above, text=BOLD | size(points))


def _bar(color: str) -> dict[str, Property]:
    """A paragraph with a bar at its left."""
    bar = {"val": "single", "sz": 18, "space": 8, "color": color}
    return {"pBdr": {"left": bar}, "ind": {"left": 240}}


PARAGRAPHS = (
    Style("Normal", "Normal", "", paragraph={"spacing": {"after": 120, "line": 276, "lineRule": "auto"}}),
    Style("Kind", "Kind of Report", text={"color": SOFT}, paragraph={"spacing": {"after": 40}}),
    Style("Title", "Title", next="Normal", paragraph={"spacing": {"after": 80}}, text={**BOLD, **size(18)}),
    Style("Subtitle", "Subtitle", next="Normal", paragraph={"spacing": {"after": 80}}, text=size(12)),
    _heading(1, 14, 360),
    _heading(2, 12, 280),
    _heading(3, 10.5, 220),
    Style("Source", "Source of the Data", text={"color": SOFT, **size(9)}),
    Style("PrimaryResult", "Primary Result", paragraph=_bar("000000")),
    Style("Caution", "Caution", paragraph=_bar("A6A6A6")),
    Style("Aside", "Aside", text={"color": SOFT, **size(9)}),
    Style(
        "ListBullet",
        "List Bullet",
        paragraph={
            "numPr": {"ilvl": 0, "numId": BULLETS},
            "spacing": {"after": 60},
        },
    ),
    Style("Term", "Term", next="Meaning", paragraph={"keepNext": True, "spacing": {"after": 20}}, text=BOLD),
    Style("Meaning", "Meaning", paragraph={"ind": {"left": 360}}),
    Style(
        "NumberedEntry", "Numbered Entry", paragraph={"ind": {"left": 480, "hanging": 480}, "spacing": {"after": 60}}
    ),
    Style("MoreHeading", "More Heading", paragraph={"keepNext": True, "spacing": {"before": 120}}, text=BOLD),
    Style("Listing", "Listing of Code", text={"rFonts": fonts(FIXED_FONT), "noProof": True, **size(8.5)}),
    Style("Caption", "caption", next="Normal", paragraph={"spacing": {"before": 240, "after": 80}}, text=size(9.5)),
    Style("Figure", "Figure", paragraph={"keepNext": True, "spacing": {"before": 240, "after": 80}}),
    Style("FigureLegend", "Figure Legend", "Caption", paragraph={"spacing": {"before": 0, "after": 240}}),
    Style(
        "TableText",
        "Table Text",
        paragraph={"spacing": {"before": 30, "after": 30, "line": 240, "lineRule": "auto"}},
        text=size(TABLE_SIZE),
    ),
    Style("TableSmall", "Table Small Print", "TableText", text=size(SMALL_SIZE)),
    Style("TableNote", "Table Note", "TableText", paragraph={"spacing": {"before": 40, "after": 0}}, text=size(8)),
    Style("TableEnd", "Table End", "TableText", paragraph={"spacing": {"before": 0, "after": 120}}, text=size(4)),
    Style("TextNote", "Text Note", paragraph={"spacing": {"after": 80}}, text=size(8.5)),
    Style("Footer", "footer", paragraph={"jc": "center", "spacing": {"after": 0}}, text=size(9)),
)
CHARACTERS = (
    Style("NoteSign", "Note Sign", "", text={"vertAlign": "superscript"}, kind="character"),
    Style("Hyperlink", "Hyperlink", "", text={"color": LINK}, kind="character"),
    Style("CodeText", "Code Text", "", text={"rFonts": fonts(FIXED_FONT), "noProof": True}, kind="character"),
    Style("AsideText", "Aside Text", "", text={"color": SOFT}, kind="character"),
    Style("MissingText", "Missing Text", "", text={"color": SOFT, **ITALIC}, kind="character"),
)


def style_sheet(language: str) -> list[Element]:
    """All styles, and the language and type of text that has none of its own."""
    languages = dict.fromkeys(("val", "eastAsia", "bidi"), language)
    text = properties("rPr", rFonts=fonts(FONT), **size(10.5), lang=languages)
    defaults = w("docDefaults", w("rPrDefault", text), w("pPrDefault", w("pPr")))
    return [defaults, *(style.element() for style in (*PARAGRAPHS, *CHARACTERS)), *_tables()]


def _tables() -> list[Element]:
    margin = {"w": CELL_MARGIN, "type": "dxa"}
    margins = {"left": margin, "right": margin}
    plain = properties("style", name="Normal Table", uiPriority=99, tblPr={"tblCellMar": margins})
    rules = {"top": OUTER_RULE, "bottom": OUTER_RULE}
    ruled = properties("style", name="Journal Table", basedOn="TableNormal", tblPr={"tblBorders": rules})
    return [
        attributed(plain, type="table", default=1, styleId="TableNormal"),
        attributed(ruled, type="table", customStyle=1, styleId="JournalTable"),
    ]


def bullets() -> list[Element]:
    """The numbering of lists: bullets."""
    level = properties(
        "lvl",
        start=1,
        numFmt="bullet",
        lvlText="•",
        lvlJc="left",
        pPr={"ind": {"left": 360, "hanging": 240}},
        rPr={"rFonts": fonts(FONT)},
    )
    kind = w("abstractNum", w("multiLevelType", val="singleLevel"), attributed(level, ilvl=0), abstractNumId=0)
    return [kind, w("num", w("abstractNumId", val=0), numId=BULLETS)]

"""Tables, their notes, captions and figures in a Word file."""

import matplotlib.image
import numpy as np
import pytest
from docx.oxml.ns import qn

from casetrace.report.document.blocks import (
    Body,
    BulletList,
    Cell,
    Figure,
    Paragraph,
    Row,
    Section,
    Table,
)
from casetrace.report.document.inlines import (
    Break,
    Link,
    Name,
    Number,
    Reason,
)
from casetrace.report.document.tables import head_row, header, number_cell, over, row, table, within
from casetrace.report.word import word
from tests.report.word_files import (
    FLAGGED,
    REFUSED,
    body,
    document,
    first_table,
    found,
    paragraphs,
    parts,
    style,
    text,
    value,
)


def test_a_table_is_ruled_as_in_journals():
    shown = first_table(row("4", number_cell("92.9")), row("12", number_cell("89.4")))
    rules = found(style(word(document()), "JournalTable"), "w:tblBorders/*")
    assert [rule.tag.split("}")[1] for rule in rules] == ["top", "bottom"]
    lines = found(shown, "w:tr")
    assert [len(found(line, "w:tcBorders/w:bottom")) for line in lines] == [2, 0, 0]
    assert not found(shown, "w:tcBorders/w:left", "w:tcBorders/w:right", "w:insideV")
    assert [bool(found(line, "w:tblHeader")) for line in lines] == [True, False, False]
    assert all(found(line, "w:cantSplit") for line in lines)
    assert [value(line, "w:tc[2]//w:jc") for line in lines] == ["right", "right", "right"]
    assert [value(line, "w:tc[1]//w:jc") for line in lines] == [None, None, None]


def test_a_long_row_may_be_split():
    assert not found(first_table(row("word " * 3000, "1")), "w:tr[2]//w:cantSplit")


def test_rows_stand_in_below_the_row_that_names_them():
    shown = first_table(head_row("Sex", ""), row(within("female"), "6"))
    assert value(shown, "w:tr[3]/w:tc[1]//w:ind", "left") == "180"
    assert value(shown, "w:tr[2]/w:tc[1]//w:ind", "left") is None
    assert [bool(found(line, "w:b")) for line in found(shown, "w:tr")] == [True, True, False]


def test_cells_cover_columns_and_rows():
    names = (over("", Cell(("Week 4",), heading=True, columns=2)), header("Arm", "n", "Mean"))
    rows = (row(Cell(("A",), rows=2), "1", "2"), row("3", "4"), row("B"))
    shown = found(body(Table(names, (Body(rows),))), "w:tbl")[0]
    lines = [[text(cell) for cell in line.iterchildren(qn("w:tc"))] for line in found(shown, "w:tr")]
    assert lines == [["", "Week 4"], ["Arm", "n", "Mean"], ["A", "1", "2"], ["", "3", "4"], ["B", "", ""]]
    assert value(shown, "w:tr[1]/w:tc[2]/w:tcPr/w:gridSpan") == "2"
    assert (value(shown, "w:tr[1]/w:tc[2]//w:jc"), bool(found(shown, "w:tr[1]/w:tc[2]//w:tcBorders"))) == (
        "center",
        True,
    )
    assert value(shown, "w:tr[3]/w:tc[1]/w:tcPr/w:vMerge") == "restart"
    assert found(shown, "w:tr[4]/w:tc[1]/w:tcPr/w:vMerge")[0].attrib == {}


def test_a_cell_with_more_than_a_line_has_paragraphs_and_tables():
    inner = Table((header("B"),), (Body((row("1"),)),), caption=("Inner",))
    shown = first_table(row(Cell(("a", Break(), "b", Paragraph(("c",)), inner, "d")), "1"))
    cell = found(shown, "w:tr[2]/w:tc[1]")[0]
    assert [text(part) for part in cell.iterchildren(qn("w:p"))] == ["ab", "c", "Inner", "", "d"]
    assert len(found(cell, "w:tbl")) == 1


@pytest.mark.parametrize("empty", [Table((), ()), Table((Row(()),), (Body(()),), caption=("No cells",))])
def test_a_table_without_cells_is_left_out(empty):
    assert found(body(empty), "w:tbl") == []


def captioned(name: str, caption: tuple = ("Means",)) -> Table:
    return Table((header("A"),), (Body((row("1"),), f"{name}-body"),), caption=caption, id=name)


def test_captions_are_numbered_by_word_and_referred_to(drawing):
    words = Paragraph((Link((Name("Table 9"),), "#b"), Link(("Figure",), "#figure-flow"), Link(("see",), "#b")))
    shown = body(words, captioned("a"), captioned("b"), Figure("flow", "Flow", drawing))
    assert paragraphs(shown, "Caption") == ["Table 1. Means", "Table 2. Means"]
    assert paragraphs(shown, "FigureLegend") == ["Figure 1. Flow"]
    fields = [element.text.strip() for element in found(shown, "w:instrText")]
    sequence = r"SEQ Table \* ARABIC"
    assert fields == [r"REF b \h", r"REF figure_flow \h", sequence, sequence, r"SEQ Figure \* ARABIC"]
    assert paragraphs(shown, "Normal") == ["Table 2Figure 1see"]
    start = next(mark for mark in found(shown, "w:bookmarkStart") if mark.get(qn("w:name")) == "b")
    marked = []
    while start.getnext().tag != qn("w:bookmarkEnd"):
        start = start.getnext()
        marked.append(text(start))
    assert "".join(marked) == "Table 2"


def test_a_caption_that_nothing_leads_to_has_a_bookmark_all_the_same():
    assert "Table_1" in [mark.get(qn("w:name")) for mark in found(body(captioned("")), "w:bookmarkStart")]


def test_reasons_of_flags_stand_once_below_the_table():
    twin = Number("1", "sd.2", "estimate", "flagged", "an SD needs 3 values", marked=True)
    later = Number("86", "mean.t", "ci_upper", marked=True)
    shown = body(table(header("Mean", "SD"), rows=[row(FLAGGED, REFUSED), row(later, twin)], notes=[("n, number",)]))
    assert [text(cell) for cell in found(shown, "w:tbl[1]/w:tr/w:tc")][2:6] == ["92.9†", "—‡", "86†", "1‡"]
    assert paragraphs(shown, "TableNote") == ["n, number", "† Few patients.", "‡ An SD needs 3 values."]


def test_a_reason_that_the_table_says_itself_has_its_sign_there():
    reason = Reason("few patients", "mean.t")
    shown = body(table(header("Mean", "Note"), rows=[row(FLAGGED, reason)], notes=[(reason, ".")]))
    assert [text(cell) for cell in found(shown, "w:tbl[1]/w:tr/w:tc")][2:4] == ["92.9†", "† few patients"]
    assert paragraphs(shown, "TableNote") == ["† few patients."]


def test_reasons_of_flags_in_text_stand_below_it():
    shown = body(Paragraph(("Mean ", FLAGGED, " and ", FLAGGED)), BulletList((("a",), (FLAGGED,))))
    assert paragraphs(shown, "Normal")[0] == "Mean 92.9† and 92.9†"
    assert paragraphs(shown, "TextNote") == ["† Few patients.", "† Few patients."]


def test_a_flag_whose_reason_stands_nowhere_is_to_be_taken_with_caution():
    shown = body(Paragraph((Number("1", "x", "p_value", marked=True),)))
    assert paragraphs(shown, "TextNote") == ["† To be interpreted with caution."]


def test_signs_go_on_after_the_last_one():
    many = [Number("1", f"x{place}", "estimate", "flagged", f"reason {place}", marked=True) for place in range(7)]
    notes = paragraphs(body(table(header("A"), rows=[row(number) for number in many])), "TableNote")
    assert [note.split()[0] for note in notes] == ["†", "‡", "§", "‖", "¶", "††", "‡‡"]


def test_a_table_too_wide_lies_on_a_page_of_its_own_with_its_heading():
    words = [f"measurement{place}" for place in range(12)]
    wide = table(header(*words), rows=[row(*words)])
    shown = body(Section(("Wide",), (Paragraph(("Every one.",)), wide), "", 3), Paragraph(("After",)))
    ends = found(shown, "w:sectPr")
    assert [value(end, "w:pgSz", "orient") for end in ends] == [None, "landscape", None]
    before, after = (list(shown).index(end.getparent().getparent()) for end in ends[:2])
    lying = [text(part) for part in list(shown)[before + 1 : after]]
    assert lying == ["Results", "Wide", "Every one.", "Table 1", "".join(words * 2), ""]


def test_a_figure_is_its_picture_with_its_alternative_text(drawing):
    shown = body(Figure("flow", "Flow", drawing, "Six patients, of whom five were seen"), Figure("a", "", drawing))
    described = [(element.get("descr"), element.get("name")) for element in found(shown, "wp:docPr")]
    assert described == [("Six patients, of whom five were seen", "Picture 1"), ("", "Picture 2")]
    extents = {(element.get("cx"), element.get("cy")) for element in found(shown, "wp:extent")}
    assert [(round(int(cx) / 36000), round(int(cy) / 36000)) for cx, cy in extents] == [(90, 30)]
    assert len(paragraphs(shown, "FigureLegend")) == 1
    assert [name for name in parts(word(document(Figure("a", "b", drawing)))) if "media" in name] == [
        "word/media/image1.png"
    ]


def test_a_picture_that_is_too_large_is_shrunk_to_the_text(tmp_path):
    matplotlib.image.imsave(tmp_path / "large.png", np.zeros((300, 200, 3)), dpi=10)
    (tmp_path / "large.svg").write_text("<svg></svg>", encoding="utf-8")
    extent = found(body(Figure("large", "Large", str(tmp_path / "large.svg"))), "wp:extent")[0]
    cx, cy = (int(extent.get(name)) / 36000 for name in ("cx", "cy"))
    assert cx <= 160.1
    assert cy == pytest.approx(0.8 * (297 - 50), abs=0.5)
    assert cx / cy == pytest.approx(2 / 3, abs=0.001)

"""Tables and figures have one number each, and every format prints it."""

import re
from dataclasses import replace
from typing import Any, cast

import pytest

from casetrace.claims.audit_tables import Audit
from casetrace.report import documents
from casetrace.report.document.blocks import Body, Cell, Columns, Details, Figure, Paragraph, Table
from casetrace.report.document.inlines import Link, Number
from casetrace.report.document.numbering import names_of, numbered, reference, referring
from casetrace.report.document.prose import line
from casetrace.report.document.tables import captioned, header, number_cell, row, table
from casetrace.report.document.walking import parts_of
from casetrace.report.html import html
from casetrace.report.pdf import pdf
from casetrace.report.text import text
from casetrace.report.typst_blocks import block_code
from casetrace.report.typst_style import UPRIGHT
from casetrace.report.word import word
from tests.report.pdf_reading import Pdf
from tests.report.word_files import body_of, document, paragraphs

INNER = table(header("B"), rows=[row("1")])
SHOWN = captioned(table(header("A"), rows=[row("1"), row(Cell((INNER,)))]), "means", "Means.")
WORDS_OF_TABLE = Paragraph(line("See ", reference("table-means"), "."))
WORDS = Paragraph(line("See ", reference("table-means"), " and ", reference("figure-flow"), "."))


def blocks(drawing: str) -> tuple[object, ...]:
    """Tables and figures within other blocks, one without a caption and one without cells."""
    figure = Figure("flow", "Flow.", drawing)
    return WORDS, Details(("More",), (INNER,)), Columns(((figure, Table((), ())), (SHOWN,)))


def whole(drawing: str, prefix: str = ""):
    made = numbered(document(*blocks(drawing)), prefix)
    return referring(made, names_of(made))


def test_each_kind_is_numbered_in_the_order_in_which_it_is_printed(drawing):
    made = whole(drawing)
    assert [part.number for part in parts_of(made, Table)] == ["1", "", "2", ""]
    assert names_of(made) == {"table-means": "Table\N{NO-BREAK SPACE}2", "figure-flow": "Figure\N{NO-BREAK SPACE}1"}
    assert names_of(whole(drawing, "A"))["table-means"] == "Table\N{NO-BREAK SPACE}A2"


@pytest.mark.parametrize("prefix", ["", "A"])
def test_all_formats_print_the_same_numbers(drawing, prefix):
    made = whole(drawing, prefix)
    printed = {
        "html": re.sub(r"<[^>]*>", "", html(made.sections[0])).replace("&nbsp;", " "),
        "text": text(made.sections[0]),
        "pdf": " ".join(Pdf(pdf(made)).text.split()),
        "word": " ".join(line for style in ("Normal", "Caption", "FigureLegend") for line in in_word(made, style)),
    }
    for name, words in printed.items():
        words = words.replace("\N{NO-BREAK SPACE}", " ")
        for expected in (
            f"See Table {prefix}2 and Figure {prefix}1", f"Table {prefix}2. Means.", f"Figure {prefix}1. Flow.",
        ):  # fmt: skip
            assert expected in words, (name, expected, words)


def in_word(made, style: str) -> list[str]:
    return paragraphs(body_of(word(made)), style)


def test_a_reference_to_what_is_not_there_is_a_fault(drawing):
    made = numbered(document(Paragraph((reference("table-none"),))))
    with pytest.raises(KeyError, match="table-none"):
        referring(made, names_of(made))


def test_the_report_of_claims_refers_to_its_tables(monkeypatch):
    shown, empty = (document(*parts).sections[0] for parts in ((SHOWN, WORDS_OF_TABLE), ()))
    for name in ("cohort_of_claims", "audit", "audit_methods", "provenance_of_claims"):
        monkeypatch.setattr(documents, name, lambda *_, name=name, **__: shown if name == "audit" else empty)
    study: Any = {"title": "Audit", "cohort_title": "", "source": None}
    made = documents.claims_report("paper", study, cast(Audit, None), "", {})
    assert "See Table 1." in text(made.sections[1]).replace("\N{NO-BREAK SPACE}", " ")


def test_the_reports_refer_to_each_table_and_figure_that_they_have(cohort):
    named = names_of(cohort)
    pointed = {link.target.partition("#")[2] for link in parts_of(cohort.sections, Link)}
    shown = [name for name in named if name.startswith(("table-", "figure-flow", "figure-estimates"))]
    assert {"table-characteristics", "table-listing", "table-results", "table-safety"} <= set(shown) <= pointed
    assert all(link.parts for link in parts_of(cohort.sections, Link))


def test_a_table_that_fits_on_a_page_is_not_broken_over_two():
    """Of 28 rows, behind text that fills more and more of the page."""
    rows = [row(f"row {place}", number_cell("1")) for place in range(28)]
    shown = Table((header("Name", "n"),), (Body(tuple(rows)),), caption=("Many rows.",))
    for n_before in (0, 20, 40, 60):
        before = [Paragraph((f"before {place}",)) for place in range(n_before)]
        pages = Pdf(pdf(numbered(document(*before, shown)))).pages
        holding = [page for page in pages if "row " in page]
        assert len(holding) == 1, n_before
        [page] = holding
        assert "Many rows" in page


def test_whether_a_table_fits_depends_on_its_notes_as_they_are_printed():
    """Of the 549 points (75 %) for it, 8 notes of a line take 85, its head 16, its caption 11 and 27 rows 430."""
    notes = [f"reason {place}: {'a few words ' * 9}" for place in range(8)]
    rows = [row(Number("1", "id", "estimate", "flagged", note, marked=True)) for note in [*notes, *[notes[0]] * 20]]
    assert block_code(table(header("Mean"), rows=rows[:27]), UPRIGHT).startswith("tabular(8.5pt, true, ")
    assert block_code(table(header("Mean"), rows=rows), UPRIGHT).startswith("tabular(8.5pt, false, ")


def test_a_longer_table_repeats_its_head():
    rows = [row(f"row {place}", number_cell("1")) for place in range(150)]
    pages = Pdf(pdf(document(replace(table(header("Name", "n"), rows=rows), caption=("Long.",))))).whole_pages
    assert len(pages) > 2
    assert all("Name" in page for page in pages)


def test_a_figure_that_lacks_little_room_is_drawn_smaller_and_stays_on_its_page(tmp_path):
    """The page has 732 points; 500 of them are taken by lines, and the drawing has 252."""
    path = tmp_path / "tall.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="252pt" height="252pt"><path d="M0 0L9 9"/></svg>')
    before = [Paragraph((f"before {place}",)) for place in range(24)]
    pages = [Pdf(pdf(document(*before[:n], Figure("tall", "Tall.", str(path))))).pages for n in (18, 21, 24)]
    assert [len(shown) for shown in pages] == [1, 1, 1]


def test_a_caption_is_not_left_behind_at_the_foot_of_a_page():
    """Of a table that is too long for a page, behind text that fills more and more of it."""
    rows = [row(f"row {place}", number_cell("1")) for place in range(90)]
    shown = replace(table(header("Name", "n"), rows=rows), caption=("Long table.",))
    for n_before in range(36, 48):
        before = [Paragraph((f"before {place}",)) for place in range(n_before)]
        pages = Pdf(pdf(document(*before, shown))).pages
        assert any("Long table." in page and "row 0\n" in page for page in pages), n_before


def test_on_paper_a_table_without_a_caption_has_the_heading_above_it():
    assert "Table 2. Results." in " ".join(Pdf(pdf(numbered(document(SHOWN, INNER)))).text.split()).replace("\xa0", " ")

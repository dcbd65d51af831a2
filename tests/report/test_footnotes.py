"""Footnotes are sentences, the same in all formats, and nothing is said in two of them."""

import re
from html import unescape

import pytest

from casetrace.report.document.blocks import Paragraph
from casetrace.report.document.inlines import Number
from casetrace.report.document.prose import PERCENT, line
from casetrace.report.document.tables import header, row, table
from casetrace.report.footnotes import footnotes, separated
from casetrace.report.html import html
from casetrace.report.pdf import pdf
from casetrace.report.typst_blocks import block_code
from tests.report.pdf_reading import Pdf
from tests.report.word_files import body, document, paragraphs, text

LIMIT = "the CI extends beyond 100 %; treat as approximate"
COVERAGE = "in simulations the coverage was 92 %; see the listing"


def flagged(text: str, note: str) -> Number:
    return Number(text, f"id.{text}", "estimate", "flagged", note, marked=True)


SHOWN = table(
    header("Mean"),
    rows=[
        row(flagged("61", LIMIT)),
        row(flagged("72", f"{LIMIT}; {COVERAGE}")),
        row(flagged("83", "why; an inference")),
    ],
)


def test_what_several_reasons_have_in_common_is_one_note():
    assert separated([LIMIT, f"{LIMIT}; {COVERAGE}"]) == {LIMIT: (LIMIT,), f"{LIMIT}; {COVERAGE}": (LIMIT, COVERAGE)}
    assert separated([f"{LIMIT}; {COVERAGE}"]) == {f"{LIMIT}; {COVERAGE}": (f"{LIMIT}; {COVERAGE}",)}
    assert [note.reason.text for note in footnotes(SHOWN)] == [LIMIT, COVERAGE, "why; an inference"]


@pytest.mark.parametrize("kind", ["html", "pdf", "word"])
def test_notes_are_sentences_in_all_formats(kind):
    if kind == "word":
        signs = [("†", "61†"), ("‡", "72†,‡"), ("§", "83§")]
        shown = body(SHOWN)
        notes, cells = paragraphs(shown, "TableNote"), " ".join(paragraphs(shown, "TableText"))
    else:
        signs = [("†a", "61†a"), ("†b", "72†a,b"), ("†c", "83†c")]
        words = unescape(re.sub(r"<[^>]*>", "", html(SHOWN))) if kind == "html" else Pdf(pdf(document(SHOWN))).text
        notes, cells = [" ".join(words.split())], re.sub(r"\s+(?=†)", "", words)
    for (sign, cell), words in zip(
        signs,
        ("The CI extends beyond 100 %; treat as approximate.", "In simulations the coverage was 92 %; see the listing.",
         "Why; an inference."),
        strict=True,
    ):  # fmt: skip
        assert cell in cells
        assert any(f"{sign} {words}" in " ".join(note.split()) for note in notes), (notes, words)


def test_signs_of_a_number_are_in_the_order_of_the_notes_and_those_in_a_note_are_theirs():
    late, both = flagged("2", COVERAGE), flagged("3", f"{COVERAGE}; {LIMIT}")
    shown = table(header("Mean"), rows=[row(flagged("1", LIMIT)), row(late), row(both)], notes=[(late, " in all")])
    words = re.sub(r"<[^>]*>", "", html(shown))
    assert re.findall(r"\d†[a-z,]+", words) == ["1†a", "2†b", "3†a,b", "2†b"]
    assert paragraphs(body(shown), "TableText") == ["Mean", "1†", "2‡", "3†,‡"]


@pytest.mark.parametrize("kind", ["html", "pdf", "word"])
def test_a_table_s_own_notes_stand_before_the_reasons_of_its_signs(kind):
    shown = table(header("Mean"), rows=[row(flagged("1", LIMIT))], notes=[("Of all patients.",)])
    if kind == "word":
        words = " ".join(paragraphs(body(shown), "TableNote"))
    else:
        words = unescape(re.sub(r"<[^>]*>", "", html(shown))) if kind == "html" else Pdf(pdf(document(shown))).text
    assert re.search(r"Of all patients\.\s+†\s+The CI", words)


@pytest.mark.parametrize("kind", ["html", "pdf", "word"])
def test_no_line_ends_between_a_number_and_its_sign_of_percent(kind):
    if kind == "word":
        words = paragraphs(body(SHOWN), "TableNote")[0]
    else:
        words = unescape(html(SHOWN)) if kind == "html" else block_code(SHOWN, 400)
    assert "100\N{NO-BREAK SPACE}%" in words
    assert "100 %" not in words.replace("\N{NO-BREAK SPACE}", "")


@pytest.mark.parametrize(("kind", "shown"), [("html", "61 %†a of"), ("pdf", "61 %†a of"), ("word", "61 %† of")])
def test_a_sign_stands_behind_the_percent_of_its_number(kind, shown):
    part = Paragraph(line(flagged("61", LIMIT), PERCENT, " of ", flagged("72", COVERAGE)))
    if kind == "word":
        words = text(body(part))
    else:
        words = unescape(re.sub(r"<[^>]*>", "", html(part))) if kind == "html" else Pdf(pdf(document(part))).text
    assert shown in re.sub(r"\s+(?=†)", "", " ".join(words.split()))

"""A document printed as a Word file: its text, its numbers read back, and the pages that LibreOffice makes of it."""

import io
import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from casetrace.report.document.blocks import (
    Body,
    BulletList,
    Columns,
    Definition,
    Definitions,
    Details,
    Document,
    Figure,
    Panel,
    Paragraph,
    Preformatted,
    Section,
    Table,
)
from casetrace.report.document.inlines import (
    Code,
    Link,
    Number,
    Styled,
)
from casetrace.report.document.numbering import numbered
from casetrace.report.document.tables import header, number_cell, row, table
from casetrace.report.office.xml import cleaned
from casetrace.report.word import numbers_of, word
from tests.report.documents import traced_parts
from tests.report.word_files import (
    FLAGGED,
    HOSTILE,
    body,
    body_of,
    document,
    found,
    paragraphs,
    parts,
    section,
    style,
    text,
    value,
)


def test_every_number_is_read_back_with_its_source(cohort, cohort_file):
    numbers = [part for part in traced_parts(cohort) if isinstance(part, Number)]
    assert len(numbers) > 200
    assert sorted(numbers_of(cohort_file)) == sorted((part.text, part.result_id, part.column) for part in numbers)


def test_the_table_of_sources_says_once_where_a_number_is_from():
    shown = body(Paragraph((Number("6", "n", "estimate"), Number("6.0", "n", "estimate"), Number("5", "n", "df"))))
    assert [[text(cell) for cell in found(line, "w:tc")] for line in found(shown, "w:tr")] == [
        ["Key", "In the text", "Result", "Column"],
        ["n1", "6; 6.0", "n", "estimate"],
        ["n2", "5", "n", "df"],
    ]
    assert [value(control, "w:tag") for control in found(shown, "w:sdt")] == ["n1", "n1", "n2"]


def test_numbers_are_read_after_somebody_wrote_in_the_file():
    file = docx.Document(io.BytesIO(word(document(Paragraph(("a ", FLAGGED))))))
    file.paragraphs[0].insert_paragraph_before("By the authors")
    control = found(file.element.body, "w:sdt")[0]
    found(control, "w:t")[0].text = "93"
    written = io.BytesIO()
    file.save(written)
    assert numbers_of(written.getvalue()) == [("93", "mean.t", "estimate")]


def test_a_number_without_a_source_is_named():
    file = docx.Document(io.BytesIO(word(document(Paragraph((FLAGGED,))))))
    file.element.body.remove(file.tables[-1]._element)
    written = io.BytesIO()
    file.save(written)
    with pytest.raises(ValueError, match=r"the number '92.9' has the key 'n1'"):
        numbers_of(written.getvalue())


def test_a_control_says_in_short_what_the_number_is():
    numbers = Paragraph((FLAGGED, Number("3", "x" * 100, "ci_lower")))
    shown = body_of(word(document(numbers), titles={"mean.t": "Mean reduction"}))
    assert [value(control, "w:alias") for control in found(shown, "w:sdt")] == [
        "Mean reduction",
        f"ci lower: {'x' * 53}…",
    ]


def test_no_name_is_longer_than_word_takes(any_file):
    whole = body_of(any_file)
    names = [element.get(qn("w:val")) for element in found(whole, "w:alias", "w:tag")]
    assert names
    assert max(map(len, names)) <= 64


def test_a_document_without_numbers_has_no_table_of_sources():
    assert found(body(Paragraph(("a",))), "w:tbl") == []


def test_headings_are_those_of_word():
    shown = body(Section(("Deeper",), (Section(("Deepest",), (), "", 4),), "", 3))
    assert paragraphs(shown, "Title") == ["A study"]
    assert [paragraphs(shown, f"Heading{level}") for level in (1, 2, 3)] == [["Results"], ["Deeper"], ["Deepest"]]
    heading = style(word(document()), "Heading2")
    assert (value(heading, "w:name"), value(heading, "w:outlineLvl")) == ("heading 2", "1")


def test_lists_are_lists():
    shown = body(BulletList((("a",), ("b",))))
    assert paragraphs(shown, "ListBullet") == ["a", "b"]
    content = word(document())
    numbering = parse_xml(parts(content)["word/numbering.xml"])
    assert value(numbering, "w:num", "numId") == value(style(content, "ListBullet"), "w:numId")
    assert value(numbering, "w:numFmt") == "bullet"


def test_what_a_term_means_stands_below_it_and_beside_a_number():
    words, numbers = (Definitions((Definition((term,), ("of it",)),)) for term in ("Median", "12"))
    assert (paragraphs(body(words), "Term"), paragraphs(body(words), "Meaning")) == (["Median"], ["of it"])
    assert paragraphs(body(numbers), "NumberedEntry") == ["12of it"]


def test_styled_text_looks_different():
    shown = body(
        Paragraph((Styled((Styled((FLAGGED,), "emphasis"),), "strong"), Styled(("a",), "missing"), Code("b"))),
        Preformatted("a\n  b"),
    )
    control = found(shown, "w:sdtContent/w:r")[0]
    assert [child.tag.split("}")[1] for child in control[0]] == ["b", "bCs", "i", "iCs"]
    styled = [element.get(qn("w:val")) for element in found(shown, "w:rStyle")]
    assert styled == ["NoteSign", "MissingText", "CodeText", "NoteSign"]
    listing = next(part for part in found(shown, "w:p") if value(part, "w:pStyle") == "Listing")
    assert (text(listing), len(found(listing, "w:br"))) == ("a  b", 1)


def test_blocks_that_stand_together_are_below_each_other():
    shown = body(
        Panel((Paragraph(("a",), "primary"),)),
        Columns(((Paragraph(("b",)),), (Paragraph(("c",)),))),
        Details(("more",), (Paragraph(("d",), "caution"),)),
    )
    assert paragraphs(shown, "PrimaryResult") == ["a"]
    assert paragraphs(shown, "Normal") == ["b", "c"]
    assert (paragraphs(shown, "MoreHeading"), paragraphs(shown, "Caution")) == (["more"], ["d"])


def test_links_lead_within_the_file_and_nowhere_else():
    shown = body(Paragraph((Link(("here",), "#results"), Link(("there",), "#nowhere"), Link(("x",), "appendix.html"))))
    links = found(shown, "w:hyperlink")
    assert [(link.get(qn("w:anchor")), text(link)) for link in links] == [("results", "here")]
    assert value(shown, "w:bookmarkStart", "name") == "results"
    assert "heretherex" in text(shown)


def test_a_reference_into_the_appendix_says_that_it_is_there():
    shown = body(Paragraph((Link(("Table A4",), "appendix.html#table-methods"),)))
    assert "Table A4 (appendix)" in text(shown)
    assert not found(shown, "w:hyperlink")


def test_pages_are_numbered(cohort_file):
    assert found(parse_xml(parts(cohort_file)["word/footer1.xml"]), "w:instrText")[0].text == " PAGE "
    ends = found(body_of(cohort_file), "w:sectPr")
    assert len({value(end, "w:footerReference", "type") for end in ends}) == 1


def test_what_xml_cannot_hold_is_shown_as_such():
    assert cleaned("a\x00b\ud800\uffff") == "a\ufffdb\ufffd\ufffd"
    assert cleaned("a\nb\tc\u2028d") == "a b c d"
    assert cleaned("Ø 👩‍⚕️ \u00a0<&>") == "Ø 👩‍⚕️ \u00a0<&>"


def test_a_text_turns_nothing_after_it():
    assert cleaned("\u202ea") == "\u202ea\u202c"
    assert cleaned("\u2067a\u202bb") == "\u2067a\u202bb\u202c\u2069"
    assert cleaned("\u2067a\u202bb\u2069c") == "\u2067a\u202bb\u2069c"
    assert cleaned("a\u202c") == "a\u202c"


def test_hostile_texts_are_texts(hostile_file):
    shown = text(body_of(hostile_file))
    for words in HOSTILE:
        assert cleaned(words) in shown


@pytest.mark.parametrize("part", [92.9, Body(())])
def test_what_is_no_part_of_a_document_is_a_fault(part):
    with pytest.raises(TypeError, match="no part of a document"):
        word(document(part))
    with pytest.raises(TypeError, match="no part of a line"):
        word(document(Paragraph((part,))))


def test_danish_has_its_own_words():
    shown = body(
        Table((header("A"),), (Body((row(Number("1", "n", "estimate")),)),), caption=("Tal",)), language="da-DK"
    )
    assert paragraphs(shown, "Caption") == ["Tabel 1. Tal"]
    assert "Tallenes kilder" in paragraphs(shown, "Heading1")


def test_a_language_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="fr-FR: no language of a Word file; expected one of en, da"):
        word(document(), "fr-FR")


@pytest.fixture(scope="module")
def opened_elsewhere(cohort: Document, drawing: str) -> Document:
    """A report of some pages, upright and lying, with numbers, pictures and hostile texts."""
    hostile = section(*(Paragraph((words,)) for words in HOSTILE), id="hostile")
    words = [f"measurement {place}" for place in range(9)]
    wide = section(table(header(*words), rows=[row(*map(number_cell, words))], wide=True), id="wide")
    drawn = section(Figure("flow", "Flow of patients", drawing), id="drawn")
    end = section(Paragraph(("The end",)), id="end")
    return numbered(replace(cohort, sections=(*cohort.sections[:5], wide, drawn, hostile, end)))


@pytest.fixture(scope="module")
def pages(opened_elsewhere, tmp_path_factory) -> str:
    """The text of the pages that LibreOffice makes of it."""
    for command in ("soffice", "pdftotext"):
        if shutil.which(command) is None:
            pytest.skip(f"{command} is not installed; tests/install-debian.sh installs it")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "report.docx").write_bytes(word(opened_elsewhere))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "report.docx"]
    subprocess.run(convert, cwd=folder, check=True, capture_output=True)
    read = ["pdftotext", "-raw", "report.pdf", "-"]
    return subprocess.run(read, cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout


def test_libreoffice_prints_every_number_in_order(opened_elsewhere, pages):
    printed, place = "".join(pages.split()), 0
    numbers = numbers_of(word(opened_elsewhere))
    assert len(numbers) > 100
    for number in numbers:
        shown = "".join(number.text.split())
        place = printed.index(shown, place) + len(shown)


def test_libreoffice_prints_all_else(pages):
    printed = " ".join(pages.split())
    assert printed.index("The end") < printed.index("Sources of the numbers")
    assert re.search(r"Figure \d\. Flow of patients", printed)
    assert '=cmd|"/c calc"!A1' in printed
    assert "Error" not in printed

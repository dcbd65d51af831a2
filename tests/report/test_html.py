"""How each part of a document is printed as HTML, and as text."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from casetrace.report.document.blocks import (
    Body,
    BulletList,
    Cell,
    Columns,
    Definition,
    Definitions,
    Details,
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
from casetrace.report.document.prose import line
from casetrace.report.document.tables import (
    aside_cell,
    head_row,
    header,
    heading,
    number_cell,
    number_heading,
    over,
    row,
    table,
    within,
)
from casetrace.report.drawing import figure_of, is_drawn
from casetrace.report.footnotes import footnotes
from casetrace.report.html import html
from casetrace.report.text import text

FLAGGED = Number("92.9", "mean", "estimate", "flagged", "few", marked=True)
#: A table without notes.
PLAIN = Table((header("A"),), ())
TABLE = Table(
    (header("Visit", number_heading("Mean")),),
    (Body((row("4", number_cell(FLAGGED), start=True),), "claim-x", "upheld"),),
    caption=("Means",),
    notes=(("and more",),),
    role="log",
    wide=True,
)


@pytest.mark.parametrize(
    ("part", "as_html", "as_text"),
    [
        ("a < b & c", "a &lt; b &amp; c", "a < b & c"),
        (
            FLAGGED,
            '<span class="flagged" data-result="mean" data-column="estimate">92.9</span><sup class="mark">†</sup>',
            "92.9†",
        ),
        (
            Number("6", "mean", "n_patients"),
            '<span class="ok" data-result="mean" data-column="n_patients">6</span>',
            "6",
        ),
        (Reason("few", "mean"), '<span data-result="mean" data-column="note">few</span>', "few"),
        (Value("70", "lesions", "2a", "size"), '<span data-cell="lesions|2a|size">70</span>', "70"),
        (Setting("95", "methods.level"), '<span data-config="methods.level">95</span>', "95"),
        (Count(3, "audit/claims"), '<span data-count="audit/claims">3</span>', "3"),
        (
            Name("Week\N{NO-BREAK SPACE}4", "visit"),
            '<span data-label="visit">Week&nbsp;4</span>',
            "Week\N{NO-BREAK SPACE}4",
        ),
        (Code("a.b"), "<code>a.b</code>", "`a.b`"),
        (Symbol("✓"), '<span class="sign" aria-hidden="true">✓</span>', "✓"),
        (Break(), "<br>", " "),
        (Styled(("a",), "strong"), "<strong>a</strong>", "**a**"),
        (Styled(("a",), "emphasis"), "<em>a</em>", "*a*"),
        (Styled(("a",), "missing"), '<span class="missing">a</span>', "a"),
        (Link(("t",), "#method-t", "t"), '<a href="#method-t" data-method="t">t</a>', "t"),
        (Paragraph(("a",), "caution", "x"), '<p class="caution" id="x">a</p>', "a"),
        (BulletList((("a",), ("b",)), "names"), '<ul class="names"><li>a</li>\n<li>b</li></ul>', "- a\n- b"),
        (
            Definitions((Definition(("t",), ("of t",), "method-t", "t"),)),
            '<dl><dt id="method-t" data-method="t">t</dt>\n<dd data-method="t">of t</dd></dl>',
            "- t: of t",
        ),
        (Cell(("a", Break()), "within", columns=2), '<td class="within" colspan="2">a<br></td>', None),
        (Cell((), rows=3), '<td rowspan="3"></td>', None),
        (Details(("more",), (Paragraph(("a",)),)), "<details><summary>more</summary>\n<p>a</p></details>", "more\n\na"),
        (Preformatted("a: 1\nb: 2"), "<pre><code>a: 1\nb: 2</code></pre>", "```\na: 1\nb: 2\n```"),
        (Panel((Paragraph(("a",)),)), '<div class="primary joint"><p>a</p></div>', "a"),
        (
            Columns(((Paragraph(("a",)), Paragraph(("b",))), ()), "workings"),
            '<div class="workings"><div><p>a</p>\n<p>b</p></div>\n<div></div></div>',
            "a\n\nb",
        ),
        (Section(("T",), (Paragraph(("a",)),), "x", 2), '<section id="x"><h2>T</h2>\n<p>a</p></section>', "## T\n\na"),
        (Section(("T",)), "<h3>T</h3>", "### T"),
        (
            TABLE,
            '<div class="wide"><table class="listing log"><caption>Means</caption>\n<thead><tr>'
            '<th scope="col">Visit</th><th class="number" scope="col">Mean</th></tr></thead>\n'
            '<tbody id="claim-x" class="upheld"><tr class="start">'
            f'<th scope="row">4</th><td class="number">{html(FLAGGED)}</td></tr></tbody></table></div>\n'
            '<ul class="notes"><li>and more</li>\n<li class="reason"><sup class="mark">†</sup> '
            '<span data-result="mean" data-column="note">Few.</span></li></ul>',
            "Means\n\n| Visit | Mean |\n| --- | --- |\n| 4 | 92.9† |\n\nand more",
        ),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_is_printed(part, as_html, as_text):
    assert html(part) == as_html
    assert as_text is None or text(part) == as_text


def test_a_table_beside_text_is_a_column_by_itself():
    shown = str(html(Columns(((PLAIN,), (PLAIN, PLAIN)))))
    assert shown.startswith('<div class="columns"><div class="wide"><table>')
    assert shown.count("<div>") == 1


@pytest.mark.parametrize(
    "noted", [replace(PLAIN, notes=(("A note.",),)), table(header("A"), rows=[row(FLAGGED)])], ids=["own", "reasons"]
)
def test_notes_of_a_table_beside_others_stay_in_its_column(noted):
    assert str(html(Columns(((noted,), (PLAIN,))))).count("<div>") == 1


def test_a_table_without_a_caption_has_that_of_the_heading_above_it_unseen():
    plain = Table((header("A"),), ())
    inner = Details(("More",), (plain,))
    shown = str(
        html(Section(("Flow ", Setting("4", "x")), (plain, Columns(((inner,),)), replace(plain, caption=("C",)))))
    )
    captions = re.findall(r"<caption.*?</caption>", shown)
    assert captions == [
        '<caption class="unseen">Flow <span data-config="x">4</span></caption>',
        '<caption class="unseen">More</caption>',
        "<caption>C</caption>",
    ]
    assert "<caption" not in html(plain)


def test_headings_say_what_they_are_headings_of_and_blank_ones_are_none():
    above = over(heading(), heading("Tests", columns=2))
    rows = [head_row("Patients", "6"), row(within("women"), number_cell("5"), "x"), row(number_cell("1"), "2", "3")]
    shown = str(html(table(above, header("A", "B", "C"), rows=[row("all", "1", "2"), *rows, row(aside_cell("more"))])))
    shown = re.sub(r" data-head=\"[^\"]*\"", "", shown)
    assert re.findall(r"<(t[hd])(?: class=\"\w+\")?(?: scope=\"(\w+)\")?(?: colspan=\"2\")?>([^<]*)", shown) == [
        ("td", "", ""), ("th", "colgroup", "Tests"),
        ("th", "col", "A"), ("th", "col", "B"), ("th", "col", "C"),
        ("th", "row", "all"), ("td", "", "1"), ("td", "", "2"),
        ("th", "rowgroup", "Patients"), ("td", "", "6"),
        ("th", "row", "women"), ("td", "", "5"), ("td", "", "x"),
        ("td", "", "1"), ("td", "", "2"), ("td", "", "3"),
        ("td", "", "more"),
    ]  # fmt: skip
    # a heading of rows is that of its own body
    assert [body.count("<tr") for body in shown.split("<tbody")[1:]] == [1, 4]


def test_long_texts_have_room():
    assert 'class="long"' in html(Cell(("text " * 20,)))
    assert "long" not in html(Cell(("text " * 5,)))


def test_the_reasons_of_marked_numbers_stand_once_below_unless_a_column_has_them():
    few, late = FLAGGED, Number("3", "p", "p_value", note="late", marked=True)
    refused = Number("—", "gee", "estimate", "refused", "too few")
    unmarked, said = (
        Number("2", "sd", "estimate", "flagged", "unsaid"),
        Number("4", "t", "estimate", "flagged", "x", True),
    )
    rows = [row("a", few, few), row("b", late, refused), row("c", unmarked, line(said, " ", Reason("x", "t")))]
    notes = footnotes(table(header("A", "B", "C"), rows=rows))
    assert [(note.sign, note.reason.text, note.reason.result_id) for note in notes] == [
        ("†a", "few", "mean"),
        ("†b", "late", "p"),
        ("†c", "too few", "gee"),
    ]
    shown = re.sub(r"<[^>]*>", " ", str(html(table(header("A", "B", "C"), rows=rows))))
    assert " ".join(shown.split()) == ("A B C a 92.9 †a 92.9 †a b 3 †b — †c c 2 4 † x †a Few. †b Late. †c Too few.")


def test_notes_of_a_table_within_another_are_its_own():
    inner = table(header("A"), rows=[row(FLAGGED)])
    outer = table(header("A"), rows=[row(Cell((Details(("more",), (inner,)),)))])
    assert footnotes(outer) == ()
    assert str(html(outer)).count('class="notes"') == 1


def test_more_notes_than_letters_have_signs_of_their_own():
    numbers = [Number(str(n), f"r{n}", "estimate", "flagged", f"reason {n}", True) for n in range(28)]
    signs = [note.sign for note in footnotes(Paragraph(tuple(numbers)))]
    assert (signs[25:], len(set(signs))) == (["†z", "†aa", "†bb"], 28)


def test_a_figure_has_the_caption_and_the_alternative_text_of_its_drawing(tmp_path: Path):
    path = tmp_path / "flow.svg"
    drawn = '<svg role="img"><title id="flow-title">Flow</title><desc id="flow-desc">6 &lt; 7</desc><g/></svg>'
    path.write_text(drawn, encoding="utf-8")
    assert figure_of("flow", str(path)) == Figure("flow", "Flow.", str(path), "6 < 7")
    assert figure_of("flow", str(path), "Of all").caption == "Of all"
    assert is_drawn(str(path))
    path.write_text(drawn.replace("<svg", '<svg data-drawn="no"'), encoding="utf-8")
    assert not is_drawn(str(path))


SVG = """<?xml version="1.0"?>
<svg role="img" aria-labelledby="t d" width="9"><title id="t">Flow</title> <desc id="d">6</desc><g/>{marks}</svg>
"""
MARKS = '<g class="marks"><rect data-rows="x|1"><title>Lesion 1a</title></rect></g>'


@pytest.mark.parametrize("marks", ["", MARKS])
@pytest.mark.parametrize("alternative", ["", "6 patients, of whom 5 had a value."])
def test_a_figure_is_one_image_with_a_text_its_marks_beside_it_and_its_files(tmp_path: Path, marks, alternative):
    path = tmp_path / "flow.svg"
    path.write_text(SVG.format(marks=marks), encoding="utf-8")
    figure = Figure("flow", 'Flow of "all"', str(path), alternative)
    shown = str(html(figure))
    name = alternative or "Flow of &#34;all&#34;"
    image = f'<svg role="presentation" width="9"><g role="img" aria-label="{name}"><g/></g>{marks}</svg>'
    assert shown.startswith(f'<figure id="figure-flow"><div class="drawing">{image}')
    assert '<a href="figures/flow.csv">data</a>' in shown
    assert text(figure) == '![Flow of "all"](figures/flow.png)'


@pytest.mark.parametrize("printer", [html, text])
def test_what_is_no_part_of_a_document_is_a_fault(printer):
    with pytest.raises(TypeError, match="no part of a document"):
        printer(92.9)


def test_text_keeps_what_would_end_a_cell():
    assert text(Table((header("A"),), (Body((row("a|b\nc"),)),))) == "| A |\n| --- |\n| a\\|b c |"


def test_a_word_without_blanks_does_not_widen_its_column():
    broken, whole = (html(Table((), (Body((Row((Cell(("x" * n,)),)),)),))) for n in (300, 30))
    assert 'class="long unbroken"' in broken
    assert "unbroken" not in whole


def test_a_table_of_many_columns_says_in_each_cell_which_column_it_is_in():
    """For a page that is too narrow to show them beside each other."""
    above = over(heading(), heading("Tests", columns=2))
    rows = [row(Cell(("drug",), rows=2), "1", "2"), row("3", ""), row(Cell(("all",), columns=3))]
    shown = str(html(table(above, header("Arm", "t", "n"), rows=rows)))
    assert 'class="stacked"' in shown
    assert re.findall(r"<t[hd][^>]*data-head=\"([^\"]*)\"[^>]*>([^<]+)", shown) == [("Tests t", "1"), ("Tests n", "2")]
    narrow = str(html(table(header("A", "B"), rows=[row("1", "2")])))
    assert "data-head" not in narrow
    assert "stacked" not in narrow

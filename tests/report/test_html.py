"""How each part of a document is printed as HTML, and as text."""

from pathlib import Path

import pytest

from casetrace.report.content import figure_of, is_drawn
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
from casetrace.report.document.tables import header, number_cell, number_heading, row
from casetrace.report.html import html
from casetrace.report.text import text

FLAGGED = Number("92.9", "mean", "estimate", "flagged", "few", marked=True)
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
            '<span class="flagged" data-result="mean" data-column="estimate" title="mean: few">92.9</span>'
            '<sup class="mark">&dagger;</sup>',
            "92.9†",
        ),
        (
            Number("6", "mean", "n_patients"),
            '<span class="ok" data-result="mean" data-column="n_patients" title="mean">6</span>',
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
        (Cell(("a", Break()), "within", heading=True, columns=2), '<th class="within" colspan="2">a<br></th>', None),
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
            '<div class="wide"><table class="listing log"><caption>Means</caption>\n<thead><tr><th>Visit</th>'
            '<th class="number">Mean</th></tr></thead>\n<tbody id="claim-x" class="upheld"><tr class="start"><td>4</td>'
            f'<td class="number">{html(FLAGGED)}</td></tr></tbody></table></div>\n<p class="aside">and more</p>',
            "Means\n\n| Visit | Mean |\n| --- | --- |\n| 4 | 92.9† |\n\nand more",
        ),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_is_printed(part, as_html, as_text):
    assert html(part) == as_html
    assert as_text is None or text(part) == as_text


def test_a_table_beside_text_is_a_column_by_itself():
    plain = Table((header("A"),), ())
    assert html(Columns(((plain,), (plain, plain)))).startswith('<div class="columns"><table>')
    assert str(html(Columns(((plain,), (plain, plain))))).count("<div") == 2


def test_a_figure_has_the_caption_and_the_alternative_text_of_its_drawing(tmp_path: Path):
    path = tmp_path / "flow.svg"
    drawn = '<svg role="img"><title id="flow-title">Flow</title><desc id="flow-desc">6 &lt; 7</desc><g/></svg>'
    path.write_text(drawn, encoding="utf-8")
    assert figure_of("flow", str(path)) == Figure("flow", "Flow.", str(path), "6 < 7")
    assert figure_of("flow", str(path), "Of all").caption == "Of all"
    assert is_drawn(str(path))
    path.write_text(drawn.replace("<svg", '<svg data-drawn="no"'), encoding="utf-8")
    assert not is_drawn(str(path))


def test_a_figure_has_its_drawing_and_its_files(tmp_path: Path):
    path = tmp_path / "flow.svg"
    path.write_text('<?xml version="1.0"?>\n<svg><g/></svg>', encoding="utf-8")
    figure = Figure("flow", 'Flow of "all"', str(path))
    shown = str(html(figure))
    # the drawing has a name and a description of its own
    assert '<figure id="figure-flow"><div class="drawing"><svg>' in shown
    assert '<a href="figures/flow.csv">data</a>' in shown
    assert text(figure) == '![Flow of "all"](figures/flow.png)'


@pytest.mark.parametrize("printer", [html, text])
def test_what_is_no_part_of_a_document_is_a_fault(printer):
    with pytest.raises(TypeError, match="no part of a document"):
        printer(92.9)


def test_text_keeps_what_would_end_a_cell():
    assert text(Table((header("A"),), (Body((row("a|b\nc"),)),))) == "| A |\n| --- |\n| a\\|b c |"

"""The PDF of a document: it says what the document says, the same bytes each time, and no text in it is code."""

import hashlib
import logging
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casetrace.claims.audit_tables import audit_content
from casetrace.report.document.blocks import (
    Block,
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
    Inline,
    Link,
    Name,
    Number,
    Reason,
    Setting,
    Styled,
    Symbol,
    Value,
)
from casetrace.report.document.tables import head_row, header, number_cell, number_heading, over, row, table, within
from casetrace.report.documents import claims_report
from casetrace.report.pdf import FONT_PACKAGE, compiled, pdf
from casetrace.report.typst_blocks import MOST_NAMES, block_code
from casetrace.report.typst_inlines import inline
from casetrace.report.typst_markup import document_source
from casetrace.report.typst_style import CELL_SPACE, ON_ITS_SIDE, SMALL_SIZE, STYLE, TABLE_SIZE, UPRIGHT
from casetrace.report.typst_tables import is_broad, layout, shared, text_width
from casetrace.report.typst_text import BREAK, literal, pieces, printable, words
from tests.report import audits
from tests.report.documents import traced_parts, words_of
from tests.report.pdf_reading import Pdf
from tests.report.test_audit import SVG
from tests.report.test_printers import FIGURES, MADE_WITH, document_of, pooled_document
from tests.stages.running import ROOT
from tests.stages.test_arms_and_outcomes import TWO_ARMS, two_arms

FLAGGED = Number("92.9", "mean", "estimate", "flagged", "few", marked=True)
HOSTILE = (
    '#read("/etc/passwd")',
    "#{panic()}",
    '"); #panic("',
    '\\"); panic(\\"',
    "\\",
    "$x^2$ @ref <label> #label(<a>) *b* _i_ `c` = h // c /* d */ ~ -- ---",
    "<script>alert(1)</script>&amp;",
    "=HYPERLINK(1)",
    "]]]}}}))) [[[{{{(((",
    "#import sys: *",
)
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


def document(*blocks: Block, title: str = "A study") -> Document:
    """A report of one section."""
    return Document("Report", title, (title,), title, (), "", (Section(("Results",), blocks, "results", 2),))


def lines_of(*blocks: Block) -> list[str]:
    """What the PDF of blocks says below its heading, line by line."""
    lines = Pdf(pdf(document(*blocks))).text.split("\n")
    return [line.strip() for line in lines[lines.index("Results") + 1 :] if line.strip()]


def squeezed(text: str) -> str:
    """A text without white space, which lines are broken at."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("a < b & c", "a < b & c"),
        (FLAGGED, "92.9\n†\n†\nFew."),
        (Number("6", "mean", "n_patients"), "6"),
        (Number("—", "mean", "estimate", "refused", "few"), "—\n†\n†\nFew."),
        (Reason("few", "mean"), "few"),
        (Value("70", "lesions", "2a", "size"), "70"),
        (Setting("95", "methods.level"), "95"),
        (Count(3, "audit/claims"), "3"),
        (Name("Week\N{NO-BREAK SPACE}4", "visit"), "Week\N{NO-BREAK SPACE}4"),
        (Code("a.b"), "a.b"),
        (Symbol("✓"), "✓"),
        (Styled(("a", Break(), "b"), "strong"), "a\nb"),
        (Styled(("a",), "emphasis"), "a"),
        (Styled(("a",), "missing"), "a"),
        (Link(("t",), "#results"), "t"),
        (Link(("t",), "#nowhere"), "t"),
        (Link(("t",), "statistics.csv"), "t"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_of_a_line_is_printed(part: Inline, expected):
    assert "\n".join(lines_of(Paragraph((part,)))) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph(("a",)), ["a"]),
        (Paragraph(("a",), "primary"), ["a"]),
        (Paragraph(("a",), "caution", "x"), ["a"]),
        (Paragraph(("a",), "aside"), ["a"]),
        (BulletList((("a",), ("b",))), ["•", "a", "•", "b"]),
        (BulletList((("a",), ("b",)), "names"), ["a, b"]),
        (BulletList(tuple((str(n),) for n in range(MOST_NAMES + 40)), "names"), ["0, 1, 2, and 40 more"]),
        (Definitions((Definition(("t",), ("of t",), "method-t", "t"),)), ["t", "of t"]),
        (Details(("more",), (Paragraph(("a",)),)), ["more", "a"]),
        (Preformatted("a: 1\n  b: 2"), ["a: 1", "b: 2"]),
        (Panel((Paragraph(("a",)),)), ["a"]),
        (Columns(((Paragraph(("a",)), Paragraph(("b",))), (Paragraph(("c",)),))), ["a", "b", "c"]),
        (Columns(((Paragraph(("a",)),), (Paragraph(("b",)),)), "workings"), ["a", "b"]),
        (Section(("T",), (Paragraph(("a",)),), "x", 3), ["T", "a"]),
        (Section(("T",)), ["T"]),
        (Table((header("A"),), ()), ["A"]),
        (Table((), ()), []),
    ],
    ids=lambda block: type(block).__name__,
)
def test_a_block_is_printed(block, expected):
    assert lines_of(block) == expected


def test_a_table_is_printed_with_all_that_it_holds():
    shown = Table(
        (over("", number_heading("Week 4", columns=2)), header("Visit", number_heading("Mean"), number_heading("n"))),
        (
            Body(
                (
                    head_row("Lesions", "", "7"),
                    row(within("all"), number_cell(FLAGGED), number_cell("6"), start=True),
                    Row((Cell(("both",), rows=2), Cell(("1",), "number"), Cell(("2",), "aside")), ("role-primary",)),
                    row("3"),
                    Row((Cell((Details(("why",), (Paragraph(("so",)),)),), columns=3),), ("opened",)),
                ),
                "claim-x",
                "refuted",
            ),
            Body((row(Cell(("no",), "verdict"), "", ""),), "", "refuted"),
        ),
        caption=("Means",),
        notes=(("and more",), ("at last",)),
    )
    expected = "Means|Week 4|Visit|Mean|n|Lesions|7|all|92.9|†|6|both|1|2|3|why|so|no|†|Few.|and more|at last"
    # a cell that reaches over several rows is laid out after them
    assert sorted(lines_of(shown)) == sorted(expected.split("|"))


def test_a_cell_that_reaches_too_far_ends_where_the_table_ends():
    shown = Table(
        (header("A", "B"),), (Body((row(Cell(("a",), rows=9), "b"), row(Cell(("c",), columns=1)))), Body((row("d"),)))
    )
    assert sorted(lines_of(shown)) == ["A", "B", "a", "b", "c", "d"]


@pytest.mark.parametrize("printer", [inline, lambda part: block_code(part, 100.0)])
def test_what_is_no_part_of_a_document_is_a_fault(printer):
    with pytest.raises(TypeError, match="no part of a document"):
        printer(92.9)


@pytest.fixture(scope="module", params=["two arms", "claims alone", "pooled"])
def report(request, tmp_path_factory) -> Document:
    """A report as the pipeline makes one."""
    folder = tmp_path_factory.mktemp("report")
    drawing = folder / "figure.svg"
    drawing.write_text(SVG, encoding="utf-8")
    drawings = dict.fromkeys(FIGURES, str(drawing))
    if request.param == "two arms":
        return document_of(folder, TWO_ARMS, two_arms(), drawings)
    if request.param == "claims alone":
        study = {"title": "A study", "cohort_title": None, "source": None}
        return claims_report("made-up", study, audit_content(audits.claims_only(), {}, 50), str(drawing), MADE_WITH)
    return pooled_document(drawings)


def test_a_report_is_accessible_and_has_every_number(report, caplog):
    with caplog.at_level(logging.WARNING, "casetrace"):
        shown = Pdf(pdf(report))
    assert caplog.messages == []
    assert b"pdfuaid" in shown.data
    printed = Counter(NUMBER.findall(shown.text))
    parts = list(traced_parts(report))
    assert Counter(number for part in parts for number in NUMBER.findall(words_of(part))) - printed == Counter()
    marks = sum(isinstance(part, Number) and part.marked for part in parts)
    assert shown.text.count("\n†") >= marks


def test_the_source_has_every_number_in_the_order_of_the_document(report):
    source, place = re.sub(f'";{BREAK};"', "", document_source(report)), len(STYLE)
    for part in traced_parts(report):
        found = source.find(literal(printable(words_of(part))), place)
        assert found >= 0, f"{part} is not printed after {source[max(0, place - 80) : place]!r}"
        place = found


def test_the_outline_has_the_sections(report):
    titles = {"".join(map(str, section.title)) for section in report.sections if set(map(type, section.title)) == {str}}
    assert titles <= set(Pdf(pdf(report)).bookmarks)


def test_the_file_says_what_it_is_and_in_which_language():
    data = pdf(document(Paragraph(("a",)), title="Two (of) “three”"))
    assert b"/Lang(en)" in data.replace(b" ", b"")
    assert "Two (of) “three”" in data.decode("utf-8", "ignore")
    assert b"/DisplayDocTitle true" in data
    assert b"/MarkInfo" in data


def test_the_same_document_gives_the_same_bytes_anywhere(tmp_path):
    program = (
        "import hashlib; from casetrace.report.document.blocks import Document, Section\n"
        "from casetrace.report.document.tables import header, number_heading, number_cell, row, table\n"
        "from casetrace.report.pdf import pdf\n"
        "rows = [row(f'lesion {n}', number_cell(str(n))) for n in range(150)]\n"
        "long = table(header('Lesion', number_heading('Size, mm')), rows=rows)\n"
        "sections = (Section(('Results',), (long,), 'results', 2),)\n"
        "report = Document('Report', 'A study', ('A study',), 'A study', (), '', sections)\n"
        "print(hashlib.sha256(pdf(report)).hexdigest())"
    )
    surroundings = [
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ]
    digests = {hashlib.sha256(pdf(document(LONG))).hexdigest()}
    for number, surrounding in enumerate(surroundings):
        folder = tmp_path / str(number)
        folder.mkdir()
        variables = os.environ | surrounding | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
        digests.add(
            subprocess.check_output([sys.executable, "-c", program], cwd=folder, env=variables, text=True).strip()
        )
    assert len(digests) == 1


def test_the_file_has_no_date_and_no_path(tmp_path):
    data = pdf(document(LONG))
    for stamp in (b"CreationDate", b"ModDate", b"ModifyDate", str(Path.home()).encode(), b"/tmp/"):
        assert stamp not in data


LONG = table(
    header("Lesion", number_heading("Size, mm")), rows=[row(f"lesion {n}", number_cell(str(n))) for n in range(150)]
)


def test_the_header_of_a_table_stands_on_every_page_and_the_pages_are_numbered():
    pages = Pdf(pdf(document(LONG, title="Six patients"))).whole_pages
    assert len(pages) > 2
    assert all("Size, mm" in page for page in pages)
    assert [f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("Six patients" in page for page in pages)


def test_a_heading_in_a_table_is_not_left_behind_at_the_foot_of_a_page():
    rows = [entry for n in range(60) for entry in (head_row(f"group {n}", ""), row(within(f"in {n}"), "x"))]
    for page in Pdf(pdf(document(table(header("A", "B"), rows=rows)))).pages:
        groups, inner = (set(re.findall(rf"{name} (\d+)", page)) for name in ("group", "in"))
        assert groups == inner


@pytest.mark.parametrize("n", range(34, 44))
def test_a_paragraph_stays_with_the_heading_or_table_behind_it(n):
    filling: tuple[Block, ...] = tuple(Paragraph((str(number),)) for number in range(n))
    shown = table(header("Header"), rows=[row("x")])
    parts: tuple[Block, ...] = (
        *filling,
        Paragraph(("one",)),
        shown,
        Paragraph(("two",)),
        Section(("Heading",), (Paragraph(("end",)),)),
    )
    for page in Pdf(pdf(document(*parts))).pages:
        assert ("one" in page, "two" in page) == ("Header" in page, "Heading" in page)


@pytest.mark.parametrize("behind", [table(header("Cohort"), rows=[row("a")]), Section(("Below",), ())])
def test_a_paragraph_with_a_note_on_a_number_may_stand_before_a_table_or_heading(behind):
    flagged = Number("24.9", "spread.sd", "estimate", "flagged", "few patients", marked=True)
    lines = lines_of(Section(("Above",), (Paragraph(("The SD is ", flagged, ".")), behind)))
    assert any("Few patients" in each for each in lines)


def test_a_table_with_many_columns_stands_on_a_page_on_its_side_with_its_heading():
    broad = table(header(*(f"column{n}" for n in range(16))), rows=[row(*("1234567",) * 16)])
    assert is_broad(broad)
    shown = Pdf(
        pdf(document(Paragraph(("before",)), Section(("Broad",), (broad,)), Section(("After",), (Paragraph(("a",)),))))
    )
    boxes = [re.search(rb"/MediaBox\s*\[\s*0 0 (\d+)", shown.objects[page]) for page in shown.page_objects]
    assert [int(box.group(1)) for box in boxes if box] == [595, 841, 595]
    assert "Broad" in shown.pages[1]
    assert "After" in shown.pages[2]


@pytest.mark.parametrize("n", [1, 4, 8, 12, 20, 40, 80])
@pytest.mark.parametrize(
    "text", ["12.5 (3.1 to 9.4)", "a long text that can be broken at each of its spaces", "x" * 300]
)
def test_every_table_fits(n, text):
    shown = table(header(*("Name",) * n), rows=[row(*(number_cell(text),) * n)])
    available = ON_ITS_SIDE if is_broad(shown) else UPRIGHT
    form = layout(shown, available)
    assert sum(form.columns) <= available + 0.01
    assert len(form.columns) == n
    assert form.size in (TABLE_SIZE, SMALL_SIZE)
    assert squeezed(text) in squeezed(Pdf(pdf(document(shown))).text) or form.is_crowded


def test_columns_of_texts_share_the_room_that_numbers_leave():
    shown = table(header("n", "A", "B"), rows=[row(number_cell("12.5"), "long text " * 30, "long text " * 30)])
    n, a, b = layout(shown, UPRIGHT).columns
    assert a == b > 4 * n


@pytest.mark.parametrize("face", ["Regular", "Semibold"])
def test_the_widths_of_letters_are_about_those_of_the_font(face):
    # a column that is too narrow lets a number reach into the next one
    font = pytest.importorskip("fontTools.ttLib").TTFont(
        str(files(FONT_PACKAGE) / "files" / f"SourceSansPro-{face}.otf")
    )
    letters, widths = font.getBestCmap(), font["hmtx"]
    for text in (
        "12.5 (3.1 to 9.4)",
        "−14.3 to 72.7†",
        "6 of 7 (86 %)",
        "Baseline lesion size, mm: median (range)",
        "PATIENTS",
    ):
        true = TABLE_SIZE / 1000 * sum(widths[letters[ord(letter)]][0] for letter in text)
        assert 0.96 * true <= text_width(text) <= 1.12 * true
        assert true <= text_width(text) + CELL_SPACE


def test_a_long_word_is_broken_and_copied_whole():
    name = "results/cohort/" + "statistics_of_a_name_that_is_long." * 8 + "x" * 300
    shown = Pdf(pdf(document(Paragraph((name,)), table(header("A", "B"), rows=[row(name, "b")]))))
    lines = shown.text.split("\n")
    assert max(map(len, lines)) < 160
    assert squeezed(shown.text).count(name) == 2


def test_a_number_is_not_broken_at_its_point():
    assert pieces("10.1037/0021-9010.78.1.98") == ["10.1037/", "0021-9010.78.1.98"]
    assert pieces("thrombocytopenia") == ["thrombocytopenia"]
    assert "".join(pieces("e\N{COMBINING ACUTE ACCENT}" * 40)) == "e\N{COMBINING ACUTE ACCENT}" * 40
    assert not any(
        piece.startswith("\N{COMBINING ACUTE ACCENT}") for piece in pieces("e\N{COMBINING ACUTE ACCENT}" * 40)
    )


def test_links_lead_to_what_there_is():
    targets = (
        "#results",
        "#x",
        "#claim-y",
        "#t",
        "#nowhere",
        "statistics.csv",
        "javascript:alert(1)",
        "https://doi.org/10.1000/1",
    )
    shown = table(header("A"), rows=())
    body = Table(shown.header, (Body((row("a"),), "claim-y"),), id="t")
    data = pdf(document(Paragraph(tuple(Link((target,), target) for target in targets), id="x"), body))
    assert data.count(b"/Subtype/Link") == 5
    assert re.findall(rb"/URI\((.*?)\)", data) == [b"https://doi.org/10.1000/1"]


def test_two_places_of_one_name_are_no_fault():
    assert lines_of(Paragraph(("a", Link(("b",), "#x")), id="x"), Paragraph(("c",), id="x")) == ["a", "b", "c"]


def svg(width: str, height: str) -> str:
    """A drawing of a size."""
    size = f'width="{width}" height="{height}"'
    return f'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="M0 0L9 9"/></svg>'


@pytest.mark.parametrize(
    ("size", "width"),
    [
        (("252pt", "180pt"), "252.00pt"),
        (("5000pt", "100pt"), f"{UPRIGHT:.2f}pt"),
        (("252pt", "6200pt"), "25.20pt"),
        (("", ""), "252.00pt"),
    ],
)
def test_a_figure_keeps_its_size_unless_the_page_is_smaller(tmp_path, size, width):
    path = tmp_path / "flow.svg"
    path.write_text(svg(*size).replace(' width=""', "").replace(' height=""', ""), encoding="utf-8")
    figure = Figure("flow", 'Flow of "all"', str(path))
    assert f'</svg>", {width} * shrunk, ' in block_code(figure, UPRIGHT)
    assert lines_of(figure) == ['Flow of "all"']
    assert b"/Alt(Flow of " in pdf(document(figure))


@pytest.mark.parametrize("n", [1, 12, 16, 20, 24, 28, 32, 36, 40])
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside"])
def test_a_heading_goes_to_the_page_of_the_figures_below_it(tmp_path, beside, n):
    path = tmp_path / "flow.svg"
    path.write_text(svg("200pt", "480pt"), encoding="utf-8")
    figure = Figure("flow", "Flow", str(path))
    shown = Columns(((figure,), (figure,))) if beside else figure
    filling = tuple(Paragraph((str(number),)) for number in range(n))
    pages = Pdf(pdf(document(*filling, Section(("Heading",), (shown,))))).pages
    assert ["Heading" in page for page in pages] == ["Flow" in page for page in pages]
    assert len(pages) == (1 if n <= 12 else 2)


def test_letters_of_many_scripts_are_printed_without_a_warning(caplog):
    text = "αβγ Ω χ² Жд ł é → ← ↑ ≤ ≥ ± − × ½ ✓ ✗ ◆ ◇ ● † ‡ שלום مرحبا"
    with caplog.at_level(logging.WARNING, "casetrace"):
        shown = lines_of(Paragraph((text,)))
    assert caplog.messages == []
    assert set("αΩχЖł→≤±−½✓✗◆◇●†שم") <= set("".join(shown))


def test_a_letter_that_no_font_has_is_noticed_and_stops_nothing(caplog):
    with caplog.at_level(logging.WARNING, "casetrace"):
        data = pdf(document(Paragraph(("before 😀 after",))))
    assert "before" in Pdf(data).text
    assert b"pdfuaid" not in data
    assert len(caplog.messages) == 1
    assert "😀" in caplog.messages[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x07", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\ufffe", "a\N{REPLACEMENT CHARACTER}"),
        ("a \n\t b\u2028c", "a b c"),
        # a command that would turn the number behind it
        ("a\u202eb\u2066", "ab"),
        ("\ufeffa", "a"),
        ("שלום", "\u2068שלום\u2069"),
        ("a\N{NO-BREAK SPACE}%", "a\N{NO-BREAK SPACE}%"),
    ],
)
def test_what_cannot_be_printed_is_replaced(text, shown):
    assert printable(text) == shown


def test_a_name_from_right_to_left_leaves_the_number_beside_it_where_it_is():
    shown = "".join(lines_of(Paragraph((Name("שלום"), " 12.5 to 14"))))
    assert "12.5 to 14" in shown


def everywhere(text: str) -> Document:
    """A text in every place where one can stand."""
    inlines = (
        text,
        Number(text, text, text, "flagged", text, True),
        Number(text, text, text, "refused"),
        Reason(text, text),
        Value(text, text, text, text),
        Setting(text, text),
        Name(text),
        Code(text),
        Symbol(text),
        Styled((text,), "strong"),
        Link((text,), f"#{text}"),
        Link((text,), text),
    )
    blocks = (
        Paragraph(inlines, id=text),
        BulletList(((text,),)),
        BulletList(((text,),) * 5, "names"),
        Definitions((Definition((text,), (text,), text),)),
        Details((text,), (Preformatted(text),)),
        Table(
            (header(text, text),),
            (Body((head_row(text, text), row(text, number_cell(text))), text, text),),
            ((text,),),
            caption=(text,),
            id=text,
        ),
    )
    return Document(text, text, (text,), text, (text,), text, (Section((text,), blocks, text, 2, text),))


def skeleton(source: str) -> set[str]:
    """The names and signs of a source, what stands in strings left out."""
    code = re.sub(r'"(?:[^"\\]|\\.)*"', "", source, flags=re.DOTALL)
    return set(re.findall(r"[^\W\d][\w-]*|[^\w\s]", code))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_is(text):
    shown = squeezed(Pdf(pdf(everywhere(text))).text)
    assert shown.count(squeezed(text)) > 12


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
@example("\n".join(HOSTILE))
@example("x" * 300)
def test_no_text_is_code(text):
    assert skeleton(document_source(everywhere(text))) <= skeleton(document_source(everywhere("x" * 50 + " y")))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=40))
@example("\x00\ud800\ufffe\u202e😀שלום" + "x" * 300)
@example("")
@example(" ")
def test_no_text_stops_the_compiler(text):
    assert pdf(everywhere(text)).startswith(b"%PDF-")


def test_the_compiler_reads_no_file(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    for source in (
        '#read("/etc/passwd")',
        '#read("../../../etc/passwd")',
        f'#read("{tmp_path}/secret.txt")',
        '#read("pyproject.toml")',
    ):
        with pytest.raises(typst.TypstError, match=r"file not found|escape the project root"):
            compiled(source.encode())


def test_a_text_becomes_literals_with_places_to_break():
    assert words('say "a\\b"') == '"say \\"a\\\\b\\""'
    assert (
        words("see results/table_of_all.csv")
        == f'"see results/";{BREAK};"table_";{BREAK};"of_";{BREAK};"all.";{BREAK};"csv"'
    )
    assert words("") == '""'


def test_columns_that_lack_little_are_filled_before_those_that_lack_much():
    """Of 30 points the first two columns need 5 and 10, and the third takes what is left of the 100 that it lacks."""
    least = [10.0, 10.0, 10.0]
    assert shared(least, [110.0, 15.0, 20.0], [110.0, 15.0, 20.0], 60.0) == (25.0, 15.0, 20.0)
    assert shared(least, [110.0, 110.0, 15.0], [110.0, 110.0, 15.0], 65.0) == (25.0, 25.0, 15.0)


def test_a_place_in_the_appendix_is_named_as_such():
    link = Link(("cleaning log",), "appendix.html#cleaning")
    assert lines_of(Paragraph(("See the ", link, "."))) == ["See the cleaning log (appendix)."]

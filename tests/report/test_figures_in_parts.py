"""A figure that is too high for a page: each of its parts is an image with a text of its own, in every format."""

from pathlib import Path

import pandas as pd
import pytest
from docx import Document as read_word
from docx.oxml.ns import qn
from matplotlib.figure import Figure as Drawn

from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, Part, save_figure
from casetrace.model.figure_families import FORMATS
from casetrace.report.document.blocks import Document, Figure, Section
from casetrace.report.drawing import figure_of, with_alternatives
from casetrace.report.html import html
from casetrace.report.pdf import pdf
from casetrace.report.typst_blocks import block_code
from casetrace.report.word import word
from tests.figures.conftest import STYLE

LOOK = Look.from_config(STYLE)
#: Heights of the parts, in points.
HEIGHTS = (144, 72, 216)


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Figure:
    """A figure in three parts."""
    folder = tmp_path_factory.mktemp("figure")
    parts = [Part(Drawn(figsize=(2, high / 72), dpi=72), f"part {place}") for place, high in enumerate(HEIGHTS)]
    whole = Drawn(figsize=(2, sum(HEIGHTS) / 72), dpi=72)
    drawing = Drawing(whole, pd.DataFrame({"x": [1]}), "A title", "all of it", parts=tuple(parts))
    with house_style("tall", LOOK):
        save_figure("tall", drawing, LOOK, {f"tall_{end}": str(folder / f"tall.{end}") for end in FORMATS})
    return figure_of("tall", str(folder / "tall.svg"), "What is drawn.")


def document(figure: Figure) -> Document:
    return Document("", "A study", (), "A study", (), "", (Section(("Results",), (figure,), "results", 2, "Results"),))


def test_each_part_has_its_own_text_for_those_who_cannot_see_it(figure):
    assert [text for _, text in with_alternatives(figure)] == ["part 0", "part 1", "part 2"]


def test_on_the_screen_the_parts_stand_beside_each_other(figure):
    page = str(html(figure))
    assert page.startswith('<div class="columns">')
    assert page.count("<svg") == page.count("<figure") == 3
    assert [f'aria-label="part {place}"' in page for place in range(3)] == [True] * 3
    assert page.count("What is drawn.") == 1


def test_on_paper_the_parts_stand_in_rows_of_two(figure, tmp_path: Path):
    code = block_code(figure, 500)
    assert [line.count("shrunk => drawing(") for line in code.split("row-of(")[1:]] == [2, 1]
    assert code.count("What is drawn.") == 1
    assert pdf(document(figure)).startswith(b"%PDF")


def test_in_word_the_parts_are_cut_from_one_picture(figure, tmp_path: Path):
    path = tmp_path / "report.docx"
    path.write_bytes(word(document(figure)))
    body = read_word(str(path)).element.body
    cuts = [(int(edges.get("t")), int(edges.get("b"))) for edges in body.iter(qn("a:srcRect"))]
    assert cuts == [(0, 66667), (33333, 50000), (50000, 0)]
    assert len({blip.get(qn("r:embed")) for blip in body.iter(qn("a:blip"))}) == 1
    sizes = [extent.get("cy") for extent in body.iter(qn("wp:extent"))]
    assert [int(size) / 12700 for size in sizes] == pytest.approx(HEIGHTS, rel=0.02)

"""Writing a figure: SVG, PDF and PNG with the same bytes on every run, and the data that it draws as CSV."""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from fontTools import subset
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from casetrace.figures.look import Look
from casetrace.figures.marks import opens, overlay
from casetrace.model.dictionary import printed_column
from casetrace.model.storage import write_csv

# It would write hundreds of lines on the fonts of each PDF into the job's log.
logging.getLogger("fontTools").setLevel(logging.WARNING)

#: What each format would otherwise record of the moment and the program.
NO_STAMP: dict[str, dict[str, str | None]] = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


#: What the names of glyphs start with, and what they start with in a file.
GLYPHS = {"SourceSansPro-Regular-": "r", "SourceSansPro-Bold-": "b", "DejaVuSans-Bold-": "e", "DejaVuSans-": "d"}

#: Tables of a font by which text is set, which in a PDF it is already. To choose letters in them took most of its time.
SETTING_TABLES = ("BASE", "GDEF", "GPOS", "GSUB")

#: Resolution of the bitmaps inside an SVG, which is for screens.
SCREEN_DPI = 150


SVG_NAMESPACE = "http://www.w3.org/2000/svg"
#: How many pixels of an SVG a point is, in which the places of its parts are counted.
PIXELS = 4 / 3


class Part(NamedTuple):
    """A part of a figure that is too high for a page, and what there is to see in it."""

    figure: Figure
    description: str


class Drawing(NamedTuple):
    """A figure with the data that it draws.

    Attributes
    ----------
    figure, data
        The figure, and what it draws.
    title
        What it shows: its caption in a report.
    description
        What there is to see in it, for readers who cannot see it: its alternative text.
    is_drawn
        Whether there is anything to see; a report leaves out a figure of nothing.
    parts
        Of a figure that is too high for a page its parts, which stand below each other in `figure`; else none.
    """

    figure: Figure
    data: pd.DataFrame
    title: str
    description: str
    is_drawn: bool = True
    parts: tuple[Part, ...] = ()


def save_figure(name: str, drawing: Drawing, look: Look, out: Mapping[str, str]) -> None:
    """Write a figure and its data; of one in parts the PDF has a page for each, and the SVG each as an element.

    Parameters
    ----------
    name
        The figure's name; `out` has the paths `<name>_svg`, `<name>_pdf`, `<name>_png` and `<name>_csv`.
    drawing
        The figure, drawn and saved under one `house_style` of that name.
    look
        Its sizes.
    out
        Paths to write, by name.
    """
    for extension, stamp in NO_STAMP.items():
        path = Path(out[f"{name}_{extension}"])
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {**stamp, "Title": drawing.title}
        with _letters_alone():
            if drawing.parts and extension == "pdf":
                _save_pages(path, drawing, look, metadata)
            else:
                drawing.figure.savefig(path, format=extension, dpi=look.dpi, metadata=metadata)
    Path(out[f"{name}_svg"]).write_text(svg_text(name, drawing), encoding="utf-8", newline="\n")
    write_csv(drawing.data.rename(columns=printed_column), out[f"{name}_csv"])


def _save_pages(path: Path, drawing: Drawing, look: Look, metadata: Mapping[str, str | None]) -> None:
    with PdfPages(path, metadata=dict(metadata)) as pages:
        for part in drawing.parts:
            pages.savefig(part.figure, dpi=look.dpi)


@contextmanager
def _letters_alone() -> Iterator[None]:
    """Embed of fonts what draws letters, without what sets text."""
    before = subset.Options._drop_tables_default
    subset.Options._drop_tables_default = [*before, *SETTING_TABLES]
    try:
        yield
    finally:
        subset.Options._drop_tables_default = before


def svg_text(name: str, drawing: Drawing) -> str:
    """A figure as SVG with a title and a description, and identifiers of its own beside others in one page."""
    if drawing.parts:
        return _svg_of_parts(name, drawing)
    return _svg(name, drawing.figure, drawing.title, drawing.description, drawing.is_drawn)


def _svg(name: str, figure: Figure, title: str, description: str, is_drawn: bool = True) -> str:
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", dpi=SCREEN_DPI, metadata={"Date": None, "Creator": None})
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", _short(stream.getvalue().decode("utf-8")))
    # An image has no buttons in it.
    role = "group" if opens(figure) else "img"
    nothing = "" if is_drawn else 'data-drawn="no" '
    opening = f'<svg {nothing}role="{role}" aria-labelledby="{name}-title {name}-desc" '
    spoken = _spoken(name, title, description)
    svg = re.sub(r"<svg ([^>]*>)", lambda match: f"{opening}{match.group(1)}\n {spoken}", svg, count=1)
    return svg.replace("</svg>", f"{overlay(figure)}</svg>")


def _spoken(name: str, title: str, description: str) -> str:
    """What a figure is, for readers who cannot see it."""
    return f'<title id="{name}-title">{escape(title)}</title>\n <desc id="{name}-desc">{escape(description)}</desc>'


def _svg_of_parts(name: str, drawing: Drawing) -> str:
    """The parts of a figure below each other, each an element that can be taken out and stand alone."""
    elements, top = [], 0.0
    for number, (figure, description) in enumerate(drawing.parts, start=1):
        _, mark, element = _svg(f"{name}-{number}", figure, drawing.title, description).partition("<svg ")
        elements.append(f'{mark}class="part" y="{top:.2f}pt" {element}')
        top += figure.bbox.height
    width, height = drawing.figure.bbox.width, drawing.figure.bbox.height
    size = f'width="{width:g}pt" height="{height:g}pt" viewBox="0 0 {width * PIXELS:.2f} {height * PIXELS:.2f}"'
    opening = f'<svg role="group" aria-labelledby="{name}-title {name}-desc" xmlns="{SVG_NAMESPACE}" {size}>'
    return "\n".join([opening, _spoken(name, drawing.title, drawing.description), *elements, "</svg>\n"])


def _short(svg: str) -> str:
    """An SVG with short names of its glyphs, which are most of it, and without indentation."""
    for font, short in GLYPHS.items():
        svg = svg.replace(f'"{font}', f'"{short}').replace(f"#{font}", f"#{short}")
    return re.sub(r"\n +", "\n", svg)

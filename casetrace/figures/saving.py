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
    """

    figure: Figure
    data: pd.DataFrame
    title: str
    description: str
    is_drawn: bool = True


def save_figure(name: str, drawing: Drawing, look: Look, out: Mapping[str, str]) -> None:
    """Write a figure and its data.

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
            drawing.figure.savefig(path, format=extension, dpi=look.dpi, metadata=metadata)
    Path(out[f"{name}_svg"]).write_text(svg_text(name, drawing), encoding="utf-8", newline="\n")
    write_csv(drawing.data.rename(columns=printed_column), out[f"{name}_csv"])


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
    stream = io.BytesIO()
    drawing.figure.savefig(stream, format="svg", dpi=SCREEN_DPI, metadata={"Date": None, "Creator": None})
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", _short(stream.getvalue().decode("utf-8")))
    title, description = escape(drawing.title), escape(drawing.description)
    spoken = f'<title id="{name}-title">{title}</title>\n <desc id="{name}-desc">{description}</desc>'
    # An image has no buttons in it.
    role = "group" if opens(drawing.figure) else "img"
    nothing = "" if drawing.is_drawn else 'data-drawn="no" '
    opening = f'<svg {nothing}role="{role}" aria-labelledby="{name}-title {name}-desc" '
    svg = re.sub(r"<svg ([^>]*>)", lambda match: f"{opening}{match.group(1)}\n {spoken}", svg, count=1)
    return svg.replace("</svg>", f"{overlay(drawing.figure)}</svg>")


def _short(svg: str) -> str:
    """An SVG with short names of its glyphs, which are most of it, and without indentation."""
    for font, short in GLYPHS.items():
        svg = svg.replace(f'"{font}', f'"{short}').replace(f"#{font}", f"#{short}")
    return re.sub(r"\n +", "\n", svg)

"""What a figure's points are, for the pointer and the panel of the report: each lesion and visit, and its row.

The marks lie over the drawing in the SVG alone; no other format knows them.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scripts.figures.look import MARKER
from scripts.figures.text import number
from scripts.lineage.basis import LESION_VISITS


class Mark(NamedTuple):
    """A rectangle of the page, in points from its lower left corner, what is drawn there, and the row that it shows."""

    left: float
    bottom: float
    right: float
    top: float
    title: str
    row: int


_MARKS: "WeakKeyDictionary[Figure, list[Mark]]" = WeakKeyDictionary()


def note_points(axes: Axes, x: Iterable[float], y: Iterable[float], rows: pd.DataFrame, titles: Sequence[str]) -> None:
    """Note points of a figure.

    Parameters
    ----------
    axes, x, y
        Where they are drawn, in the units of the axes.
    rows
        What is drawn, with `lesion_visits_row`.
    titles
        What each is.
    """
    half = MARKER / 2
    for a, b, row, title in zip(x, y, rows["lesion_visits_row"], titles, strict=True):
        across, up = axes.transData.transform((float(a), float(b)))
        note(axes.figure, Mark(across - half, up - half, across + half, up + half, title, int(row)))


def note(figure: object, mark: Mark) -> None:
    """Note one mark of a figure."""
    if isinstance(figure, Figure):
        _MARKS.setdefault(figure, []).append(mark)


def titles_of(rows: pd.DataFrame, value: str, unit: str) -> list[str]:
    """Titles that name lesion, visit and value, such as `Lesion 3a, week 4: 50 %`.

    Parameters
    ----------
    rows
        With `label`, `visit` and the column `value`.
    unit
        Unit of the value; empty where it has none.
    """
    suffix = f" {unit}" if unit else ""
    return [
        f"Lesion {label}, week {visit:,}: {number(round(float(shown), 1))}{suffix}"
        for label, visit, shown in zip(rows["label"], rows["visit"], rows[value], strict=True)
    ]


def overlay(figure: Figure) -> str:
    """The marks of a figure as a group of an SVG whose unit is the point; empty where there are none."""
    marks = _MARKS.get(figure, [])
    height = figure.bbox.height
    drawn = [
        f'<rect x="{mark.left:.2f}" y="{height - mark.top:.2f}" width="{mark.right - mark.left:.2f}" '
        f'height="{mark.top - mark.bottom:.2f}" data-rows="{LESION_VISITS}|{mark.row}">'
        f"<title>{escape(mark.title)}</title></rect>"
        for mark in marks
    ]
    group = "\n".join(drawn)
    return f'<g class="marks" fill="#000000" fill-opacity="0">\n{group}\n</g>\n' if marks else ""

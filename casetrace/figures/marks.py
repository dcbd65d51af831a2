"""What a figure's marks are, for the pointer and the panel of the report: lesion, visit and row, or a result.

The marks lie over the drawing in the SVG alone; no other format knows them.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casetrace.figures.bearers import bearer_of
from casetrace.figures.look import MARKER
from casetrace.figures.text import named_visit, number
from casetrace.model.basis import LESION_VISITS


class Mark(NamedTuple):
    """A rectangle of the page, in points from its lower left corner, and what is drawn there.

    `row` is the row of the lesion visits that it shows, `result` the name of the result; either may not apply.
    """

    left: float
    bottom: float
    right: float
    top: float
    title: str
    row: int | None = None
    result: str = ""

    @property
    def sources(self) -> str:
        """The attributes by which the panel of the report finds the row or the result."""
        row = "" if self.row is None else f' data-rows="{LESION_VISITS}|{self.row}"'
        return row + (f' data-result="{escape(self.result)}"' if self.result else "")


def _role(mark: Mark, is_first: bool) -> str:
    """The attributes by which the keyboard and a screen reader find a mark that opens something."""
    if not mark.sources:
        return ""
    return f' role="button" tabindex="{0 if is_first else -1}" aria-label="{escape(mark.title)}"'


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
        dot_x, dot_y = axes.transData.transform((float(a), float(b)))
        note(axes.figure, Mark(dot_x - half, dot_y - half, dot_x + half, dot_y + half, title, int(row)))


def note_at(figure: Figure, x: float, y: float, title: str, result: str = "") -> None:
    """Note one marker at a place of the page, and the result that it shows."""
    half = MARKER / 2
    note(figure, Mark(x - half, y - half, x + half, y + half, title, result=result))


def note(figure: object, mark: Mark) -> None:
    """Note one mark of a figure."""
    if isinstance(figure, Figure):
        _MARKS.setdefault(figure, []).append(mark)


def titles_of(rows: pd.DataFrame, value: str, unit: str) -> list[str]:
    """Titles that name lesion or patient, visit and value, such as `Lesion 3a, week 4: 50 %`.

    Parameters
    ----------
    rows
        With `patient_id`, `lesion_id`, `label`, `visit` and the column `value`.
    unit
        Unit of the value; empty where it has none.
    """
    suffix, bearer = f" {unit}" if unit else "", f"{bearer_of(rows).capitalize()} "
    return [
        f"{bearer}{label}, {named_visit(visit)}: {number(float(shown), 1)}{suffix}"
        for label, visit, shown in zip(rows["label"], rows["visit"], rows[value], strict=True)
    ]


def opens(figure: Figure) -> bool:
    """Whether a mark of a figure opens a row or a result."""
    return any(mark.sources for mark in _MARKS.get(figure, []))


def overlay(figure: Figure) -> str:
    """The marks of a figure as a group of an SVG whose unit is the point; empty where there are none.

    A mark that opens something is a button. The first of a figure is a stop of the Tab key, and a script moves that
    from mark to mark, so that a figure with many marks is one stop.
    """
    marks = _MARKS.get(figure, [])
    height = figure.bbox.height
    first = next((mark for mark in marks if mark.sources), None)
    drawn = [
        f'<rect x="{mark.left:.2f}" y="{height - mark.top:.2f}" width="{mark.right - mark.left:.2f}" '
        f'height="{mark.top - mark.bottom:.2f}"{mark.sources}{_role(mark, mark is first)}>'
        f"<title>{escape(mark.title)}</title></rect>"
        for mark in marks
    ]
    group = "\n".join(drawn)
    return f'<g class="marks" fill="#000000" fill-opacity="0">\n{group}\n</g>\n' if marks else ""

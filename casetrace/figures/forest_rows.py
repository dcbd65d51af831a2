"""Rows of the forest plot: the axis that they share, a cohort's patients and mean, the pooled mean, and the ticks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from casetrace.figures.labels import Box, Floats, lanes
from casetrace.figures.look import INK, MARKER, MUTED, RULE, SMALL_MARKER, VECTOR_MARKS, Look
from casetrace.figures.marks import Mark, note, note_at
from casetrace.figures.page import EDGE, Block, add_axes, gap, line, mark, paragraph, write
from casetrace.figures.reduction_axis import ReductionAxis, reduction_axis
from casetrace.figures.text import count, number, one_line, percent_number, text_width, wrap
from casetrace.model.forest_panels import ForestPanel, ForestRow
from casetrace.model.outcome import Thresholds

#: Colour of patients, which in this figure does not tell their response.
PATIENT = "#6c98b5"

#: A cohort with more patients is drawn by this many of them.
MOST_PATIENTS = 300

#: Up to this many patients of a cohort are drawn large.
FEW_PATIENTS = 30

#: Highest that the patients of a cohort are piled up.
PILE = 30.0

#: Gap between the axis and the labels beside it in a forest plot of many cohorts.
DENSE_GAP = 6.0

#: What the numbers of a row end with that is given with a reservation.
FLAG = " †"

#: Room around an interval's line, and half the height of the pooled mean's diamond.
LANE, DIAMOND = 9.0, 4.0


@dataclass(frozen=True)
class Scale:
    """The axis of a panel, and where its ends are on the page."""

    axis: ReductionAxis
    left: float
    right: float

    def across(self, percent: float) -> float:
        """Place of a percentage on the page; one that is beyond the axis is at its end."""
        low, high = (float(self.axis.scaled(end)) for end in (self.axis.low, self.axis.high))
        share = (float(self.axis.scaled(percent)) - low) / (high - low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def holds(self, percent: float) -> bool:
        """Whether a percentage is on the axis."""
        return self.axis.low <= percent <= self.axis.high

    def ticks(self, look: Look) -> list[float]:
        """Ticks whose texts fit beside each other and on the page."""

        def fits(tick: float) -> bool:
            x, half = self.across(tick), text_width(number(tick), look.small) / 2
            return x - half >= EDGE and x + half <= look.width - EDGE

        ticks = self.axis.ticks(self.right - self.left, lambda text: text_width(text, look.small))
        return [tick for tick in ticks if fits(tick)]


def panel_scale(panel: ForestPanel, look: Look) -> Scale:
    """The axis that shows every patient and mean; a far longer interval leaves it, with an arrow at its end.

    Where the cohorts are many there are no patients, and the axis stands between the names and the numbers.
    """
    rows = [*panel.cohorts.values(), panel.pooled]
    patients = [] if panel.is_dense else [row.patients["improvement"] for row in rows]
    points = pd.concat([*patients, pd.Series([row.mean for row in rows])])
    bare = reduction_axis(points.astype(float), Thresholds(0.0, 0.0, 0.0), panel.way)
    low, high = float(bare.scaled(bare.low)), float(bare.scaled(bare.high))
    room = (high - low) / 2
    limits = [*(limit for row in rows for limit in (row.lower, row.upper)), *panel.prediction]
    places = np.clip(bare.scaled(np.array([limit for limit in limits if np.isfinite(limit)])), low - room, high + room)
    ends = bare.unscaled(np.array([min([low, *places]), max([high, *places])]))
    axis = replace(bare, low=float(ends[0]), high=float(ends[1]))
    left, right = _margins(panel, look) if panel.is_dense else (0.0, 0.0)
    return Scale(axis, EDGE + 4 + left, look.width - EDGE - 4 - right)


def dense_names(panel: ForestPanel, look: Look) -> dict[str, str]:
    """What each of many cohorts is called in its line: its title, or its name where some title is too long for that."""
    titles = {cohort: one_line(row.title) for cohort, row in panel.cohorts.items()}
    if max(text_width(title, look.small) for title in titles.values()) <= look.width / 3:
        return titles
    return {cohort: wrap(cohort, look.width / 3, look.small, lines=1)[0] for cohort in titles}


def _margins(panel: ForestPanel, look: Look) -> tuple[float, float]:
    """Room for the names and for the numbers of many cohorts."""
    numbers = map(dense_numbers, panel.cohorts.values())
    left, right = (
        max(text_width(text, look.small) for text in texts) for texts in (dense_names(panel, look).values(), numbers)
    )
    return left + DENSE_GAP, right + text_width(FLAG, look.small) + DENSE_GAP


def dense_numbers(row: ForestRow) -> str:
    """The numbers of one of many cohorts, without the sign behind them; the reason for none is in the appendix."""
    return f"{numbers_of(row)}, not pooled" if row.refusal else numbers_of(row).removesuffix(FLAG)


def dense_row(name: str, row: ForestRow, scale: Scale, look: Look, pooled: ForestRow) -> Block:
    """One of many cohorts: its name, its mean with its interval beside the pooled mean, and its numbers in one line."""

    def draw_row(figure: Figure, box: Box) -> None:
        _references(figure, box, scale, look)
        if not pooled.refusal:
            x = scale.across(pooled.mean)
            line(figure, [(x, box.bottom), (x, box.top)], color=MUTED, linewidth=0.5, linestyle=":", zorder=-1)
        middle = (box.bottom + box.top) / 2
        write(figure, name, box.left, middle, size=look.small)
        # The numbers end below each other, with or without a sign behind them.
        end = box.right - text_width(FLAG, look.small)
        write(figure, dense_numbers(row), end, middle, size=look.small, color=MUTED, align="right")
        if row.flagged:
            write(figure, FLAG.strip(), box.right, middle, size=look.small, color=MUTED, align="right")
        if not row.refusal:
            _draw_mean(figure, row, scale, middle, SMALL_MARKER)

    return Block(look.line, draw_row)


def _draw_mean(figure: Figure, row: ForestRow, scale: Scale, middle: float, size: float = MARKER) -> None:
    _interval(figure, scale, (row.lower, row.upper), middle, linewidth=1.1)
    mark(figure, "s", scale.across(row.mean), middle, INK, size)
    note_at(figure, scale.across(row.mean), middle, row_words(row), row.result_id)


def drawn_patients(patients: pd.DataFrame) -> pd.DataFrame:
    """All patients, or `MOST_PATIENTS` evenly spaced in the order of their values, both ends included."""
    if len(patients) <= MOST_PATIENTS:
        return patients
    return patients.iloc[np.linspace(0, len(patients) - 1, MOST_PATIENTS).round().astype(int)]


def numbers_of(row: ForestRow) -> str:
    """Number of patients, mean and interval of a row."""
    patients = count(row.n_patients, "patient")
    if row.refusal:
        return patients
    lower, upper = percent_number(row.lower), percent_number(row.upper)
    return f"{patients}: {percent_number(row.mean)} % ({lower} to {upper}){FLAG if row.flagged else ''}"


def row_words(row: ForestRow) -> str:
    """A row in words."""
    return f"{one_line(row.title)}, {numbers_of(row)}"


def caption(title: str, row: ForestRow, look: Look) -> Block:
    """The name of a row on the left, its numbers on the right, or below where they do not fit beside it."""
    width, numbers = look.width - 2 * EDGE, numbers_of(row)
    beside = text_width(one_line(title), look.small) + text_width(numbers, look.small) + 8 <= width
    lines = [one_line(title)] if beside else wrap(one_line(title), width, look.small, lines=2)
    reason = wrap(f"Not pooled: {row.refusal}.", width, look.small) if row.refusal else []
    below = [*([] if beside else [numbers]), *reason]

    def draw_caption(figure: Figure, box: Box) -> None:
        for index, text in enumerate([*lines, *below]):
            color = INK if index < len(lines) else MUTED
            write(figure, text, box.left, box.top - (index + 0.5) * look.line, size=look.small, color=color)
        if beside:
            y = box.top - 0.5 * look.line
            write(figure, numbers, box.right, y, size=look.small, color=MUTED, align="right")

    return Block((len(lines) + len(below)) * look.line, draw_caption)


def band(row: ForestRow, scale: Scale, look: Look) -> Block:
    """The patients of a cohort piled up where they lie close, and below them the mean with its interval."""
    patients = drawn_patients(row.patients)
    marker = MARKER if len(patients) <= FEW_PATIENTS else SMALL_MARKER
    x = np.array([scale.across(percent) for percent in patients["improvement"]])
    steps = lanes(x, x + marker).astype(np.float64)
    pile = float(steps.max()) if len(steps) else 0.0
    pitch = min(marker, PILE / pile) if pile else marker
    height = (pile * pitch + marker + 3) if len(steps) else 0.0

    def draw_band(figure: Figure, box: Box) -> None:
        _references(figure, box, scale, look)
        if len(steps):
            y = box.top - height + 1.5 + marker / 2 + steps * pitch
            _draw_patients(figure, box._replace(bottom=box.top - height), x, y, marker)
            if len(patients) <= FEW_PATIENTS:
                for percent, place in zip(patients["improvement"], zip(x, y, strict=True), strict=True):
                    note_at(figure, *place, f"a patient of {one_line(row.title)}: {percent_number(percent)} %")
        if not row.refusal:
            _draw_mean(figure, row, scale, box.bottom + LANE / 2)

    return Block(max(height + (0 if row.refusal else LANE), 4.0), draw_band)


def _draw_patients(figure: Figure, box: Box, x: Floats, y: Floats, marker: float) -> None:
    """One point a patient, at these places of the page."""
    axes = add_axes(figure, box)
    axes.set_axis_off()
    axes.set_xlim(box.left, box.right)
    axes.set_ylim(box.bottom, box.top)
    axes.scatter(
        x, y, s=marker**2, facecolors=PATIENT, edgecolors="white", linewidths=0.3,
        rasterized=len(x) > VECTOR_MARKS, clip_on=False, zorder=3,
    )  # fmt: skip


def _references(figure: Figure, box: Box, scale: Scale, look: Look) -> None:
    """Faint lines at the ticks and a darker one at no change, behind a row."""
    for tick in scale.ticks(look):
        color, width = (MUTED, 0.6) if tick == 0 else (RULE, 0.3)
        ends = [(scale.across(tick), box.bottom), (scale.across(tick), box.top)]
        line(figure, ends, color=color, linewidth=width, zorder=-2)


def _interval(figure: Figure, scale: Scale, limits: tuple[float, float], middle: float, linewidth: float) -> None:
    """A line from limit to limit, with an arrow at an end that is beyond the axis."""
    ends = [(scale.across(limit), middle) for limit in limits]
    line(figure, ends, color=INK, linewidth=linewidth, solid_capstyle="butt")
    for limit, (x, y), arrow in zip(limits, ends, ("<", ">"), strict=True):
        if scale.holds(limit):
            line(figure, [(x, y - MARKER / 2), (x, y + MARKER / 2)], color=INK, linewidth=linewidth)
        else:
            mark(figure, arrow, x, y, INK)


def fill(figure: Figure, corners: Sequence[tuple[float, float]], color: str) -> None:
    """A filled shape on the page."""
    width, height = figure.bbox.width, figure.bbox.height
    places = [(x / width, y / height) for x, y in corners]
    figure.add_artist(Polygon(places, closed=True, transform=figure.transFigure, color=color, linewidth=0.6))


def rule() -> Block:
    """A line across the page between the cohorts and what is pooled of them."""

    def draw_rule(figure: Figure, box: Box) -> None:
        line(figure, [(box.left, box.top), (box.right, box.top)], color=MUTED, linewidth=0.5)

    return Block(1.0, draw_rule)


def pooled_blocks(panel: ForestPanel, scale: Scale, look: Look) -> list[Block]:
    """The pooled mean as a diamond from limit to limit, and the prediction interval."""
    pooled = panel.pooled
    if pooled.refusal:
        return [paragraph(f"Not pooled: {pooled.refusal}.", look), gap(2)]
    lower, upper = panel.prediction
    further = f"Prediction interval for a further cohort: {percent_number(lower)} % to {percent_number(upper)} %"

    def draw_diamond(figure: Figure, box: Box) -> None:
        _references(figure, box, scale, look)
        middle = (box.bottom + box.top) / 2
        left, top, right = (scale.across(value) for value in (pooled.lower, pooled.mean, pooled.upper))
        corners = [(left, middle), (top, middle + DIAMOND), (right, middle), (top, middle - DIAMOND)]
        fill(figure, corners, INK)
        note(figure, Mark(left, middle - DIAMOND, right, middle + DIAMOND, row_words(pooled), result=pooled.result_id))
        for limit, x, arrow in ((pooled.lower, left, "<"), (pooled.upper, right, ">")):
            if not scale.holds(limit):
                mark(figure, arrow, x, middle, INK)

    def draw_prediction(figure: Figure, box: Box) -> None:
        _references(figure, box, scale, look)
        middle = (box.bottom + box.top) / 2
        _interval(figure, scale, panel.prediction, middle, linewidth=0.6)
        for limit, result in zip(panel.prediction, panel.prediction_ids, strict=True):
            note_at(figure, scale.across(limit), middle, further, result)

    name = f"Pooled, {count(panel.n_pooled, 'cohort')}"
    return [
        caption(name, pooled, look), Block(LANE + 2, draw_diamond), gap(1),
        paragraph(further, look), Block(LANE, draw_prediction),
    ]  # fmt: skip


def axis_block(panel: ForestPanel, scale: Scale, look: Look) -> Block:
    """The axis with its ticks, and what it shows."""
    title = f"{panel.way.gain.capitalize()} of {one_line(panel.label)} (%){scale.axis.label_suffix}"
    centre = (scale.left + scale.right) / 2
    lines = wrap(title, 2 * min(centre - EDGE, look.width - EDGE - centre), look.font, lines=2)

    def draw_axis(figure: Figure, box: Box) -> None:
        line(figure, [(scale.left, box.top), (scale.right, box.top)], color=MUTED, linewidth=0.6)
        for tick in scale.ticks(look):
            x = scale.across(tick)
            line(figure, [(x, box.top), (x, box.top - 2.5)], color=MUTED, linewidth=0.6)
            write(figure, number(tick), x, box.top - 4 - look.line / 2, size=look.small, align="center")
        for index, text in enumerate(lines):
            y = box.top - 5 - look.line - (index + 0.5) * 1.2 * look.font
            write(figure, text, centre, y, size=look.font, align="center")

    return Block(5 + look.line + len(lines) * 1.2 * look.font, draw_axis)

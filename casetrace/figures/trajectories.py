"""Trajectories: the value of each lesion from baseline over the follow-up visits, as observed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from casetrace.figures import levels
from casetrace.figures.case_series import CaseSeries, drawn_series
from casetrace.figures.course_data import course_data, shown_values
from casetrace.figures.courses import Course, course_blocks
from casetrace.figures.labels import Floats
from casetrace.figures.look import Look
from casetrace.figures.page import Block, compose, gap
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.spoken import enumerated, value_words
from casetrace.figures.text import named_visit, number, sentence, wrap
from casetrace.figures.ticks import decade_ticks, even_ticks, fitting_ticks

TITLE = "{} of each {} from baseline over the follow-up visits"

#: A wider range of values than this, largest to smallest besides 0, has an axis on which small ones stay apart.
WIDE = 200.0

#: On such an axis the smallest value stands at least at this share of the way from 0 to the largest.
SMALLEST_SHARE = 0.05


@dataclass(frozen=True)
class ValueAxis:
    """An axis of values that shows 0: linear, or with a power under 1 on which small values stay apart.

    From `low` to `high`; `least` is the smallest value besides 0, whatever its sign.
    """

    low: float
    high: float
    least: float
    power: float

    def scaled(self, value: float | Floats) -> Floats:
        """The value to the power, with its sign."""
        values = np.asarray(value, dtype=float)
        return np.asarray(np.sign(values) * np.abs(values) ** self.power)

    def unscaled(self, place: float | Floats) -> Floats:
        """The value at a place on the scale."""
        places = np.asarray(place, dtype=float)
        return np.asarray(np.sign(places) * np.abs(places) ** (1 / self.power))

    def fraction(self, value: float | Floats) -> Floats:
        """How far up the axis a value is, from 0 to 1."""
        low, high = float(self.scaled(self.low)), float(self.scaled(self.high))
        return (self.scaled(value) - low) / (high - low)

    def ticks(self, length: float, look: Look) -> list[float]:
        """Round numbers that can be printed beside each other on `length` points."""
        down = [-tick for tick in decade_ticks(self.least, -self.low)]
        even = even_ticks(self.low, self.high, 10)
        candidates = even if self.power == 1 else [0.0, *decade_ticks(self.least, self.high), *down, *even]
        return fitting_ticks(candidates, lambda tick: float(self.fraction(tick)) * length, lambda text: look.line, 2.5)


def value_axis(values: pd.Series) -> ValueAxis:
    """The axis from 0 (or below) that shows all values: linear, or with a power where their range is wide."""
    sizes = values.abs()[values != 0]
    smallest = float(sizes.min()) if len(sizes) else 1.0
    ratio = smallest / float(sizes.max()) if len(sizes) else 1.0
    power = 1.0 if ratio >= 1 / WIDE else round(max(np.log(SMALLEST_SHARE) / np.log(ratio), 0.1), 2)
    bare = ValueAxis(min(0.0, float(values.min())), max(0.0, float(values.max())), smallest, power)
    bottom, top = float(bare.scaled(bare.low)), float(bare.scaled(bare.high))
    free = 0.04 * (top - bottom or 1.0)
    return ValueAxis(float(bare.unscaled(bottom - free)), float(bare.unscaled(top + free)), smallest, power)


def drawing(source: Source) -> Drawing:
    """The figure of the outcomes that a cohort's endpoints name."""
    return draw(drawn_series(source, treated=True), source.look)


def draw(every: Sequence[CaseSeries], look: Look) -> Drawing:
    """The figure, with its data and its description; of an ordered outcome its levels."""
    blocks: list[Block] = []
    data: list[pd.DataFrame] = []
    spoken: list[str] = []
    for series in every:
        name = sentence(series.label) if len(every) > 1 else ""
        if series.outcome.scale.has_levels:
            blocks += levels.blocks_of(series, name, look)
            data.append(levels.levels_data(series))
            spoken.append(levels.in_words(series))
        else:
            courses = list(_courses(series, look))
            blocks += _of_outcome(courses, name, look)
            data += [course.data for _, course in courses]
            spoken.append(_in_words(series))
        blocks.append(gap(9))
    title = TITLE.format(sentence(enumerated([series.label for series in every])), every[0].bearer)
    return Drawing(compose(look, blocks[:-1]), pd.concat(data, ignore_index=True), title, " ".join(spoken))


def trajectories_data(series: CaseSeries) -> pd.DataFrame:
    """The points and quantiles, as of `course_data`."""
    return course_data(series, "value", "baseline", series.unit)


def _courses(series: CaseSeries, look: Look) -> Iterator[tuple[str, Course]]:
    """A panel for each arm, all with the same axis."""
    data = {arm: trajectories_data(some) for arm, some in series.by_arm}
    axis = value_axis(pd.concat([shown_values(rows) for rows in data.values()]))
    scale = "" if axis.power == 1 else f", scale of power {axis.power:g}"

    def title(height: float) -> list[str]:
        return wrap(f"{series.title}{scale}", height, look.font, lines=2)

    for arm, some in series.by_arm:
        yield arm, Course(some, data[arm], axis, title, series.unit)


def _of_outcome(courses: Sequence[tuple[str, Course]], name: str, look: Look) -> Iterator[Block]:
    for arm, course in courses:
        yield from course_blocks(course, ", ".join(filter(None, [name, arm])), look)
        yield gap(7)


def _in_words(series: CaseSeries) -> str:
    """The courses for readers who cannot see them."""
    first = series.rows.drop_duplicates("lesion_id").assign(value=lambda rows: rows["baseline"])
    parts = [f"Course of {series.label} in {number(len(first))} {series.bearer}s.".replace("1 lesions", "1 lesion")]
    weeks = [(series.baseline_visit, first), *((visit, series.at(visit)[0]) for visit in series.visits)]
    return " ".join(
        [*parts, *(f"{named_visit(visit, capital=True)}: {value_words(rows, series)}." for visit, rows in weeks)]
    )

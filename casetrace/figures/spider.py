"""Spider plot: the percent change of each lesion from baseline over the follow-up visits, as observed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from casetrace.figures.case_series import CaseSeries, drawn_series
from casetrace.figures.course_data import course_data, shown_values
from casetrace.figures.courses import Course, course_blocks
from casetrace.figures.labels import Floats
from casetrace.figures.look import Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, compose, gap
from casetrace.figures.panels import change_label
from casetrace.figures.reduction_axis import ReductionAxis, change_axis, thresholds
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.spoken import change_words, enumerated
from casetrace.figures.text import named_visit, sentence

TITLE = "Spider plot: percent change in {} of each {} from baseline over the follow-up visits"


@dataclass(frozen=True)
class ChangeScale:
    """The axis of percent changes, as courses ask for it."""

    axis: ReductionAxis

    def fraction(self, value: float | Floats) -> Floats:
        """How far up the axis a change is, from 0 to 1."""
        low, high = float(self.axis.scaled(self.axis.low)), float(self.axis.scaled(self.axis.high))
        return (self.axis.scaled(value) - low) / (high - low)

    def ticks(self, length: float, look: Look) -> list[float]:
        """Round numbers that can be printed beside each other on `length` points."""
        return self.axis.ticks(length, lambda text: look.line)


def drawing(source: Source) -> Drawing:
    """The figure of the outcomes that a cohort's endpoints name."""
    return draw(drawn_series(source, treated=True), source.look)


def draw(every: Sequence[CaseSeries], look: Look) -> Drawing:
    """The figure, with its data and its description, of the outcomes whose change starts at a baseline."""
    drawn = [
        series for series in every if series.outcome.scale.has_percent_change and series.outcome.scale.needs_baseline
    ]
    if not drawn:
        return not_drawn(every[0].outcome.scale.reason, spider_data(every[0]), look)
    blocks: list[Block] = []
    parts: list[pd.DataFrame] = []
    for series in drawn:
        courses = list(_courses(series, look))
        blocks += [*_of_outcome(courses, sentence(series.label) if len(drawn) > 1 else "", look), gap(9)]
        parts += [course.data for _, course in courses]
    data = pd.concat(parts, ignore_index=True)
    title = TITLE.format(enumerated([series.label for series in drawn]), drawn[0].bearer)
    return Drawing(compose(look, blocks[:-1]), data, title, " ".join(_in_words(series) for series in drawn))


def spider_data(series: CaseSeries) -> pd.DataFrame:
    """The points and quantiles, as of `course_data`."""
    return course_data(series, "change", 0.0, "%")


def _courses(series: CaseSeries, look: Look) -> Iterator[tuple[str, Course]]:
    """A panel for each arm, all with the same axis."""
    data = {arm: spider_data(some) for arm, some in series.by_arm}
    axis = change_axis(pd.concat([shown_values(rows) for rows in data.values()]))

    def title(height: float) -> list[str]:
        return change_label(series, axis, height, look)

    for arm, some in series.by_arm:
        levels = tuple(thresholds(some, axis))
        yield arm, Course(some, data[arm], ChangeScale(axis), title, "%", levels, is_relative=True)


def _of_outcome(courses: Sequence[tuple[str, Course]], name: str, look: Look) -> Iterator[Block]:
    for arm, course in courses:
        yield from course_blocks(course, ", ".join(filter(None, [name, arm])), look)
        yield gap(7)


def _in_words(series: CaseSeries) -> str:
    """The plot for readers who cannot see it."""
    weeks = [
        f"{named_visit(visit, capital=True)}: {change_words(series.at(visit)[0], series)}." for visit in series.visits
    ]
    return " ".join([f"Spider plot of the change in {series.label} from baseline.", *weeks])

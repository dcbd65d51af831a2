"""The axis of percent changes, the same in every figure: its range, its ticks and the response thresholds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from casetrace.figures.case_series import CaseSeries
from casetrace.figures.labels import Floats
from casetrace.figures.text import number
from casetrace.figures.ticks import decade_ticks, even_ticks, fitting_ticks
from casetrace.model.direction import Direction
from casetrace.model.outcome import Thresholds

#: A change of more percent than this, in the direction that has no end, makes the axis logarithmic beyond 100 %.
LINEAR_UP_TO = 500.0

#: Most ticks of a linear axis.
MOST_TICKS = 9

#: Share of the axis left free at both ends, for the text beside a point there.
FREE = 0.09


@dataclass(frozen=True)
class ReductionAxis:
    """The range of the axis, and its scale.

    Attributes
    ----------
    low, high
        Lowest and highest percent improvement on it.
    logarithmic
        Whether increases of the value beyond 100 % are on a logarithmic scale; reductions end at 100 %.
    sign
        1 where increases go down on the axis, since a reduction is the improvement, and -1 where they go up.
    """

    low: float
    high: float
    logarithmic: bool
    sign: int

    @property
    def label_suffix(self) -> str:
        """What the axis label says of the scale."""
        side = "below" if self.sign > 0 else "above"
        return f", log scale {side} {number(-100 * self.sign)} %" if self.logarithmic else ""

    def scaled(self, percent: float | Floats) -> Floats:
        """Percent on the axis's scale: linear, or beyond an increase of 100 % another 100 units for every tenfold."""
        values = np.asarray(percent, dtype=float)
        if not self.logarithmic:
            return values
        increase = -self.sign * values
        return np.where(increase > 100, -self.sign * (100 + 100 * np.log10(np.maximum(increase, 100) / 100)), values)

    def unscaled(self, place: float | Floats) -> Floats:
        """The percent that is drawn at a place on the scale."""
        places = np.asarray(place, dtype=float)
        if not self.logarithmic:
            return places
        increase = -self.sign * places
        return np.where(increase > 100, -self.sign * 100 * 10 ** ((np.maximum(increase, 100) - 100) / 100), places)

    def ticks(self, length: float, extent: Callable[[str], float]) -> list[float]:
        """Ticks on an axis of `length` points, of which each text takes its `extent`."""
        if not self.logarithmic:
            return even_ticks(self.low, self.high, min(int(length / (1.5 * extent(number(-100)))), MOST_TICKS) + 1)
        furthest = -self.low if self.sign > 0 else self.high
        reductions = [0.0, 100.0, -100.0, *(-tick for tick in decade_ticks(200, furthest)), 50.0, -50.0]
        unit = length / float(self.scaled(self.high) - self.scaled(self.low))
        signed = [self.sign * tick + 0.0 for tick in reductions]
        candidates = [tick for tick in signed if self.low <= tick <= self.high]
        return fitting_ticks(candidates, lambda tick: float(self.scaled(tick)) * unit, extent, extent(number(0)) / 3)

    def apply(self, axes: Axes, length: float, extent: Callable[[str], float]) -> None:
        """Give the vertical axis of `axes` this scale, range and ticks."""
        if self.logarithmic:
            axes.set_yscale("function", functions=(self.scaled, self.unscaled))
        axes.set_ylim(self.low, self.high)
        ticks = self.ticks(length, extent)
        axes.set_yticks(ticks, [number(tick) for tick in ticks])
        axes.yaxis.set_minor_locator(NullLocator())


def reduction_axis(improvements: pd.Series, response: Thresholds, way: Direction) -> ReductionAxis:
    """The axis that shows all `improvements` and the response thresholds.

    Parameters
    ----------
    improvements
        Percent; missing ones do not matter.
    response
        The thresholds of the plan.
    way
        Which way is better. A reduction can be complete, so 100 % of it is always on the axis.
    """
    values = improvements.dropna()
    end = 100.0 if way.sign > 0 else 0.0
    lowest = min(float(values.min()) if len(values) else 0.0, -float(response.progression))
    highest = max(float(values.max()) if len(values) else 0.0, float(response.complete), end)
    return _axis(lowest, highest, way.sign)


def _axis(lowest: float, highest: float, sign: int) -> ReductionAxis:
    """The axis from `lowest` to `highest` with room at both ends."""
    logarithmic = max(-sign * lowest, -sign * highest) > LINEAR_UP_TO
    bare = ReductionAxis(lowest, highest, logarithmic, sign)
    bottom, top = float(bare.scaled(lowest)), float(bare.scaled(highest))
    free = FREE * (top - bottom)
    return ReductionAxis(float(bare.unscaled(bottom - free)), float(bare.unscaled(top + free)), logarithmic, sign)


def change_axis(changes: pd.Series) -> ReductionAxis:
    """The axis that shows all percent `changes` from the baseline, and 0: a decrease goes down, an increase up.

    Where nothing changed it is that of a decrease of 100 %.
    """
    lowest, highest = min([0.0, *changes.dropna()]), max([0.0, *changes.dropna()])
    return _axis(lowest if lowest < highest else -100.0, highest, -1)


def thresholds(series: CaseSeries, axis: ReductionAxis) -> list[tuple[float, str]]:
    """Change and name of the response thresholds that are on an axis of changes, ascending."""
    response = series.response
    named = [
        (-response.progression, "progression"),
        (response.partial, "partial response"),
        (response.complete, "complete response"),
    ]
    changes = sorted((series.changed(float(improvement)), name) for improvement, name in named)
    return [(change, name) for change, name in changes if axis.low <= change <= axis.high]

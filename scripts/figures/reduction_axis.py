"""The axis of percent reductions, the same in every figure: its range, its ticks and the response thresholds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from scripts.figures.case_series import CaseSeries
from scripts.figures.labels import Floats
from scripts.figures.text import number
from scripts.figures.ticks import decade_ticks, even_ticks, fitting_ticks

#: Growth below this many percent makes the axis logarithmic below -100 %.
LINEAR_DOWN_TO = -500.0

#: Most ticks of a linear axis.
MOST_TICKS = 9

#: Share of the axis left free at both ends, for the text beside a point there.
FREE = 0.09


@dataclass(frozen=True)
class ReductionAxis:
    """Lowest and highest percent on the axis, and whether growth beyond -100 % is on a logarithmic scale."""

    low: float
    high: float
    logarithmic: bool

    @property
    def label_suffix(self) -> str:
        """What the axis label says of the scale."""
        return f", log scale below {number(-100)} %" if self.logarithmic else ""

    def scaled(self, percent: float | Floats) -> Floats:
        """Percent on the axis's scale: linear, or from -100 % down another 100 units for every tenfold growth."""
        values = np.asarray(percent, dtype=float)
        if not self.logarithmic:
            return values
        return np.where(values < -100, -100 - 100 * np.log10(np.maximum(-values, 100) / 100), values)

    def unscaled(self, place: float | Floats) -> Floats:
        """The percent that is drawn at a place on the scale."""
        places = np.asarray(place, dtype=float)
        if not self.logarithmic:
            return places
        return np.where(places < -100, -100 * 10 ** ((-100 - np.minimum(places, -100)) / 100), places)

    def ticks(self, length: float, extent: Callable[[str], float]) -> list[float]:
        """Ticks on an axis of `length` points, of which each text takes its `extent`."""
        if not self.logarithmic:
            return even_ticks(self.low, self.high, min(int(length / (1.5 * extent(number(-100)))), MOST_TICKS) + 1)
        wanted = [0.0, 100.0, -100.0, *(-tick for tick in decade_ticks(200, -self.low)), 50.0, -50.0]
        unit = length / float(self.scaled(self.high) - self.scaled(self.low))
        return fitting_ticks(wanted, lambda tick: float(self.scaled(tick)) * unit, extent, extent(number(0)) / 3)

    def apply(self, axes: Axes, length: float, extent: Callable[[str], float]) -> None:
        """Give the vertical axis of `axes` this scale, range and ticks."""
        if self.logarithmic:
            axes.set_yscale("function", functions=(self.scaled, self.unscaled))
        axes.set_ylim(self.low, self.high)
        ticks = self.ticks(length, extent)
        axes.set_yticks(ticks, [number(tick) for tick in ticks])
        axes.yaxis.set_minor_locator(NullLocator())


def reduction_axis(reductions: pd.Series, response: Mapping[str, float]) -> ReductionAxis:
    """The axis that shows all `reductions` and the response thresholds.

    Parameters
    ----------
    reductions
        Percent; missing ones do not matter.
    response
        The thresholds of config.
    """
    lowest = min(float(reductions.min()) if reductions.notna().any() else 0.0, -float(response["progression"]))
    highest = max(float(reductions.max()) if reductions.notna().any() else 0.0, float(response["complete"]), 100.0)
    bare = ReductionAxis(lowest, highest, lowest < LINEAR_DOWN_TO)
    bottom, top = float(bare.scaled(lowest)), float(bare.scaled(highest))
    free = FREE * (top - bottom)
    return ReductionAxis(float(bare.unscaled(bottom - free)), float(bare.unscaled(top + free)), bare.logarithmic)


def thresholds(series: CaseSeries) -> list[tuple[float, str]]:
    """Percent and name of the response thresholds, ascending."""
    complete = "complete" if series.response["complete"] != 100 else "complete remission"
    return [
        (-float(series.response["progression"]), "progression"),
        (float(series.response["partial"]), "partial"),
        (float(series.response["complete"]), complete),
    ]

"""Plain numbers at sensible places of an axis, as many as fit."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from casetrace.figures.text import number

#: Digits of the ticks, the most wanted first.
DIGITS = (1, 5, 2, 3)


def fitting_ticks(
    candidates: Iterable[float], position: Callable[[float], float], extent: Callable[[str], float], room: float
) -> list[float]:
    """The candidates that can be printed beside each other, ascending.

    Parameters
    ----------
    candidates
        The ticks, the most wanted first.
    position
        Place of a tick on the axis, in points.
    extent
        Length along the axis of a tick's text, in points.
    room
        Least distance between two texts, in points.
    """
    kept: dict[float, tuple[float, float]] = {}
    for tick in candidates:
        centre, half = position(tick), extent(number(tick)) / 2 + room / 2
        if all(abs(centre - kept_centre) >= half + kept_half for kept_centre, kept_half in kept.values()):
            kept[tick] = (centre, half)
    return sorted(kept)


def decade_ticks(low: float, high: float, digits: Sequence[int] = DIGITS) -> list[float]:
    """Positive numbers of one of the `digits` and zeros, from `low` to `high`, the most wanted digit first."""
    if high <= 0:
        return []
    decades = range(int(np.floor(np.log10(max(low, high * 1e-12)))), int(np.floor(np.log10(high))) + 1)
    rounded = [float(f"{digit}e{decade}") for digit in digits for decade in decades]
    return [tick for tick in rounded if low <= tick <= high]


def even_ticks(low: float, high: float, limit: int) -> list[float]:
    """Multiples of a round step from `low` to `high`, at most `limit`."""
    steps = (step * 10.0**power for power in range(-6, 13) for step in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step < limit)
    return [float(f"{n * step:.12g}") for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]

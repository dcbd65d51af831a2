"""Means and standard deviations that n values with a given minimum and maximum can have."""

import math
from fractions import Fraction

from casetrace.printed.granularity import sd_text
from casetrace.printed.numbers import Printed, PrintedError, plain_text, positive
from casetrace.printed.verdict import Verdict

Bounds = tuple[Fraction, Fraction]


def mean_range(mean: Printed, n: int | None, minimum: Printed | None, maximum: Printed | None) -> Verdict:
    """Whether a mean is possible, given that the minimum and the maximum are both reached.

    With n values of which at least one is the minimum and one the maximum, the mean lies between
    ((n - 1) · minimum + maximum) / n and (minimum + (n - 1) · maximum) / n. The rounding of all three is allowed for.

    Parameters
    ----------
    mean
        The printed mean.
    n
        How many values there are; without it the mean lies between minimum and maximum.
    minimum, maximum
        The printed ends; one of them may be missing, and the mean is then bounded on the other side alone.
    """
    bounds = ((minimum, "minimum"), (maximum, "maximum"))
    against = ", ".join(
        [f"{name} = {end.text}" for end, name in bounds if end] + ([f"n = {positive(n, 'n')}"] if n is not None else [])
    )
    if minimum is None or maximum is None:
        end = minimum or maximum
        if end is None:
            raise PrintedError("found neither a minimum nor a maximum, expected at least one of them")
        agrees = mean.upper >= end.lower if minimum else mean.lower <= end.upper
        return Verdict("mean_range", agrees, mean.text, against, f"at {'least' if minimum else 'most'} {end.text}")
    if minimum.lower > maximum.upper:
        return Verdict("mean_range", False, mean.text, against, "the minimum is larger than the maximum")
    low, high = _means((minimum.lower, minimum.upper), (maximum.lower, maximum.upper), n)
    decimals = max(mean.decimals, minimum.decimals, maximum.decimals) + 1
    possible = f"{plain_text(low, decimals)} to {plain_text(high, decimals)}, rounding allowed for"
    return Verdict("mean_range", mean.allows(low, high), mean.text, against, possible)


def sd_range(sd: Printed, n: int, minimum: Printed, maximum: Printed, mean: Printed | None = None) -> Verdict:
    """Whether a standard deviation is possible, given that the minimum and the maximum are both reached.

    It is largest where all values but one lie at the ends, and smallest where all but one at each end are equal. The
    rounding of all numbers is allowed for.

    Parameters
    ----------
    sd
        The printed standard deviation, with n - 1 in its denominator.
    n
        How many values there are.
    minimum, maximum
        The printed ends of the values.
    mean
        The printed mean, which narrows the possible values where it is given.

    Notes
    -----
    Without a mean the bounds are those of Nagy JS (1918, smallest) and Popoviciu T (1935, largest, for odd n with one
    value more at one end).
    """
    against = f"n = {n}, minimum = {minimum.text}, maximum = {maximum.text}" + (f", mean = {mean.text}" if mean else "")
    if positive(n, "n") == 1:
        return Verdict("sd_range", sd.lower <= 0, sd.text, against, "one value has no standard deviation")
    means = _means((minimum.lower, minimum.upper), (maximum.lower, maximum.upper), n)
    if mean is not None:
        means = (max(mean.lower, means[0]), min(mean.upper, means[1]))
    if means[0] > means[1]:
        possible = "no value is possible: minimum, maximum and mean contradict each other"
        return Verdict("sd_range", False, sd.text, against, possible)
    smallest = _smallest_deviations(n, minimum.upper, maximum.lower, means)
    largest = _largest_deviations(n, minimum.lower, maximum.upper, means)
    low, high = ((n - 1) * max(end, Fraction(0)) ** 2 for end in (sd.lower, sd.upper))
    ends = [sd_text(deviations, n, sd.decimals + 1) for deviations in (smallest, largest)]
    possible = f"{ends[0]} to {ends[1]}, rounding allowed for"
    return Verdict("sd_range", low <= largest and high >= smallest, sd.text, against, possible)


def _means(minimum: Bounds, maximum: Bounds, n: int | None) -> Bounds:
    """The bounds of the mean of n values whose minimum and maximum lie within bounds of their own."""
    if n is None:
        return minimum[0], maximum[1]
    least_maximum = max(maximum[0], minimum[0])
    largest_minimum = min(minimum[1], maximum[1])
    low = ((n - 1) * minimum[0] + least_maximum) / n
    high = (largest_minimum + (n - 1) * maximum[1]) / n
    return low, high


def _largest_deviations(n: int, minimum: Fraction, maximum: Fraction, means: Bounds) -> Fraction:
    """The largest sum of squared deviations of n values between two ends, with a mean within bounds.

    In units of the range, with the total of the values u, it is floor(u) + frac(u)² - u²/n: values at the ends and one
    between them. That is convex between whole numbers and below n/4 everywhere, so only whole totals next to n/2 and
    the ends of the mean matter.
    """
    width = maximum - minimum
    if width == 0:
        return Fraction(0)
    low, high = (n * (mean - minimum) / width for mean in means)
    whole = [*_clipped(n // 2, low, high), *_clipped((n + 1) // 2, low, high)]
    return width**2 * max(math.floor(u) + (u - math.floor(u)) ** 2 - u**2 / n for u in [low, high, *whole])


def _clipped(total: int, low: Fraction, high: Fraction) -> list[Fraction]:
    """The whole number between two bounds that is nearest to a total, where there is one."""
    nearest = min(max(total, math.ceil(low)), math.floor(high))
    return [Fraction(nearest)] if low <= nearest <= high else []


def _smallest_deviations(n: int, minimum: Fraction, maximum: Fraction, means: Bounds) -> Fraction:
    """The smallest sum of squared deviations of n values that reach two ends, with a mean within bounds.

    Where the mean is out of reach of these ends (rounding may have moved them), only the distance of the ends counts.
    """
    if minimum >= maximum:
        return Fraction(0)
    without_mean = (maximum - minimum) ** 2 / 2
    mean = min(max((minimum + maximum) / 2, means[0]), means[1])
    low, high = _means((minimum, minimum), (maximum, maximum), n)
    if n == 2 or not low <= mean <= high:
        return without_mean
    below, above = mean - minimum, maximum - mean
    return below**2 + above**2 + (below - above) ** 2 / (n - 2)

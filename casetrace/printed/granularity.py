"""Means, percentages and standard deviations of whole numbers: which of them are possible with n values."""

import itertools
import math
from collections.abc import Iterable
from fractions import Fraction

from casetrace.printed.numbers import Printed, positive, rounded_text
from casetrace.printed.sums_of_squares import attainable, least_squares
from casetrace.printed.verdict import Verdict


def grim(mean: Printed, n: int, items: int = 1) -> Verdict:
    """Whether a mean of whole numbers is possible: it is a whole number divided by n.

    Parameters
    ----------
    mean
        The printed mean.
    n
        How many values it is of.
    items
        How many whole numbers each value is itself the mean of, such as the questions of a scale.

    Notes
    -----
    GRIM: Brown NJL, Heathers JAJ (2017). The GRIM test. Soc Psychol Personal Sci 8(4):363-369.
    doi:10.1177/1948550616673876. Where n · items is at least 10 to the power of the decimals, every mean is possible.
    """
    cells = positive(n, "n") * positive(items, "items")
    totals = possible_totals(mean, cells)
    if cells * (mean.upper - mean.lower) >= 1:
        possible = "every mean of this precision is possible"
    else:
        possible = _quotients(totals or _around(mean.value * cells), cells, mean.decimals)
    return Verdict("grim", bool(totals), mean.text, _sample(n, items), possible)


def grim_percent(percent: Printed, n: int, count: int | None = None, comparator: str = "=") -> Verdict:
    """Whether a percentage is that of a count among n, and of the printed count where there is one.

    Parameters
    ----------
    percent
        The printed percentage.
    n
        The printed denominator.
    count
        The printed numerator.
    comparator
        How the percentage is stated. Without a count the test is of "=" alone.

    Notes
    -----
    GRIM for percentages: Brown and Heathers (2017), doi:10.1177/1948550616673876.
    """
    positive(n, "n")
    if count is not None:
        share = Fraction(100 * count, n)
        agrees = percent.allows(share, share, comparator)
        possible = _quotients([count], n, percent.decimals, 100)
        return Verdict("count_percent", agrees, f"{percent.text} %", f"{count} of {n}", possible)
    exact = percent.value * n / 100
    counts = _within(percent.lower * n / 100, percent.upper * n / 100, n)
    nearest = [near for near in _around(exact) if 0 <= near <= n] or [0 if exact < 0 else n]
    possible = _quotients(counts or nearest, n, percent.decimals, 100)
    return Verdict("grim", bool(counts), f"{percent.text} %", _sample(n), possible)


def grimmer(sd: Printed, mean: Printed, n: int, items: int = 1) -> Verdict:
    """Whether a standard deviation of whole numbers is possible, given their mean and number.

    The sum of squares must be one that whole numbers with the total can have, for one of the totals that the mean can
    be rounded from.

    Parameters
    ----------
    sd
        The printed standard deviation, with n - 1 in its denominator.
    mean, n, items
        As for `grim`.

    Notes
    -----
    GRIMMER: Anaya J (2016). PeerJ Preprints 4:e2400v1. doi:10.7287/peerj.preprints.2400v1; in the analytic form of
    Allard A (2018), Analytic-GRIMMER, whose third test is that of the parity. See `sums_of_squares` for what is
    tested beyond it. As it takes the totals of the persons, the parity holds with several items too.
    """
    cells = positive(n, "n") * positive(items, "items")
    against = f"mean = {mean.text}, {_sample(n, items)}"
    totals = possible_totals(mean, cells)
    if not totals:
        nearest = _quotients(_around(mean.value * cells), cells, mean.decimals)
        return Verdict("grimmer", False, sd.text, against, f"the mean itself is not possible: {nearest}")
    if n == 1:
        return Verdict("grimmer", sd.lower <= 0, sd.text, against, "one value has no standard deviation")
    low, high = ((n - 1) * (items * max(end, Fraction(0))) ** 2 for end in (sd.lower, sd.upper))
    below, above = [], []
    for total in totals:
        square_of_mean = Fraction(total**2, n)
        squares = _squares_from(low + square_of_mean, total, n)
        if squares - square_of_mean <= high:
            example = f"possible with a total of {total} and a sum of squares of {squares}"
            return Verdict("grimmer", True, sd.text, against, example)
        above.append(squares - square_of_mean)
        below += [less - square_of_mean for less in _squares_before(squares, total, n)]
    closest = [*([max(below)] if below else []), min(above)]
    texts = [sd_text(deviations, n, sd.decimals, items) for deviations in closest]
    return Verdict("grimmer", False, sd.text, against, " or ".join(texts))


def debit(mean: Printed, sd: Printed, n: int) -> Verdict:
    """Whether the standard deviation of a yes-or-no variable is that of its mean, a proportion.

    Parameters
    ----------
    mean
        The printed proportion, between 0 and 1.
    sd
        The printed standard deviation, with n - 1 in its denominator.
    n
        How many values there are.

    Notes
    -----
    DEBIT: Heathers JAJ, Brown NJL (2019). DEBIT: a simple consistency test for binary data. OSF, osf.io/5vb3u.
    The counts that the proportion can be rounded from are tried one by one, so the test is exact.
    """
    against = f"mean = {mean.text}, {_sample(positive(n, 'n'))}"
    counts = _within(mean.lower * n, mean.upper * n, n)
    if not counts:
        nearest = _quotients(_around(mean.value * n), n, mean.decimals)
        return Verdict("debit", False, sd.text, against, f"the mean itself is not possible: {nearest}")
    if n == 1:
        return Verdict("debit", sd.lower <= 0, sd.text, against, "one value has no standard deviation")
    low, high = ((n - 1) * max(end, Fraction(0)) ** 2 for end in (sd.lower, sd.upper))
    deviations = [Fraction(count * (n - count), n) for count in counts]
    agrees = any(low <= deviation <= high for deviation in deviations)
    ends = dict.fromkeys(sd_text(end, n, sd.decimals) for end in (min(deviations), max(deviations)))
    return Verdict("debit", agrees, sd.text, against, " to ".join(ends))


def possible_totals(mean: Printed, cells: int) -> range:
    """The whole numbers that, divided by so many cells, may be rounded to a printed mean."""
    return range(math.ceil(mean.lower * cells), math.floor(mean.upper * cells) + 1)


def sd_text(deviations: Fraction, n: int, decimals: int, items: int = 1) -> str:
    """The standard deviation that belongs to a sum of squared deviations, in print."""
    return rounded_text(Fraction(math.sqrt(deviations / (n - 1)) / items), decimals)


def _squares_from(low: Fraction, total: int, n: int) -> int:
    """The first sum of squares from a bound on that n whole numbers with a total can have."""
    first = max(math.ceil(low), least_squares(total, n))
    return next(squares for squares in itertools.count(first) if attainable(squares, total, n))


def _squares_before(squares: int, total: int, n: int) -> list[int]:
    """The last sum of squares before one that n whole numbers with a total can have, where there is one."""
    less = range(squares - 1, least_squares(total, n) - 1, -1)
    return list(itertools.islice((number for number in less if attainable(number, total, n)), 1))


def _within(low: Fraction, high: Fraction, n: int) -> range:
    """The counts among n that lie between two bounds."""
    return range(max(math.ceil(low), 0), min(math.floor(high), n) + 1)


def _around(value: Fraction) -> list[int]:
    return [math.floor(value), math.floor(value) + 1]


def _quotients(totals: Iterable[int], cells: int, decimals: int, scale: int = 1) -> str:
    """Whole numbers divided by the cells, in words; the first and the last where there are more than two."""
    totals = list(totals)
    unit = " %" if scale == 100 else ""
    shown = totals if len(totals) <= 2 else [totals[0], totals[-1]]
    texts = [f"{total}/{cells} = {rounded_text(Fraction(scale * total, cells), decimals)}{unit}" for total in shown]
    return (" or " if len(totals) <= 2 else " to ").join(texts)


def _sample(n: int, items: int = 1) -> str:
    return f"n = {n}" if items == 1 else f"n = {n}, items = {items}"

"""Printed results that can be recomputed from the numbers printed beside them."""

import statistics
from collections.abc import Sequence
from fractions import Fraction

from casetrace.printed.numbers import EQUALITIES, Printed, PrintedError, plain_text
from casetrace.printed.verdict import Verdict


def reduction(percent: Printed, before: Printed, after: Printed, comparator: str = "=") -> Verdict:
    """Whether a printed percent reduction, 100 · (1 - after / before), is that of two printed sizes.

    It agrees if the sizes as printed give it. Where they do not, `found` says whether their rounding would.

    Parameters
    ----------
    percent
        The printed reduction in percent, negative for growth.
    before, after
        The printed sizes.
    comparator
        How the percentage is stated.
    """
    against = f"{before.text} to {after.text}"
    if before.value <= 0:
        return Verdict("reduction", False, f"{percent.text} %", against, "from 0 no percent reduction is defined")
    computed = 100 * (1 - after.value / before.value)
    agrees = percent.allows(computed, computed, comparator)
    recomputed = plain_text(computed, percent.decimals + 1)
    if not agrees:
        low = 100 * (1 - after.upper / before.lower) if before.lower > 0 else None
        high = 100 * (1 - max(after.lower, Fraction(0)) / before.upper)
        explained = percent.allows(min(percent.value, high) if low is None else low, high, comparator)
        recomputed += f"; the rounding of the sizes {'could' if explained else 'does not'} explain it"
    return Verdict("reduction", agrees, f"{percent.text} %", against, recomputed)


def total(printed: Printed, parts: Sequence[Printed], comparator: str = "=") -> Verdict:
    """Whether a printed total is the sum of its printed parts.

    Whole numbers are counts and taken as they are; of percentages and of parts with decimals the rounding is allowed
    for. k percentages with d decimals may so differ from 100 by k halves of 10 to the power of -d; the 100 is no
    rounded number then.

    Parameters
    ----------
    printed
        The printed total.
    parts
        The printed parts, at least one.
    comparator
        How the total is stated.
    """
    ends = [_exact_or_rounded(part) for part in _some(parts, "parts")]
    low, high = (sum((end[side] for end in ends), Fraction(0)) for side in (0, 1))
    of_everything = printed.value == 100 and all(part.is_percent for part in parts)
    if of_everything and comparator in EQUALITIES:
        agrees = low <= printed.value <= high
    else:
        agrees = printed.allows(low, high, comparator)
    computed = sum((part.value for part in parts), Fraction(0))
    decimals = max(part.decimals for part in parts)
    recomputed = plain_text(computed, decimals)
    if low < high:
        recomputed += f" ({plain_text(low, decimals + 1)} to {plain_text(high, decimals + 1)} before rounding)"
    return Verdict("total", agrees, printed.text, " + ".join(part.text for part in parts), recomputed)


def listed(statistic: str, printed: Sequence[Printed], values: Sequence[Printed], comparator: str = "=") -> Verdict:
    """Whether a printed statistic is that of the values printed beside it.

    Whole numbers are taken as they are; for values with decimals their rounding is allowed for.

    Parameters
    ----------
    statistic
        "mean", "median", "minimum", "maximum" or "range".
    printed
        The printed statistic: two numbers for a range, else one.
    values
        The printed values, at least one.
    comparator
        How the statistic is stated.
    """
    names = ["minimum", "maximum"] if statistic == "range" else [statistic]
    ends = [_exact_or_rounded(value) for value in _some(values, "values")]
    agrees, texts = True, []
    for name, number in zip(names, printed, strict=True):
        low, high, exact = (
            _statistic(name, column)
            for column in ([e[0] for e in ends], [e[1] for e in ends], [v.value for v in values])
        )
        agrees = agrees and number.allows(low, high, comparator)
        texts.append(plain_text(exact, max(number.decimals, *(value.decimals for value in values)) + 1))
    test = "listed" if statistic in ("mean", "median") else "range"
    text = " to ".join(number.text for number in printed)
    return Verdict(test, agrees, text, ", ".join(value.text for value in values), " to ".join(texts))


def _statistic(name: str, values: Sequence[Fraction]) -> Fraction:
    if name == "mean":
        return sum(values, Fraction(0)) / len(values)
    if name == "median":
        return statistics.median(values)
    return min(values) if name == "minimum" else max(values)


def _exact_or_rounded(number: Printed) -> tuple[Fraction, Fraction]:
    return (number.value, number.value) if number.is_whole else (number.lower, number.upper)


def _some(numbers: Sequence[Printed], name: str) -> Sequence[Printed]:
    if not numbers:
        raise PrintedError(f"found no {name}, expected at least one")
    return numbers

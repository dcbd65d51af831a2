"""Printing exact values as papers do: an independent way to round, with halves up or down."""

from collections.abc import Iterator
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

from casetrace.printed.numbers import Printed

PRECISE = Context(prec=60)


def decimal(value: Fraction) -> Decimal:
    return PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))


def texts(value: Decimal, decimals: int) -> set[str]:
    """The two ways to print a value, which differ where it lies between two printed numbers."""
    unit = Decimal(1).scaleb(-decimals)
    return {
        format(
            value.quantize(unit, rounding, PRECISE).copy_abs() if value == 0 else value.quantize(unit, rounding), "f"
        )
        for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)
    }


def prints(value: Decimal | Fraction, decimals: int) -> list[Printed]:
    exact = decimal(value) if isinstance(value, Fraction) else value
    return [Printed.parse(text) for text in sorted(texts(exact, decimals))]


def mean_of(values: tuple[int, ...] | list[Fraction]) -> Fraction:
    return Fraction(sum(values)) / len(values)


def sd_of(values: tuple[int, ...] | list[Fraction]) -> Decimal:
    mean = mean_of(values)
    return decimal(sum((value - mean) ** 2 for value in values) / Fraction(len(values) - 1)).sqrt(PRECISE)


def data_sets(n: int, values: range) -> Iterator[tuple[int, ...]]:
    return combinations_with_replacement(values, n)

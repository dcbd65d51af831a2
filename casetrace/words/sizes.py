"""Sizes in one, two or three dimensions, and the one number that stands for them."""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Literal, NamedTuple

from casetrace.read.numbers import plain_number
from casetrace.words.errors import MeaningError
from casetrace.words.exact import exact_text, fraction_of
from casetrace.words.unit_names import LENGTHS
from casetrace.words.units import EXPONENTS, canonical_unit, converted, in_unit

Rule = Literal["longest", "product", "mean"]

MOST_DIMENSIONS = 3
_BETWEEN = re.compile(r"\s*(?:[x×✕*]|\bby\b)\s*", re.IGNORECASE)
_COMPONENT = re.compile(r"([0-9](?:[0-9.,'’\s]*[0-9])?)\s*([^\W\d_][^\d]*[23]?|[\"”″%'’′]+)?")


class Dimension(NamedTuple):
    """One dimension of a size: a number in plain decimal notation, and its unit as it stands there, if any."""

    number: str
    unit: str


def dimensions_of(text: str, decimal: str, thousands: str) -> list[Dimension]:
    """The dimensions of a size.

    Parameters
    ----------
    text
        A cell such as "38x13x2 mm", "3.8 cm × 1.3 cm" or "38 by 13".
    decimal, thousands
        The characters in its numbers.

    Returns
    -------
    list of Dimension
        One to three; none where the text is no size. A unit behind the last number is that of all.

    Raises
    ------
    MeaningError
        Some numbers have a unit and others have none, so that it is unclear what they are in.
    """
    dimensions: list[Dimension] = []
    for part in _BETWEEN.split(text.strip()):
        component = _COMPONENT.fullmatch(part)
        number = plain_number(component[1], decimal, thousands) if component else None
        if component is None or number is None:
            return []
        dimensions.append(Dimension(number, (component[2] or "").strip()))
    if len(dimensions) > MOST_DIMENSIONS:
        return []
    if any(dimension.unit for dimension in dimensions[:-1]) and not all(dimension.unit for dimension in dimensions):
        raise MeaningError(
            "a unit behind each of the dimensions, or one behind the last, such as 38 x 13 mm", "correct the cell"
        )
    return [Dimension(dimension.number, dimension.unit or dimensions[-1].unit) for dimension in dimensions]


def one_size(dimensions: Sequence[Dimension], rule: Rule | None, unit: str, target: str) -> str:
    """The one number that stands for a size.

    Parameters
    ----------
    dimensions
        One or more, as `dimensions_of` gives them.
    rule
        What stands for several dimensions: the longest, their product or their arithmetic mean; None where nothing is
        declared.
    unit
        The unit of dimensions that bear none; where it is empty too, they are in the target's.
    target
        The unit that is asked for.

    Returns
    -------
    str
        A number in plain decimal notation, exact where its decimals end. A single dimension is converted as any number.

    Raises
    ------
    MeaningError
        Several dimensions and no rule; or their units can't give the target.
    """
    if len(dimensions) == 1:
        return converted(dimensions[0].number, dimensions[0].unit or unit, target)
    if rule is None:
        raise MeaningError(
            "one number; a size in several dimensions is read only where it is declared what stands for it",
            "give outcomes.<name>.dimensions: longest, product or mean",
        )
    units = [dimension.unit or unit for dimension in dimensions]
    numbers = [fraction_of(dimension.number) for dimension in dimensions]
    if rule == "product":
        return exact_text(_product(numbers, units, target))
    lengths = [
        in_unit(number, number_unit, target) if number_unit and target else number
        for number, number_unit in zip(numbers, units, strict=True)
    ]
    return exact_text(max(lengths) if rule == "longest" else sum(lengths, Fraction(0)) / len(lengths))


def _product(numbers: Sequence[Fraction], units: Sequence[str], target: str) -> Fraction:
    """The product of lengths, in a target of area or volume."""
    length = canonical_unit(units[0]) if units[0] else _side_of(target, len(numbers))
    if target and length not in LENGTHS:
        raise MeaningError(
            f"{len(numbers)} lengths whose product is in {target}", "give the column the unit of its lengths"
        )
    sides = [in_unit(number, unit, length) if unit else number for number, unit in zip(numbers, units, strict=True)]
    return (
        in_unit(prod(sides, start=Fraction(1)), length + EXPONENTS[str(len(numbers))], target)
        if target
        else prod(sides, start=Fraction(1))
    )


def _side_of(target: str, n_dimensions: int) -> str:
    """The length whose power the target is: mm for mm² and two dimensions; empty where it is none."""
    power = EXPONENTS[str(n_dimensions)]
    canonical = canonical_unit(target)
    return canonical.removesuffix(power) if canonical.endswith(power) else ""

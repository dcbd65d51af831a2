"""The levels of an ordered outcome: their names in config, and which of them is meant by a number in the tables."""

from collections.abc import Iterable

import pandas as pd

#: What YAML makes of the unquoted words yes and no.
TRUTHS = {True: "yes", False: "no"}


def level_name(written: object) -> str:
    """The name of a level as config writes it: a text, a number, or the words yes and no without quotation marks."""
    if isinstance(written, bool):
        return TRUTHS[written]
    return f"{written:g}" if isinstance(written, float) else str(written).strip()


def level_names(written: Iterable[object]) -> tuple[str, ...]:
    """The names of levels in order."""
    return tuple(level_name(level) for level in written)


def names_of(numbers: pd.Series, levels: tuple[str, ...]) -> pd.Series:
    """The level's name for each number, 0 for the first level; missing where the number is."""
    return numbers.map(dict(enumerate(levels))).astype("str")

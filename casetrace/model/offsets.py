"""The offsets that are added to both values before the logarithm of their ratio is taken."""

from collections.abc import Mapping
from typing import Any, NamedTuple

#: Multiples of the outcome's `log_offset` that are shown together.
FACTORS = (0.5, 1.0, 2.0)


class Offset(NamedTuple):
    """An offset in the outcome's unit, as it is printed, and as a result's name has it."""

    value: float
    text: str
    option: str


def log_offsets(outcome: Mapping[str, Any]) -> list[Offset]:
    """The offsets of an outcome of the plan: half of its `log_offset`, that, and twice that."""
    values = [factor * outcome["log_offset"] for factor in FACTORS]
    texts = [f"{value:.12g}" for value in values]
    return [Offset(value, text, f"offset_{text.replace('.', '_')}") for value, text in zip(values, texts, strict=True)]

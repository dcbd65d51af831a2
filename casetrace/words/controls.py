"""Recognises control treatments, such as placebo, by their names."""

import re
from collections.abc import Iterable

from casetrace.model.characters import unaccented

#: Names that are a control as a whole.
CONTROLS = frozenset(
    {
        "control", "controls", "control group", "no treatment", "observation", "usual care", "tau", "standard care",
        "standard of care", "kontrolle", "kontrol", "temoin", "controle", "ohne behandlung",
    }
)  # fmt: skip
#: Words that make any name a control's.
CONTROL_WORDS = frozenset({"placebo", "sham", "vehicle", "untreated"})


def controls_among(names: Iterable[str]) -> list[str]:
    """The controls among the treatments; none if there is only one treatment, which has no comparator."""
    distinct = list(dict.fromkeys(names))
    return [name for name in distinct if is_control(name)] if len(distinct) > 1 else []


def is_control(name: str) -> bool:
    """Whether the name of a treatment is that of a control."""
    words = re.findall(r"[^\W_]+", unaccented(name.casefold()))
    return " ".join(words) in CONTROLS or not CONTROL_WORDS.isdisjoint(words)

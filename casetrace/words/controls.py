"""Which treatments are what patients are compared with, and not treatments under study, by what they are called."""

import re
import unicodedata
from collections.abc import Iterable

#: What a control is called in full.
CONTROLS = frozenset(
    {
        "control", "controls", "control group", "no treatment", "observation", "usual care", "tau", "standard care",
        "standard of care", "kontrolle", "kontrol", "temoin", "controle", "ohne behandlung",
    }
)  # fmt: skip
#: Words that only a control has in its name.
CONTROL_WORDS = frozenset({"placebo", "sham", "vehicle", "untreated"})


def controls_among(names: Iterable[str]) -> list[str]:
    """The controls among several treatments; none where there is but one treatment."""
    distinct = list(dict.fromkeys(names))
    return [name for name in distinct if is_control(name)] if len(distinct) > 1 else []


def is_control(name: str) -> bool:
    """Whether a treatment is called a control."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return " ".join(words) in CONTROLS or not CONTROL_WORDS.isdisjoint(words)

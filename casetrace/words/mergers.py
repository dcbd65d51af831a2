"""Lesions that have grown together with another one, from the words that clinics have for it."""

import re
from collections.abc import Mapping

from casetrace.words.categories import declared_meaning, disposition_of

#: In English, German, Danish and French.
_WORDS = (
    r"(?:(?:has|have|is|now|lesions?)\s)*(?:merged|coalesced|confluent|fused|konfluier(?:t|end)|zusammengewachsen"
    r"|sammenvokset|sammensmeltet|konfluerende|fusionnée?|coalescente?)s?"
)
_MERGED = re.compile(rf"{_WORDS}\b.{{0,40}}", re.IGNORECASE)
_WITH = re.compile(
    rf"{_WORDS}\s+(?:with|into|to|mit|med|til|avec|à)\s+(?:the\s+)?(?:(?:lesion|läsion|læsion|lésion)\s*)?"
    r"(?:(?:no|nr)\b\.?\s*|#\s*)?(?P<other>[^\s].{0,38})",
    re.IGNORECASE,
)


def says_merged(text: str) -> bool:
    """Whether a text says that a lesion has merged with another one, named or not."""
    return bool(_MERGED.fullmatch(" ".join(text.split())))


def merged_with(text: str, declared: Mapping[str, str]) -> str | None:
    """The lesion with which a text in a value's cell says that its own has merged.

    Parameters
    ----------
    text
        The whole text of a cell that has no value: "merged with 1a", "konfluiert mit Läsion 2".
    declared
        Declared texts and the lesions they mean; these come first.

    Returns
    -------
    str or None
        The other lesion as the text names it; None where the text names none.
    """
    meaning = declared_meaning(text, declared)
    if meaning is not None:
        return meaning
    match = _WITH.fullmatch(" ".join(text.split()))
    return match["other"].rstrip(" .") if match else None


def is_no_value(text: str, table: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a text in a value's cell says something else: how follow-up ended, or with what the lesion has merged.

    Parameters
    ----------
    text
        The whole text of a cell.
    table
        The table's section of config, with `dispositions` and `mergers` where it declares some.
    """
    ended = disposition_of(text, table.get("dispositions", {}))
    return ended is not None or merged_with(text, table.get("mergers", {})) is not None

"""Several events in one text, such as "pain; infection": where one ends and the next begins."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

#: What stands between two events and within none: a semicolon, a bar, a bullet, a line break, a plus between blanks.
CLEAR = re.compile(r"\s*[;|•\r\n]\s*|\s+\+\s+")
#: What may stand between two events, or within the name of one.
DOUBTFUL = re.compile(
    r"(?:\s*,)?\s+(?:and|und|og|et|y)\s+|\s*,(?!\d)\s*|(?<=\w)\s*[/&]\s*(?=\w)|(?<=\w)\+(?=\w)", re.IGNORECASE
)
#: The last separator of a list such as "pain, swelling and infection".
CONJUNCTION = re.compile(r"(?:\s*,)?\s+(?:and|und|og|et|y|&)\s+", re.IGNORECASE)
#: Words that say more of an event (how severe, when, where, why, how it ended), and so are none by themselves.
QUALIFIER = re.compile(
    r"""\b(?:mild|moderate|severe|slight|light|minor|major|serious|transient|temporary|persistent|permanent|brief|prolonged
    |intermittent|recurrent|acute|chronic|local|locali[sz]ed|superficial|deep|delayed|possibl[ey]|probabl[ey]|likely
    |related|unrelated|expected|unexpected|resolved|resolving|ongoing|recovered|healed|treated|untreated|hospitali[sz]ed
    |left|right|both|bilateral|grade|ctcae|hours?|days?|weeks?|months?|after|before|during|following|followed|at|on|in
    |of|since|until|due|by|with|without|no|not|none|self-limiting|spontaneously)\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: Longer texts are sentences rather than names.
WORDS_OF_A_NAME = 4

Certainty = Literal["certain", "likely", "doubtful"]


class Separated(NamedTuple):
    """The events of one text.

    Attributes
    ----------
    parts
        The text of each event.
    certainty
        `certain`; `likely` where a list was read as one; `doubtful` where nothing tells events from parts of a name.
    """

    parts: tuple[str, ...]
    certainty: Certainty = "certain"


def separated(text: str, names: Collection[str]) -> Separated:
    """The events of a text whose separator nobody declares.

    A comma, a slash or an "and" separates events that are named elsewhere too, and those of a list such as "pain,
    swelling and infection"; else it may belong to a name, as in "Infection, week 3".

    Parameters
    ----------
    text
        A cell's text.
    names
        Events that stand alone elsewhere, as `names_alone` gives them.
    """
    pieces = [_in_doubt(part, names) for part in _split(text, CLEAR)]
    parts = tuple(part for piece in pieces for part in piece.parts)
    worst: Sequence[Certainty] = ("doubtful", "likely")
    certainties = {piece.certainty for piece in pieces}
    return Separated(parts, next((level for level in worst if level in certainties), "certain"))


def names_alone(texts: Iterable[str]) -> set[str]:
    """The events that stand alone in a cell, or between clear separators, in lower case."""
    parts = (part for text in texts for part in _split(text, CLEAR))
    return {part.casefold() for part in parts if len(_split(part, DOUBTFUL)) == 1}


def split_by(text: str, separators: Iterable[str]) -> list[str]:
    """The parts of a text between declared separators; a word such as "and" separates as a word alone."""
    patterns = [
        rf"\s*(?<!\w){re.escape(mark)}(?!\w)\s*" if mark.isalpha() else rf"\s*{re.escape(mark)}\s*"
        for mark in sorted((separator.strip() or separator for separator in separators), key=len, reverse=True)
    ]
    return _split(text, re.compile("|".join(patterns), re.IGNORECASE)) if patterns else [text]


def clear_parts(text: str) -> list[str]:
    """The parts of a text between clear separators."""
    return _split(text, CLEAR)


def _in_doubt(text: str, names: Collection[str]) -> Separated:
    parts = tuple(_split(text, DOUBTFUL))
    if len(parts) <= 1:
        return Separated(parts)
    if all(part.casefold() in names for part in parts):
        return Separated(parts)
    if _is_list(text, parts):
        return Separated(parts, "likely")
    return Separated((text,), "doubtful")


def _is_list(text: str, parts: Sequence[str]) -> bool:
    """Whether a text is a list with commas and a last "and" whose parts are all names of something."""
    conjunctions = list(CONJUNCTION.finditer(text))
    return (
        len(parts) > 2
        and len(conjunctions) == 1
        and text[: conjunctions[0].start()].count(",") == len(parts) - 2
        and "," not in text[conjunctions[0].end() :]
        and all(map(_is_name, parts))
    )


def _is_name(text: str) -> bool:
    words = text.casefold().split()
    return (
        len(words) <= WORDS_OF_A_NAME
        and all(word.replace("-", "").replace("'", "").isalpha() for word in words)
        and not QUALIFIER.search(text)
    )


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """The parts of a text; what stands in brackets is never parted."""
    parts, start = [], 0
    for match in _outside_brackets(text, separator):
        parts.append(text[start : match.start()])
        start = match.end()
    return [part for part in map(str.strip, [*parts, text[start:]]) if part]


def _outside_brackets(text: str, separator: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for match in separator.finditer(text):
        before = text[: match.start()]
        depth = before.count("(") - before.count(")") + before.count("[") - before.count("]")
        if depth <= 0:
            yield match

"""Puts lines together from texts, numbers and names."""

import re
from collections.abc import Iterable, Sequence
from string import Formatter
from typing import TypeAlias

from casetrace.report.document.inlines import Break, Inline, Inlines, Styled

PERCENT = "\N{NO-BREAK SPACE}%"
PARTED = re.compile(r"(?<=\d) %")
#: A part of a line, or several.
Part: TypeAlias = Inline | Inlines


def line(*parts: Part) -> Inlines:
    """Parts in a row as one line; texts that meet are one text."""
    merged: list[Inline] = []
    for part in parts:
        for inline in part if isinstance(part, tuple) else (part,):
            if isinstance(inline, str) and merged and isinstance(merged[-1], str):
                merged[-1] += inline
            elif inline != "":
                merged.append(inline)
    return tuple(merged)


def prose(text: str, /, **slots: Part) -> Inlines:
    """A text with `{named}` slots, each filled with a part; a sign of percent keeps to the slot before it."""
    parts: list[Part] = []
    for words, name, _, _ in Formatter().parse(text):
        kept = PERCENT + words.removeprefix(" %") if parts and words.startswith(" %") else words
        parts += [kept] if name is None else [kept, slots[name]]
    return line(*parts)


def quoted(*parts: Part) -> Inlines:
    """Parts between quotation marks."""
    return line("\N{LEFT DOUBLE QUOTATION MARK}", *parts, "\N{RIGHT DOUBLE QUOTATION MARK}")


def joined(parts: Iterable[Part], separator: str = ", ") -> Inlines:
    """Parts in a row with a separator between them."""
    result: list[Part] = []
    for part in parts:
        result += [separator, part] if result else [part]
    return line(*result)


def in_series(parts: Sequence[Part], separator: str = ",") -> Inlines:
    """Parts in a row, the last after `and`; with semicolons where commas are in the parts."""
    if len(parts) < 2:
        return joined(parts)
    last = " and " if separator == "," else f"{separator} and "
    return line(joined(parts[:-1], f"{separator} "), last, parts[-1])


def enumerated(words: list[str]) -> str:
    """Words in a row, the last after `and`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def kept(text: str) -> str:
    """A text of which no line ends between a number and its sign of percent."""
    return PARTED.sub(PERCENT, text)


def capitalised(text: str) -> str:
    """A text with a capital."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return capitalised(text) + ("" if text[-1:] in ".?!" else ".")


def with_article(noun: str) -> str:
    """A noun with `a` or `an`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def plural(word: str, number: int) -> str:
    """A word in the singular or plural."""
    return word if number == 1 else f"{word}s"


def strong(*parts: Part) -> Styled:
    """Parts in bold."""
    return Styled(line(*parts), "strong")


def aside(*parts: Part) -> Styled:
    """Parts that are said in passing."""
    return Styled(line(*parts), "aside")


BREAK = Break()

"""Derived columns: texts joined by a template, or a number calculated from others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from casetrace.words.arithmetic import Header, calculation

#: `{{` and `}}` are braces; `{Header}` is a column; any other brace is a mistake.
_BRACES = re.compile(r"(?P<open>\{\{)|(?P<close>\}\})|\{(?P<header>[^{}]*)\}|(?P<stray>[{}])")


@dataclass(frozen=True)
class Derived:
    """A derived column.

    Attributes
    ----------
    kind
        `text` joins texts as they stand; `number` calculates, and takes numbers in plain decimal notation.
    headers
        The columns it is derived from, in the order in which they first occur; none where it is a number alone.
    """

    kind: Literal["text", "number"]
    headers: tuple[str, ...]
    _derive: Callable[[Sequence[str]], str]

    def value(self, texts: Sequence[str]) -> str:
        """The derived text of a row.

        Parameters
        ----------
        texts
            The texts of `headers`; a missing one is empty.

        Returns
        -------
        str
            Empty where any of the texts is; a number is in plain decimal notation with at most 12 significant digits.

        Raises
        ------
        MeaningError
            A text is no number, or no number results (a division by 0).
        """
        return self._derive(texts) if all(texts) else ""


def compiled(expression: str) -> Derived:
    """A derived column from its expression in config.

    Parameters
    ----------
    expression
        A template, "{episode}-{id}", or arithmetic behind an equals sign, "= {Length (mm)} * {Width (mm)} * 0.5236".

    Raises
    ------
    ValueError
        The expression is wrong; the message says how.
    """
    calculates = expression.lstrip().startswith("=")
    parts = _parts(expression.lstrip()[1:] if calculates else expression)
    headers = tuple(dict.fromkeys(part.name for part in parts if isinstance(part, Header)))
    if not headers and not calculates:
        raise ValueError("names no column; columns stand in braces, such as {Length (mm)}, a number is written = 7")
    derive = calculation(parts, headers) if calculates else _joining(parts, headers)
    return Derived("number" if calculates else "text", headers, derive)


def _joining(parts: Sequence[str | Header], headers: Sequence[str]) -> Callable[[Sequence[str]], str]:
    places = [headers.index(part.name) if isinstance(part, Header) else part for part in parts]
    return lambda texts: "".join(texts[place] if isinstance(place, int) else place for place in places)


def _parts(expression: str) -> list[str | Header]:
    """The expression's own texts and the headers between them."""
    parts: list[str | Header] = []
    end = 0
    for match in _BRACES.finditer(expression):
        parts.append(expression[end : match.start()])
        end = match.end()
        if match["stray"]:
            raise ValueError(f"brace '{match[0]}' without its other half; a brace that is meant as such is doubled")
        if match["header"] is None:
            parts.append(match[0][0])
        elif not match["header"].strip():
            raise ValueError("braces without a column's header in them")
        else:
            parts.append(Header(match["header"].strip()))
    return [part for part in [*parts, expression[end:]] if part]

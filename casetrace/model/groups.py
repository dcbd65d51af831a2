"""Groups of a result: pairs of a variable and a value, such as the arm and the response, as a text and back."""

import re
from collections.abc import Iterable

Groups = tuple[tuple[str, str], ...]

_BETWEEN = "; "


def written(groups: Iterable[tuple[str, str]]) -> str:
    """Groups as statistics.csv has them, such as `arm=drug; response=complete`; empty for everyone.

    A semicolon or a backslash of a value has a backslash before it.
    """
    return _BETWEEN.join(f"{variable}={_escaped(value)}" for variable, value in groups)


def read(text: str) -> Groups:
    """The groups that a text of statistics.csv stands for."""
    pairs = re.findall(r"([^=;\\]+)=((?:[^;\\]|\\.)*)(?:; |$)", text)
    return tuple((variable, re.sub(r"\\(.)", r"\1", value)) for variable, value in pairs)


def _escaped(value: str) -> str:
    return re.sub(r"([\\;])", r"\\\1", value)

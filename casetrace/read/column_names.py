"""Names of columns: those that config knows, and those that a header line gives."""

import re
from collections.abc import Iterable, Mapping

from casetrace.read.kinds import is_filled


class KnownHeaders:
    """The headers that config names, some of them templates such as `Size week {visit}`."""

    def __init__(self, headers: Iterable[str]) -> None:
        patterns = [pattern for header in headers if (pattern := _pattern(header)) != ".+"]
        self.number = len(patterns)
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def found_in(self, cells: Iterable[str]) -> int:
        """How many cells of a record are headers that config names."""
        if not self._pattern:
            return 0
        return sum(bool(self._pattern.fullmatch(collapsed(text))) for text in cells if is_filled(text))


def known_headers(columns: Mapping[str, object] | None) -> KnownHeaders:
    """The headers under `columns` in a table's section of config."""
    return KnownHeaders(columns or {})


def collapsed(text: str) -> str:
    """A header's text on one line, with single blanks."""
    return " ".join(text.split())


def column_names(cells: list[str]) -> list[str]:
    """A different name for each column of a header line; empty for a column without a name."""
    used_names: set[str] = set()
    numbers: dict[str, int] = {}
    names = []
    for text in cells:
        name = collapsed(text) if is_filled(text) else ""
        if name in used_names and name:
            # From the last number on that was given to this name, so that many equal headers take no time.
            number = numbers.get(name, 1) + 1
            while f"{name} [{number}]" in used_names:
                number += 1
            numbers[name] = number
            name = f"{name} [{number}]"
        names.append(name)
        used_names.add(name)
    return names


def unique(name: str, used_names: Iterable[str]) -> str:
    """The name, with ` [2]` or a higher number behind it where it is taken."""
    reserved = set(used_names)
    number, candidate = 1, name
    while candidate in reserved:
        number += 1
        candidate = f"{name} [{number}]"
    return candidate


def _pattern(header: str) -> str:
    return ".+".join(re.escape(part) for part in re.split(r"\{[^{}]*\}", collapsed(header)))

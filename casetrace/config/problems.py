"""One thing that is wrong with the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ConfigProblem:
    """One thing that is wrong with the configuration."""

    path: str
    found: str
    expected: str
    #: The key below `path` that is meant, where it is one that ought not to be there.
    key: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.found}; expected {self.expected}"

    def place(self, places: Mapping[str, str]) -> str:
        """File and line of the key, or of the nearest one above it that is written; empty where none is known."""
        path = self.path if not self.key else f"{self.path}.{self.key}".removeprefix("config.")
        while path and path not in places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return places.get(path, "")

"""One thing that is wrong with the configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ConfigProblem:
    """One thing that is wrong with the configuration."""

    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.found}; expected {self.expected}"

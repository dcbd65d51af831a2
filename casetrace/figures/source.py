"""What a job draws its figures from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from casetrace.figures.look import Look
from casetrace.model.storage import read_parquet, read_where

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """What a job draws its figures from.

    Attributes
    ----------
    files
        The files of the job by name, each a path or a list of paths.
    settings
        Its settings.
    look
        The sizes of its figures.
    shared
        What several of its figures are drawn from, put together when the first asks for it; see `once`.
    """

    files: Mapping[str, Any]
    settings: Mapping[str, Any]
    look: Look
    shared: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, made: Callable[[], T]) -> T:
        """What is made under a name, for all figures of the job."""
        if name not in self.shared:
            self.shared[name] = made()
        result: T = self.shared[name]
        return result

    def table(self, name: str) -> pd.DataFrame:
        """A table of an earlier stage."""
        return read_parquet(self.files[name])

    def observed_visits(self) -> pd.DataFrame:
        """The lesion visits as observed, which alone are drawn; their index is their position in the dataset."""
        return read_where(self.files["lesion_visits"], "scenario", ["observed"])

"""What a job draws its figures from."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from casetrace.figures.look import Look
from casetrace.model.storage import read_parquet, read_where


class Source(NamedTuple):
    """The files of a job by name, each a path or a list of paths; its settings; the sizes of its figures."""

    files: Mapping[str, Any]
    settings: Mapping[str, Any]
    look: Look

    def table(self, name: str) -> pd.DataFrame:
        """A table of an earlier stage."""
        return read_parquet(self.files[name])

    def observed_visits(self) -> pd.DataFrame:
        """The lesion visits as observed, which alone are drawn; their index is their position in the dataset."""
        return read_where(self.files["lesion_visits"], "scenario", "observed")

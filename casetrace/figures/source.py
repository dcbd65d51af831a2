"""What a job draws its figures from."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from casetrace.figures.look import Look
from casetrace.model.storage import read_parquet


class Source(NamedTuple):
    """The files of a job by name, each a path or a list of paths; its settings; the sizes of its figures."""

    files: Mapping[str, Any]
    settings: Mapping[str, Any]
    look: Look

    def table(self, name: str) -> pd.DataFrame:
        """A table of an earlier stage."""
        return read_parquet(self.files[name])

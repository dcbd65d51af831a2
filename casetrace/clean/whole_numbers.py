"""Checks of values that are counts or numbers of levels: they are whole."""

from collections.abc import Iterator, Mapping

import pandas as pd

from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem
from casetrace.read.places import Places


def broken_counts(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> Iterator[Problem]:
    """Counts, and levels after a correction, that are no whole numbers."""
    for name, outcome in outcomes.items():
        if outcome.scale.is_rounded or outcome.scale.is_change:
            continue
        values = measurements.loc[measurements["outcome"] == name, "value"].dropna()
        for row, value in values[values % 1 != 0].items():
            yield places.problem(
                "error", "measurements", int(str(row)), "value", "no whole number",
                f"{outcome.label} {value:g}", "a whole number",
                f"correct the cell; or declare outcomes.{name}.scale: size or score, if it is measured and not counted",
            )  # fmt: skip

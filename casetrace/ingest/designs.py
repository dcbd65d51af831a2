"""Columns that are taken for something by their names, and whose texts tell of another design of the study."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.config.short_forms import column_parts
from casetrace.model.problems import Problem, quoted
from casetrace.words.controls import controls_among


def doubtful_designs(
    frames: Mapping[str, pd.DataFrame], tables: Sequence[Mapping[str, Any]], file: str
) -> Iterator[Problem]:
    """Controls that would be counted among the treated, and periods that no patient changes arms in.

    Parameters
    ----------
    frames
        What the tables give, by table of the data dictionary.
    tables
        The cohort's tables in config: what is declared there is meant.
    file
        The first raw file, to name in the problem.
    """
    columns = [column_parts(parts) for table in tables for parts in table["columns"].values()]
    declared = {str(parts.get("field")) for parts in columns}
    measured = frames["measurements"]
    controls = controls_among(str(text) for text in frames["lesions"]["regimen"].dropna().unique())
    if controls and measured["arm"].isna().all() and "regimen" not in declared:
        yield Problem(
            "warning", file, 0, 0, "", "control among the regimens",
            f"the regimen {quoted(controls[0])}: its patients are counted with the others, and no arms are compared",
            "a column of arms",
            "map the column to arm; or to regimen, if all patients together are meant",
        )  # fmt: skip
    in_periods = measured.dropna(subset=["period"])
    arms = in_periods.groupby("lesion_id")["arm"].nunique()
    periods = in_periods.groupby("lesion_id")["period"].nunique()
    if len(periods) and periods.max() > 1 and arms.max() <= 1 and "period" not in declared:
        yield Problem(
            "error", file, 0, 0, "", "periods without a change of arms",
            f"{periods.max()} periods of a patient, taken by the name of their column, all in one arm",
            "periods of a cross-over, in which patients change from one arm to the other",
            "map the column to visit, with visits.labels, if it numbers visits; or to period; or ignore it",
        )  # fmt: skip

"""The table of what publications print of cohorts whose patients are not at hand, as the study's results have it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.model.time_units import visit_name

#: Its dataset in the lineage of the results of all cohorts together.
PRINTED = "pooled/printed"
#: How such a cohort is marked in every table and figure.
MARKED = "{cohort} (printed summary)"


def printed_names(printed: pd.DataFrame) -> list[str]:
    """The cohorts of which the table has numbers, in its order."""
    return list(dict.fromkeys(printed.loc[printed["measure"] != "", "cohort"]))


def printed_titles(printed: pd.DataFrame) -> dict[str, str]:
    """What these are called for people."""
    return {name: MARKED.format(cohort=name) for name in printed_names(printed)}


def line_words(row: Mapping[str, Any]) -> str:
    """What a line is about, and where it stands."""
    place = f"{row['file']}, line {row['line']}"
    return f"{row['measure']} of {row['outcome']}, {visit_name(row['visit'])}, as printed ({row['cohort']}; {place})"

"""Which groups in a report are so small that they could single somebody out."""

import pandas as pd

from casetrace.model.dictionary import OF_LESIONS
from casetrace.model.variables import BASELINE_BAND, groups_of_visits, label_of, variables

#: What the report groups patients by, by column of the lesions, visits and events.
LESION_GROUPINGS = {column.group_column: column.label for column in variables("groups", *OF_LESIONS)}
VISIT_GROUPINGS = {name: label_of(name) for name in groups_of_visits()} | {BASELINE_BAND: "baseline band"}
EVENT_GROUPINGS = {"type": "adverse event"}


def small_groupings(
    lesions: pd.DataFrame, visits: pd.DataFrame, events: pd.DataFrame, fewest_patients: int
) -> list[str]:
    """What the report groups by where a group has fewer patients than `fewest_patients`.

    Parameters
    ----------
    lesions, visits
        The analysis datasets.
    events
        The adverse events.
    fewest_patients
        0 finds none.
    """
    tables = ((lesions, LESION_GROUPINGS), (visits, VISIT_GROUPINGS), (events, EVENT_GROUPINGS))
    # a group that holds the whole cohort tells nobody from anybody
    minimum = min(fewest_patients, lesions["patient_id"].nunique())
    return [
        name
        for frame, groupings in tables
        for column, name in groupings.items()
        if (frame.groupby(column)["patient_id"].nunique() < minimum).any()
    ]

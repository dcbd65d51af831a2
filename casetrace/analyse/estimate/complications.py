"""How often complications occur, with exact limits."""

from collections.abc import Collection

import pandas as pd

from casetrace.analyse.describe.cohort import complications
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import sizes


@adds_results
def estimate_complications(
    results: Results,
    patients: pd.DataFrame,
    events: pd.DataFrame,
    recorded: Collection[str],
    settings: EstimationSettings,
) -> None:
    """Proportion of patients with each kind of complication, among everybody.

    Parameters
    ----------
    patients, events
        The clean tables.
    recorded
        The fields that the source's columns give.
    """
    for kind in complications(patients, events, recorded):
        if kind.unknown:
            results.refuse(kind.subject, "proportion", "clopper_pearson", sizes(patients, kind.subject), kind.unknown)
        else:
            add_proportion(results, kind.subject, kind.sufferers, patients, settings, flag=kind.flag)

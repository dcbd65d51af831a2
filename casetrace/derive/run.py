"""Derive the analysis datasets of a cohort: reductions and responses of every lesion and patient under every scenario.

In: the clean tables, once `check_cohort` has passed them; the plan; scenarios and site groups of config.
Out: `lesions`, `lesion_visits` and `patient_visits` as Parquet, the latter two as CSV for people too, and `row_counts`.
"""

import logging
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from casetrace.derive.datasets import lesion_table, visits_in_parts
from casetrace.model.counts import RowCount, counts_frame
from casetrace.model.dictionary import data_dictionary
from casetrace.model.outcome import Outcome
from casetrace.model.plan import in_unit_of_plan, read_plan
from casetrace.model.storage import TableInParts, read_parquet, write_parquet
from casetrace.model.visits import patient_level_visits, patient_visits

logger = logging.getLogger("casetrace")


def row_counts(visits: Counter[str], evaluable: Counter[str]) -> pd.DataFrame:
    """Lesion visits of each scenario against those that have a percent change."""
    return counts_frame(
        RowCount("derive", f"lesion visits, {name}", n, evaluable[name], n - evaluable[name], "no percent change")
        for name, n in visits.items()
    )


def _of_patients(visits: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The patient visits of lesion visits of one outcome."""
    return patient_level_visits(visits, outcome) if outcome.scale.has_levels else patient_visits(visits)


@in_unit_of_plan
def derive_outcomes(
    clean: Mapping[str, str],
    plan: str,
    scenarios: list[str],
    site_groups: Mapping[str, list[str]],
    out: Mapping[str, str],
) -> None:
    """Derive the datasets of one cohort.

    Parameters
    ----------
    clean
        Paths of the clean tables by name.
    plan
        Path of the plan, which has the outcomes.
    scenarios, site_groups
        Sections of the cohort's config.
    out
        Paths to write, by name.
    """
    tables = {name: read_parquet(clean[name]) for name in data_dictionary()}
    outcomes = read_plan(plan).outcomes
    write_parquet(lesion_table(tables, site_groups), out["lesions"])
    visits, evaluable = Counter[str](), Counter[str]()
    with (
        TableInParts(out["lesion_visits"], out["lesion_visits_csv"]) as by_lesion,
        TableInParts(out["patient_visits"], out["patient_visits_csv"]) as by_patient,
    ):
        for outcome, rows in visits_in_parts(tables, outcomes, scenarios):
            by_lesion.add(rows)
            by_patient.add(_of_patients(rows, outcome))
            visits.update(rows["scenario"].value_counts(sort=False).to_dict())
            evaluable.update(rows.loc[rows["percent_reduction"].notna(), "scenario"].value_counts().to_dict())
    write_parquet(row_counts(visits, evaluable), out["row_counts"])
    logger.info("derived %d lesion visits in %d scenarios", visits.total(), len(scenarios))

"""Derive the analysis datasets of a cohort: reductions and responses of every lesion and patient under every scenario.

In: the clean tables, once `check_cohort` has passed them; the plan; scenarios and site groups of config.
Out: `lesions`, `lesion_visits` and `patient_visits` as Parquet, the latter two as CSV for people too, and `row_counts`.
"""

import logging
from collections.abc import Mapping

import pandas as pd

from casetrace.derive.datasets import lesion_table, lesion_visits
from casetrace.model.counts import RowCount, counts_frame
from casetrace.model.dictionary import data_dictionary
from casetrace.model.outcome import Outcome
from casetrace.model.plan import in_unit_of_plan, read_plan
from casetrace.model.storage import read_parquet, write_csv, write_parquet
from casetrace.model.visits import of_outcome, patient_level_visits, patient_visits

logger = logging.getLogger("casetrace")


def row_counts(visits: pd.DataFrame) -> pd.DataFrame:
    """Lesion visits of each scenario against those that have a percent change."""
    counts = []
    for scenario, rows in visits.groupby("scenario", sort=False):
        evaluable = int(rows["percent_reduction"].notna().sum())
        counts.append(
            RowCount(
                "derive",
                f"lesion visits, {scenario}",
                len(rows),
                evaluable,
                len(rows) - evaluable,
                "no percent change",
            )
        )
    return counts_frame(counts)


def _of_patients(by_lesion: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The patient visits of one outcome."""
    visits = of_outcome(by_lesion, outcome.name)
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
    by_lesion = lesion_visits(tables, outcomes, scenarios)
    by_patient = pd.concat([_of_patients(by_lesion, outcome) for outcome in outcomes.values()], ignore_index=True)
    write_parquet(lesion_table(tables, site_groups), out["lesions"])
    for name, frame in {"lesion_visits": by_lesion, "patient_visits": by_patient}.items():
        write_parquet(frame, out[name])
        write_csv(frame, out[f"{name}_csv"])
    write_parquet(row_counts(by_lesion), out["row_counts"])
    logger.info("derived %d lesion visits in %d scenarios", len(by_lesion), len(scenarios))

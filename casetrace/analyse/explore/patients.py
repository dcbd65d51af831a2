"""What might explain a patient's percent change: numbers and groups, one row per patient."""

import pandas as pd

from casetrace.model.having import having
from casetrace.model.membership import is_among
from casetrace.model.outcome import Outcome
from casetrace.model.variables import BASELINE, BASELINE_BAND, explanatory_variables, group_columns, groups_of_visits
from casetrace.model.visits import improved, patient_visits

#: The explanatory variable that a group is made of, where it is made of one.
GROUP_VARIABLES = {BASELINE_BAND: BASELINE}


def recorded_variables(lesions: pd.DataFrame, by_lesion: pd.DataFrame) -> list[str]:
    """The explanatory variables of which some lesion has a value, in order."""
    known = lesions.assign(baseline=is_among(lesions["lesion_id"], having(by_lesion, "baseline")["lesion_id"]))
    known["baseline"] = known["baseline"].where(known["baseline"])
    return [name for name in explanatory_variables() if known[name].notna().any()]


def patient_variables(
    lesions: pd.DataFrame, baselines: pd.DataFrame, variables: list[str], groups: list[str], visits: pd.DataFrame
) -> pd.DataFrame:
    """The explanatory variables and groups of each patient.

    Parameters
    ----------
    lesions
        The analysis dataset of lesions.
    baselines
        `lesion_id` and `baseline` of one outcome.
    variables
        Numbers: a patient's is the mean over her or his lesions.
    groups
        Groups by their name in config: a patient's is that of her or his lesions, missing where they are in several.
    visits
        The lesion visits that tell the groups of visits: a patient who is in two arms at them has no arm.
    """
    rows = lesions.merge(baselines, on="lesion_id", how="left")
    rows[variables] = rows[variables].astype("float64")
    by_patient = rows.groupby("patient_id", sort=False)
    result = by_patient[variables].mean()
    result["n_evaluable"] = by_patient.size()
    for name in independent(groups):
        bearers = visits.groupby("patient_id", sort=False) if name in groups_of_visits() else by_patient
        patient_groups = bearers[group_columns()[name]]
        result[name] = patient_groups.first().where(patient_groups.nunique().eq(1))
    return result.reset_index()


def independent(groups: list[str]) -> list[str]:
    """The groups that are not made of an explanatory variable."""
    return [name for name in groups if name not in GROUP_VARIABLES]


def variables_at_visit(
    lesions: pd.DataFrame, visits: pd.DataFrame, outcome: Outcome, variables: list[str], groups: list[str]
) -> pd.DataFrame:
    """Explanatory variables, groups and percent `improvement` of each patient with an improvement at a visit.

    A patient's variables are means over the lesions that have an improvement there, as the improvement itself is.

    Parameters
    ----------
    lesions
        The analysis dataset of lesions.
    visits
        The lesion visits of one outcome at one visit, as observed.
    outcome
        The outcome's section of the plan.
    variables, groups
        Which variables and groups.
    """
    evaluable = having(visits, "percent_reduction")
    evaluable_lesions = lesions[is_among(lesions["lesion_id"], evaluable["lesion_id"])]
    by_patient = improved(patient_visits(visits, parts=()), outcome)[["patient_id", "improvement"]]
    return patient_variables(evaluable_lesions, baseline_of(visits), variables, groups, evaluable).merge(
        by_patient, on="patient_id"
    )


def baseline_of(by_lesion: pd.DataFrame) -> pd.DataFrame:
    """`lesion_id` and `baseline` of each lesion of one outcome, the mean over its periods where it has several."""
    once = by_lesion[["lesion_id", "period", "baseline"]].drop_duplicates()
    return once.groupby("lesion_id", sort=False, as_index=False)["baseline"].mean()

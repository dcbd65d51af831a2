"""What the forest plot shows of each outcome and visit: the patients, the means of the cohorts, and the pooled mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from casetrace.model.comparisons import COHORTS_LISTED, METHOD, Cohort, cohort_labels, mean_rows, outcome_that_gains
from casetrace.model.direction import Direction
from casetrace.model.pooled_patients import PATIENT_COLUMNS, patients_of


@dataclass(frozen=True)
class ForestRow:
    """A cohort, or all of them pooled.

    Attributes
    ----------
    title
        Name for people.
    n_patients
        How many patients the mean rests on.
    result_id
        Name of the mean among the results of all cohorts together.
    patients
        `patient_id` and `improvement` (percent) of each patient, and `lesion_visits_row`, the rows of the cohort's
        lesion visits that it is the mean of, counted from 0 and joined by "; "; none of the pooled row.
    mean, lower, upper
        The mean and its interval; not a number where there is a `refusal`.
    refusal
        Why there is none; else empty.
    flagged
        Whether the mean is given with a reservation.
    """

    title: str
    n_patients: int
    result_id: str
    patients: pd.DataFrame
    mean: float
    lower: float
    upper: float
    refusal: str
    flagged: bool


@dataclass(frozen=True)
class ForestPanel:
    """One outcome at one visit.

    Attributes
    ----------
    outcome, label
        The outcome and its name for people.
    way
        Which way it gets better.
    visit
        The visit.
    cohorts
        A row of each cohort, by its name.
    pooled
        The row below them.
    prediction
        The prediction interval; not a number where nothing is pooled.
    prediction_ids
        Names of the results that are its ends; empty where there are none.
    n_pooled
        How many cohorts the pooled mean rests on.
    is_dense
        Whether the cohorts of the study are so many that each has one line, without its patients.
    """

    outcome: str
    label: str
    way: Direction
    visit: int
    cohorts: Mapping[str, ForestRow]
    pooled: ForestRow
    prediction: tuple[float, float]
    prediction_ids: tuple[str, ...]
    n_pooled: int
    is_dense: bool


def forest_panels(
    statistics: pd.DataFrame,
    cohorts: Mapping[str, Cohort],
    visits: Mapping[str, pd.DataFrame],
    titles: Mapping[str, str],
) -> Iterator[ForestPanel]:
    """The panels in the order of the results.

    Parameters
    ----------
    statistics
        The results of all cohorts together.
    cohorts, visits
        Those whose patients are at hand, and the lesion visits of each, by name in the order of config.
    titles
        What each cohort of the study is called for people, those of which there are printed summaries alone too.
    """
    groups = {name: f"cohort={label}" for name, label in cohort_labels(list(titles)).items()}
    rows_of_means = mean_rows(statistics)
    for (gain, name, visit), rows in rows_of_means.groupby(["analysis", "outcome", "visit"], sort=False):
        means = rows[rows["statistic"] == "mean"].set_index("group")
        shown = {
            cohort: _row(titles[cohort], means.loc[group], _patients(cohorts, visits, cohort, str(name), int(visit)))
            for cohort, group in groups.items()
            if group in means.index
        }
        outcome = outcome_that_gains((cohort.outcomes for cohort in cohorts.values()), str(name), str(gain))
        n_pooled = sum(not row.refusal for row in shown.values())
        ends = [_pooled(rows, statistic) for statistic in ("prediction_lower", "prediction_upper")]
        yield ForestPanel(
            outcome=str(name),
            label=outcome_label(cohorts, str(name), str(gain)),
            way=outcome.direction,
            visit=int(visit),
            cohorts=shown,
            pooled=_row("Pooled", means.loc[""], pd.DataFrame(columns=PATIENT_COLUMNS)),
            prediction=(_estimate(ends[0]), _estimate(ends[1])),
            prediction_ids=tuple(str(name) for end in ends for name in end["result_id"]),
            n_pooled=n_pooled,
            is_dense=len(titles) > COHORTS_LISTED,
        )


def _patients(
    cohorts: Mapping[str, Cohort], visits: Mapping[str, pd.DataFrame], cohort: str, name: str, week: int
) -> pd.DataFrame:
    """The patients of a cohort at a week of the study; nobody where they are not at hand."""
    if cohort not in cohorts or week not in cohorts[cohort].weeks(name):
        return pd.DataFrame(columns=PATIENT_COLUMNS)
    own = cohorts[cohort]
    return patients_of(visits[cohort], own.outcomes[name], own.own_week(name, week))


def outcome_label(cohorts: Mapping[str, Cohort], name: str, gain: str) -> str:
    """What the study calls an outcome; `gain` is what its change for the better is called."""
    own = outcome_that_gains((cohort.outcomes for cohort in cohorts.values()), name, gain).label
    return str(next(iter(cohorts.values())).terms.labels.get(name, own))


def _row(title: str, mean: pd.Series, patients: pd.DataFrame) -> ForestRow:
    refused = mean["status"] == "refused"
    n_patients = int(mean["n_patients"])
    return ForestRow(
        title=title,
        n_patients=n_patients,
        result_id=str(mean["result_id"]),
        # Those of a cohort whose outcome is in another unit or direction do not belong on this axis.
        patients=patients if n_patients else patients.head(0),
        mean=float(mean["estimate"]),
        lower=float(mean["ci_lower"]),
        upper=float(mean["ci_upper"]),
        refusal=str(mean["note"]) if refused else "",
        flagged=mean["status"] == "flagged",
    )


def _pooled(rows: pd.DataFrame, statistic: str) -> pd.DataFrame:
    """The row of one pooled statistic, where there is one."""
    return rows[(rows["statistic"] == statistic) & (rows["method"] == METHOD)]


def _estimate(rows: pd.DataFrame) -> float:
    return float(rows["estimate"].iloc[0]) if len(rows) else float("nan")

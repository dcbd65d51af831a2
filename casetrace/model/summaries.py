"""Adds summaries and counts to the results, each with what it rests on."""

from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd

from casetrace.methods.summaries import SD_MINIMUM, summarise
from casetrace.model.having import having
from casetrace.model.membership import distinct
from casetrace.model.outcome import COURSE
from casetrace.model.results import Results, Sizes, Status, Subject, distinct_labels

NOT_RECORDED = "not recorded"
#: The columns by which `sizes` counts.
COUNTED = ("patient_id", *COURSE, "n_evaluable")
NOBODY = "no observed values; see the flow of patients and lesions, or the cleaning log"


def add_summary(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    column: str,
    *,
    method: str = "summary",
    flag: str = "",
    flag_mean: str = "",
    unknown: str = "",
) -> None:
    """Add median, range, mean and standard deviation of one column.

    Parameters
    ----------
    subject
        What it is about.
    rows
        One row per unit of analysis, with `patient_id`, and `n_evaluable` or a lesion a row.
    column
        The values; missing ones are left out.
    method
        A description of the register: what the values are.
    flag, flag_mean
        Why all of them are flagged, or the mean alone.
    unknown
        Why none is given although there are values; empty where they are.
    """
    present = having(rows[[name for name in rows if name in {column, *COUNTED}]], column)
    n = sizes(present, subject)
    summary = asdict(summarise(present[column]))
    del summary["n"]
    for statistic, estimate in summary.items():
        if unknown or present.empty:
            results.refuse(subject, statistic, method, n, unknown or NOBODY)
        elif statistic == "sd" and len(present) < SD_MINIMUM:
            note = f"SD not given for fewer than {SD_MINIMUM} values; see the median and the range"
            results.refuse(subject, statistic, method, n, note)
        else:
            note = "; ".join(filter(None, [flag, flag_mean if statistic == "mean" else ""]))
            status: Status = "flagged" if note else "ok"
            results.add(subject, statistic, estimate, method, n, status=status, note=note)


def add_count(results: Results, subject: Subject, counted: pd.Series, among: pd.DataFrame, *, flag: str = "") -> None:
    """Add how many of the rows `among` are `counted` (a boolean for each), and the percentage."""
    n = sizes(among, subject)
    number = int(counted.sum())
    status: Status = "flagged" if flag else "ok"
    results.add(subject, "count", number, "count", n, status=status, note=flag)
    if len(among):
        results.add(subject, "percent", 100 * number / len(among), "count", n, status=status, note=flag)
    else:
        note = "the denominator is 0; see the flow of patients and lesions"
        results.refuse(subject, "percent", "count", n, note)


def add_counts_by(
    results: Results,
    subject: Subject,
    among: pd.DataFrame,
    column: str,
    variable: str,
    order: Iterable[str] = (),
    everybody: pd.DataFrame | None = None,
) -> None:
    """Add the count of every value of a column; missing ones are counted as not recorded.

    Parameters
    ----------
    column
        The column that tells the groups.
    variable
        What the groups are called in `group`.
    order
        Values that come first, also where nobody has them.
    everybody
        Rows whose values are counted, also where none of those `among` has them; without it, these alone.
    """
    values = recorded_texts(among[column])
    found = values if everybody is None else recorded_texts(everybody[column])
    texts = list(dict.fromkeys([*order, *sorted(found.unique())]))
    for value, label in zip(texts, distinct_labels(texts), strict=True):
        add_count(results, subject.within(variable, label), values == value, among)


def recorded_texts(values: pd.Series) -> pd.Series:
    """Values as texts, missing ones as not recorded."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values.astype("str").fillna(NOT_RECORDED)
    new = [] if NOT_RECORDED in values.cat.categories else [NOT_RECORDED]
    return values.cat.add_categories(new).fillna(NOT_RECORDED)


def sizes(rows: pd.DataFrame, subject: Subject) -> Sizes:
    """How many patients and lesions a result on these rows is about; lesions once a period where there are any.

    Parameters
    ----------
    rows
        One row per patient, with `n_evaluable` where lesions are counted; or per lesion, in a period or not.
    subject
        What the result is about: lesions are counted where they have it.
    """
    return sizes_of(rows, lesions=subject.counts_lesions)


def sizes_of(rows: pd.DataFrame, *, lesions: bool) -> Sizes:
    """How many patients and, where they are counted, lesions rows are about; see `sizes`."""
    names = rows["patient_id"]
    patients = distinct(names) - int(names.array.isna().any())
    if not lesions:
        return Sizes(patients)
    if "n_evaluable" in rows:
        return Sizes(patients, int(rows["n_evaluable"].sum()))
    if "period" in rows and not rows["period"].array.isna().all():
        return Sizes(patients, len(rows[[name for name in COURSE if name in rows]].drop_duplicates()))
    return Sizes(patients, distinct(rows["lesion_id"]) if "lesion_id" in rows else None)


def both_units(
    subject: Subject, by_lesion: pd.DataFrame, by_patient: pd.DataFrame
) -> list[tuple[Subject, pd.DataFrame]]:
    """The subject over lesions and over patients, each with its rows; over patients alone where they are measured."""
    if not subject.counts_lesions:
        return [(subject.over("patient"), by_lesion)]
    return [(subject.over("lesion"), by_lesion), (subject.over("patient"), by_patient)]

"""Visits from dates, across the tables of a cohort: the baseline date may stand in another table than the visits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from casetrace.ingest import visits
from casetrace.ingest.dated_columns import check_dated_columns
from casetrace.ingest.emission import ReadTable
from casetrace.ingest.fields import FieldColumn
from casetrace.model.time_units import DAYS_IN, in_its_words, time_unit


def resolve_dates(
    reads: list[ReadTable], configs: Mapping[int, Mapping[str, Any]], outcomes: Mapping[str, Any]
) -> None:
    """Resolve the visits and ends of follow-up that are told by date, in place.

    Parameters
    ----------
    reads
        All tables; one that tells visits by date is replaced by one with the visits of its rows. Dates that contradict
        the order of labels are noted in the table's problems.
    configs
        The tables' sections of config, by the identity of the prepared table.
    outcomes
        The cohort's outcomes in config, as far as they are declared.
    """
    names = ("visit_date", "baseline_date", "disposition_date", "date_at_visit")
    if not any(read.header_of(*names) for read in reads):
        return
    dates = [configs[id(read.table)]["visits"]["dates"] for read in reads]
    phases = [configs[id(read.table)]["visits"].get("phases", ()) for read in reads]
    outside = [configs[id(read.table)]["visits"].get("outside_phases", "error") for read in reads]
    days = [
        visits.row_days(read.fields, "visit_date", date_config, read.table)
        for read, date_config in zip(reads, dates, strict=True)
    ]
    baseline_dates = [
        visits.row_days(read.fields, "baseline_date", date_config, read.table)
        for read, date_config in zip(reads, dates, strict=True)
    ]
    patients = [read.identity.patient for read in reads]
    recorded = _first_by_patient(patients, baseline_dates)
    first_dates = [
        check_dated_columns(read, date_config, read.identity.patient.map(recorded).astype("float64"))
        for read, date_config in zip(reads, dates, strict=True)
    ]
    baseline_dates = [day.fillna(first) for day, first in zip(baseline_dates, first_dates, strict=True)]
    first_baselines = _first_by_patient(patients, baseline_dates)
    for read, day in zip(reads, baseline_dates, strict=True):
        visits.note_differing_baselines(read.fields, day, read.identity.patient, first_baselines, read.table)
    baseline = visits.baseline_days(
        first_baselines,
        pd.concat(patients, ignore_index=True),
        pd.concat(days, ignore_index=True),
        pd.concat([read.identity.visit for read in reads], ignore_index=True),
    )
    for number, (read, day) in enumerate(zip(reads, days, strict=True)):
        header = read.header_of("visit_date")
        days_from_baseline = day - _baseline_of_rows(read, baseline)
        if header and not read.visit_header:
            planned = sorted({visit for spec in outcomes.values() for visit in _planned(spec)})
            read.identity.visit = visits.visits_by_date(
                days_from_baseline, read.table, header, planned, dates[number], phases[number], outside[number]
            )
            reads[number] = replace(read, visit_header=header)
        elif header:
            read.table.problems += visits.disordered(read.identity.lesion, read.identity.visit, day, read.table, header)
        _end_of_follow_up(reads, number, dates[number], baseline)


def _first_by_patient(patients: Sequence[pd.Series], days: Sequence[pd.Series]) -> pd.Series:
    """The earliest day of each patient who has one, over all tables."""
    found = pd.concat([day.groupby(patient).min() for patient, day in zip(patients, days, strict=True)])
    return found.groupby(level=0).min().dropna()


def _baseline_of_rows(read: ReadTable, baseline: pd.Series) -> pd.Series:
    """The day of the baseline of each row's patient; missing in a row without one, and of a file that is missing."""
    return read.identity.patient.map(baseline).astype("float64")


def _planned(outcome: Mapping[str, Any]) -> list[int]:
    """The visits that config declares; where it declares follow-up alone, the baseline is at the baseline date."""
    follow_up = outcome.get("follow_up_visits", [])
    return [outcome.get("baseline_visit", 0), *follow_up] if follow_up or "baseline_visit" in outcome else []


def _end_of_follow_up(reads: list[ReadTable], number: int, dates: Mapping[str, Any], baseline: pd.Series) -> None:
    """The whole weeks, or what else the study counts in, after which follow-up ended, from its date."""
    read = reads[number]
    header = read.header_of("disposition_date")
    if not header:
        return
    days = visits.row_days(read.fields, "disposition_date", dates, read.table)
    days_from_baseline = days - _baseline_of_rows(read, baseline)
    visits.note_without_baseline(read.fields, days.notna() & days_from_baseline.isna(), read.table)
    whole = days_from_baseline // float(DAYS_IN[time_unit()])
    values = {
        in_its_words("disposition_after_week"): whole.astype("Int64").astype("str"),
        "disposition_dated": pd.Series("yes", index=days_from_baseline.index, dtype="str").where(
            days_from_baseline.notna()
        ),
    }
    how = pd.Series("dated", index=days_from_baseline.index, dtype="str")
    added_fields = [
        FieldColumn(name, header, text.where(days_from_baseline.notna()), how) for name, text in values.items()
    ]
    reads[number] = replace(read, fields=[*read.fields, *added_fields])

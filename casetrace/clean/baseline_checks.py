"""Checks of the baselines: lesions, patients and periods without one, and baselines of 0."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from casetrace.model.membership import is_among
from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem
from casetrace.model.time_units import visit_name
from casetrace.read.places import Places


def baseline_problems(
    tables: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, Outcome],
    places: Places,
    reported: set[tuple[str, int]],
) -> list[Problem]:
    """Lesions without a baseline, and lesions of size 0 at the baseline.

    A score or a count of 0 is a value like any other. An outcome that a lesion never has, while it has others, is not
    missed. What is measured on the patient as a whole is asked of patients.

    Parameters
    ----------
    tables
        The clean tables.
    reported
        File and line of rows that already have an error; they are not reported again for a baseline that it took away.
    """
    problems = []
    measurements = tables["measurements"]
    for name, outcome in outcomes.items():
        if not outcome.scale.needs_baseline:
            continue
        bearer, start = outcome.bearer, outcome.baseline_visit
        outcome_rows = measurements[measurements["outcome"] == name]
        present = outcome_rows[outcome_rows["visit"] == start].dropna(subset=["value"])
        names = tables[f"{bearer}s"][f"{bearer}_id"]
        lacking = ~is_among(names, present["lesion_id"])
        others = measurements.loc[measurements["outcome"] != name, "lesion_id"]
        never = lacking & is_among(names, others) & ~is_among(names, outcome_rows["lesion_id"])
        rows_without_baseline = [
            row
            for row in names.index[lacking & ~never]
            if places.raw(f"{bearer}s", row, f"{bearer}_id")[:2] not in reported
        ]
        if present.empty and not outcome_rows.empty and len(rows_without_baseline) > 1:
            problems.append(_no_baseline_of_anybody(name, outcome, places))
            continue
        if outcome.incomplete_baseline != "error":
            continue
        problems += [
            _no_baseline(places, f"{bearer}s", row, f"{bearer} {names[row]}", outcome) for row in rows_without_baseline
        ]
        problems += _periods_without_baseline(outcome_rows, present, outcome, places, reported)
        if outcome.is_size:
            problems += [_baseline_of_0(places, row, outcome) for row in present.index[present["value"] == 0]]
    return problems


def _baseline_of_0(places: Places, row: int, outcome: Outcome) -> Problem:
    """A size of 0 at the baseline: an error of a lesion; of a patient it may be a scale in mm, and is a warning."""
    return places.problem(
        "error" if outcome.bearer == "lesion" else "warning",
        "measurements",
        row,
        "value",
        "baseline of 0",
        f"{outcome.label} {_with_unit('0', outcome)} at {visit_name(outcome.baseline_visit)}",
        "a size above 0 of what is treated: no percent reduction exists from 0",
        "correct the cell, or leave the row out; or, where there was nothing yet, give the outcome "
        "incomplete_baseline: set_aside in config",
    )


def _no_baseline_of_anybody(name: str, outcome: Outcome, places: Places) -> Problem:
    return Problem(
        "error",
        places.file,
        0,
        0,
        "",
        "no baseline",
        f"no {outcome.label} of anybody at {visit_name(outcome.baseline_visit)}",
        "a baseline, which the other visits are compared with",
        f"map the column or the rows of the baseline, or give outcomes.{name}.baseline_visit in config",
    )


def _periods_without_baseline(
    outcome_rows: pd.DataFrame,
    present: pd.DataFrame,
    outcome: Outcome,
    places: Places,
    reported: set[tuple[str, int]],
) -> Iterator[Problem]:
    """Periods of a cross-over that have values and no baseline, in lesions that have one in another period."""
    pairs = outcome_rows.dropna(subset=["period"]).drop_duplicates(["lesion_id", "period"])
    if pairs.empty:
        return
    lesions, periods = set(present["lesion_id"]), set(zip(present["lesion_id"], present["period"], strict=True))
    for row, lesion, period in zip(pairs.index, pairs["lesion_id"], pairs["period"], strict=True):
        is_reported = places.raw("measurements", row, "lesion_id")[:2] in reported
        if lesion in lesions and (lesion, period) not in periods and not is_reported:
            yield _no_baseline(places, "measurements", row, f"lesion {lesion} in period {period}", outcome)


def _no_baseline(places: Places, table: str, row: int, subject: str, outcome: Outcome) -> Problem:
    return places.problem(
        "error",
        table,
        row,
        "patient_id" if table == "patients" else "lesion_id",
        "no baseline",
        f"{subject} has no {outcome.label} at {visit_name(outcome.baseline_visit)}",
        f"a baseline for every {outcome.bearer}",
        _remedy_of_none(outcome),
    )


def _remedy_of_none(outcome: Outcome) -> str:
    """How to correct a baseline that is missing."""
    if not outcome.of_lesion_sizes:
        return "fill in the cell, or give the outcome incomplete_baseline: set_aside in config"
    return (
        "fill in the cell, or give the outcome incomplete_baseline in config: set_aside where the lesion was not there "
        "yet, not_recorded where its size was not taken"
    )


def _with_unit(number: str, outcome: Outcome) -> str:
    return f"{number} {outcome.unit}".strip()


def with_baseline(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """The follow-up measurements beside the baseline of their lesion (`baseline`, `baseline_row`)."""
    parts = []
    for name, outcome in outcomes.items():
        outcome_rows = measurements[measurements["outcome"] == name]
        start = outcome_rows[outcome_rows["visit"] == outcome.baseline_visit].drop_duplicates(["lesion_id", "period"])
        start = start[["lesion_id", "period", "value", "row"]]
        start = start.rename(columns={"value": "baseline", "row": "baseline_row"})
        follow_up = outcome_rows[outcome_rows["visit"] != outcome.baseline_visit]
        paired = follow_up.merge(start, on=["lesion_id", "period"], how="left").set_index(follow_up.index)
        parts.append(paired.astype({"baseline_row": "Int64"}))
    return pd.concat(parts) if parts else measurements.assign(baseline=np.nan, baseline_row=pd.NA)

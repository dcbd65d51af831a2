"""The levels of an ordered outcome: of each lesion and each patient at a visit, and the movement from the baseline."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from casetrace.analyse.visits import Visit, with_role
from casetrace.model.basis import LESION_VISITS, with_value
from casetrace.model.endpoint import LEVEL
from casetrace.model.having import having
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Subject, distinct_labels
from casetrace.model.summaries import both_units
from casetrace.model.visits import patient_level

#: Movement between the baseline and a visit, each pair of levels there, steps.
MOVEMENT, SHIFT, STEPS = map(Quantity, ("movement", "shift", "steps"))
DIRECTIONS = {"better": 1, "same": 0, "worse": -1}


class Levels(NamedTuple):
    """Lesions or patients with their levels.

    Attributes
    ----------
    subject
        The outcome's level over their unit, at a visit.
    rows
        One row for each, with `patient_id`, `level` (its number), and where movement is looked at `before`, the level
        at the baseline, and `steps`, positive for the better.
    """

    subject: Subject
    rows: pd.DataFrame


def level_labels(outcome: Outcome) -> list[str]:
    """What the levels are called in `group`, in order; alike names get a number behind them."""
    return distinct_labels(outcome.levels)


def levels_at(visit: Visit) -> Iterator[Levels]:
    """The levels at a follow-up visit over lesions and over patients, of those with one."""
    lesions = visit.lesions.assign(level=visit.lesions["value"])
    subject = visit.subject.of(LEVEL)
    subject = subject.chosen_alike(with_value(LESION_VISITS, lesions, lesions["level"].notna(), "value"))
    yield from _both(subject, having(lesions, "level"), visit, ["level"])


def levels_at_baseline(visit: Visit) -> Iterator[Levels]:
    """The levels at the baseline over lesions and over patients, from the rows of a follow-up visit."""
    lesions = visit.lesions.drop_duplicates(COURSE)
    lesions = lesions.assign(level=lesions["baseline"])
    subject = replace(visit.subject.of(LEVEL), visit=visit.outcome.baseline_visit)
    subject = subject.chosen_alike(with_value(LESION_VISITS, lesions, lesions["level"].notna(), "baseline"))
    yield from _both(subject, having(lesions, "level"), visit, ["level"])


def movement_at(visit: Visit) -> Iterator[Levels]:
    """Levels at the baseline and at a visit over lesions and over patients, of the lesions that have both."""
    lesions = visit.lesions.assign(level=visit.lesions["value"], before=visit.lesions["baseline"])
    complete = lesions["level"].notna() & lesions["before"].notna()
    subject = visit.subject.of(MOVEMENT)
    subject = subject.chosen_alike(with_value(LESION_VISITS, lesions, complete, "baseline", "value"))
    for levels in _both(subject, lesions[complete], visit, ["level", "before"]):
        steps = visit.outcome.standing(levels.rows["level"] - levels.rows["before"])
        yield levels._replace(rows=levels.rows.assign(steps=steps))


def _both(subject: Subject, lesions: pd.DataFrame, visit: Visit, columns: list[str]) -> Iterator[Levels]:
    """Levels over lesions and over patients, whose level is the worst or the best of their lesions'."""
    groups = lesions.groupby("patient_id", sort=False)
    by_patient = groups.agg(n_evaluable=("lesion_id", "size"))
    for column in columns:
        by_patient[column] = patient_level(groups[column], visit.outcome)
    for unit, rows in both_units(subject, lesions, by_patient.reset_index()):
        yield Levels(with_role(unit, visit.plan), rows)


def has_baseline(visit: Visit) -> bool:
    """Whether anybody has a level at the baseline."""
    return bool(visit.lesions["baseline"].notna().any())

"""Describes an ordered outcome: how many are at each level at each visit, shifts and movement from the baseline."""

from itertools import product

from casetrace.analyse.levels import (
    DIRECTIONS,
    SHIFT,
    Levels,
    has_baseline,
    level_labels,
    levels_at,
    levels_at_baseline,
    movement_at,
)
from casetrace.analyse.responders import responders
from casetrace.analyse.visits import OutcomeVisits, Visit
from casetrace.model.groups import Groups
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import add_count, sizes


def describe_levels(results: Results, analysed: OutcomeVisits) -> None:
    """Every visit of an ordered outcome in every scenario that has levels, and the baseline once."""
    for scenario in analysed.scenarios:
        if scenario == "as_reported":
            continue
        for place, visit in enumerate(analysed.visits(scenario)):
            if scenario == "observed" and place == 0 and has_baseline(visit):
                for levels in levels_at_baseline(visit):
                    add_level_counts(results, levels, visit)
            _describe_visit(results, visit)


def _describe_visit(results: Results, visit: Visit) -> None:
    for levels in levels_at(visit):
        add_level_counts(results, levels, visit, flag=visit.pooled)
    if has_baseline(visit):
        for levels in movement_at(visit):
            _add_movement(results, levels, visit)
            _add_shifts(results, levels, visit)
    _add_responders(results, visit)


@adds_results
def add_level_counts(results: Results, levels: Levels, visit: Visit, groups: Groups = (), flag: str = "") -> None:
    """Add how many are at each level.

    Parameters
    ----------
    groups
        The group that they are of, such as an arm; empty for everyone.
    """
    subject = levels.subject
    for variable, value in groups:
        subject = subject.within(variable, value)
    for number, label in enumerate(level_labels(visit.outcome)):
        add_count(results, subject.within("level", label), levels.rows["level"] == number, levels.rows, flag=flag)


@adds_results
def _add_movement(results: Results, levels: Levels, visit: Visit) -> None:
    """Add how many moved to a better level, to a worse one, or stayed."""
    sign = levels.rows["steps"].clip(-1, 1)
    for direction, value in DIRECTIONS.items():
        moved = levels.subject.within("movement", direction)
        add_count(results, moved, sign == value, levels.rows, flag=visit.pooled)


@adds_results
def _add_shifts(results: Results, levels: Levels, visit: Visit) -> None:
    """Add how many went from each level to each."""
    n, subject = sizes(levels.rows, levels.subject), levels.subject.of(SHIFT)
    labels = level_labels(visit.outcome)
    for (start, before), (end, after) in product(enumerate(labels), repeat=2):
        number = int(((levels.rows["before"] == start) & (levels.rows["level"] == end)).sum())
        shifted = subject.within("from", before).within("to", after)
        results.add(shifted, "count", number, "count", n, note=visit.pooled)


@adds_results
def _add_responders(results: Results, visit: Visit) -> None:
    for endpoint in visit.plan.endpoints_of(visit.outcome.name):
        if endpoint.threshold is not None:
            for rated in responders(visit, endpoint):
                add_count(
                    results, rated.subject, rated.counted, rated.among, flag=visit.flag(rated.subject, rated.column)
                )

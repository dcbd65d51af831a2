"""Visits that are told in months or years in a study that is counted in weeks, to which they are rounded."""

from collections.abc import Mapping

from casetrace.ingest.prepared import Prepared
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import USUAL, TimeUnit, time_unit, visit_name
from casetrace.words.visits import NEAREST_WEEKS, units_of_label


def rounded_visits(
    visits: Mapping[str, int], labels: Mapping[str, int], unit: TimeUnit, table: Prepared, header: str = ""
) -> list[Problem]:
    """A warning of the visits that were rounded to weeks, where there are any.

    Parameters
    ----------
    visits
        The times that were read, by their labels.
    labels
        The labels that config declares, which are not rounded.
    unit
        What bare numbers count.
    table, header
        The table, and the column that tells the visits of rows; empty where the headers tell them.
    """
    if time_unit() != USUAL:
        return []
    rounded = {label: visit for label, visit in visits.items() if label not in labels and _units(label, unit, visit)}
    if not rounded:
        return []
    first, named = next(iter(rounded)), {name for label in rounded for name in _units(label, unit, rounded[label])}
    own = "month" if "month" in named else "year"
    further = f", and {len(rounded) - 1} more" if len(rounded) > 1 else ""
    return [
        table.header_error(
            header,
            "visits rounded to weeks",
            f"{quoted(first)}{further}, read as {visit_name(rounded[first])}",
            f"visits in weeks, since a {own} is no exact number of them",
            f"declare time_unit: {own} for the cohort, which then counts and prints time in {own}s; or give each "
            "visit its week under visits.labels",
            severity="warning",
        )
    ]


def _units(label: str, unit: TimeUnit, visit: int) -> set[TimeUnit]:
    """The units of a visit's label that stand for a rounded number of weeks."""
    told = units_of_label(label) or ({unit} if visit else set())
    return {name for name in told if name in NEAREST_WEEKS}

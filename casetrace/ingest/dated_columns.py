"""Dates of visits that stand in columns of their own, one for each visit, beside the values."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.ingest.emission import ReadTable
from casetrace.ingest.fields import FieldColumn
from casetrace.ingest.visits import row_days
from casetrace.model.time_units import DAYS_IN, time_unit, visit_name
from casetrace.model.wording import counted
from casetrace.words.dates import tolerance_days

NAME = "date_at_visit"


def _days_by_column(read: ReadTable, dates: Mapping[str, Any]) -> list[tuple[FieldColumn, pd.Series]]:
    """The columns with the dates of a visit, in the order of the visits, each with the day of every row."""
    columns = [field for field in read.fields if field.name == NAME and field.visit is not None]
    columns.sort(key=lambda field: field.visit or 0)
    return [(field, row_days([field], NAME, dates, read.table)) for field in columns]


def check_dated_columns(read: ReadTable, dates: Mapping[str, Any], baseline: pd.Series) -> pd.Series:
    """Hold the dates of each row against the order and times of their visits; gives its baseline or first date.

    A visit before an earlier one is an error; one farther from its visit than `tolerance_days` is a warning, counted
    from the first dated visit of its row.

    Parameters
    ----------
    read
        The table.
    dates
        The key of this name of `visits` in config.
    baseline
        The recorded day of the baseline, which is visit 0, by row; missing where none is.
    """
    columns = _days_by_column(read, dates)
    first = pd.Series(float("nan"), index=read.table.texts.index)
    if not columns:
        return first
    start = first.copy()
    last, last_visit = first.copy(), first.copy()
    dated: list[tuple[int, FieldColumn | None, pd.Series]]
    dated = [(0, None, baseline), *((field.visit or 0, field, days) for field, days in columns)]
    for visit, field, column_days in sorted(dated, key=lambda column: (column[0], column[1] is not None)):
        days = column_days.reindex(first.index)
        if field is not None:
            for row in days.index[(days < last) & (last_visit < visit)]:
                _note_order(read, row, field, days[row] - last[row], last_visit[row])
            off = (days - first) - float(DAYS_IN[time_unit()]) * (visit - start)
            _note_far(read, field, off[off.abs() > tolerance_days(dates)], tolerance_days(dates))
        start = start.where(first.notna(), float(visit)).where(first.notna() | days.notna())
        first = first.fillna(days)
        last, last_visit = days.fillna(last), last_visit.mask(days.notna(), float(visit))
    return baseline.fillna(first)


def _note_order(read: ReadTable, row: int, field: FieldColumn, days: float, visit_before: float) -> None:
    read.table.problems.append(
        read.table.error(
            row,
            field.header,
            "visits out of order",
            f"{visit_name(field.visit)}, {counted(round(-days), 'day')} before {visit_name(round(visit_before))}",
            "dates in the order of the visits",
            "correct the date, or the visit of the column in config",
        )
    )


def _note_far(read: ReadTable, field: FieldColumn, off: pd.Series, tolerance: int) -> None:
    """Warn once a column of dates far from their visit."""
    if off.empty:
        return
    row = int(off.index[0])
    further = f"; {counted(len(off), 'row')} in all" if len(off) > 1 else ""
    away = f"{counted(round(abs(off[row])), 'day')} {'after' if off[row] > 0 else 'before'} {visit_name(field.visit)}"
    read.table.problems.append(
        read.table.header_error(
            field.header,
            "date far from its visit",
            f"in line {read.table.line(row, field.header)}, {away}{further}",
            f"a date within {counted(tolerance, 'day')} of the visit's {time_unit()}",
            "correct the date; or raise visits.dates.tolerance_days in config, if such a visit counts as this one",
            severity="warning",
        )
    )

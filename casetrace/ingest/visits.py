"""The visit of every row: from its label, or from its date and the patient's baseline date."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.ingest.fields import FieldColumn
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.role_search import are_dates
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import in_its_words, time_units, visit_name
from casetrace.model.wording import counted
from casetrace.words.dates import date_format, day_number, nearest_visit, planned_visit, tolerance_days
from casetrace.words.errors import MeaningError
from casetrace.words.phases import phase_of_day


def row_days(fields: Sequence[FieldColumn], name: str, dates: Mapping[str, Any], table: Prepared) -> pd.Series:
    """The day number of a date field in each row of the fields; missing where the row has none.

    A text that is no date, and a column whose days and months can't be told apart, is noted in the table's problems.
    """
    rows = next((field.texts.index for field in fields), table.texts.index)
    days = pd.Series(float("nan"), index=rows)
    for field in fields:
        if field.name == name:
            days = days.fillna(_days_of(field, dates, table))
    return days


def _days_of(field: FieldColumn, dates: Mapping[str, Any], table: Prepared) -> pd.Series:
    texts = field.texts.dropna()
    numbers: dict[str, float] = {}
    try:
        # A text that is no date at all is told below, at its cell.
        date_pattern = dates.get("format") or date_format([text for text in texts.unique() if are_dates([text])])
    except MeaningError as error:
        told = ("unreadable dates", error.expected, error.remedy)
        table.problems += _unreadable(field.header, texts, error.text, told, table)
        return pd.Series(float("nan"), index=field.texts.index)
    for text in texts.unique():
        try:
            numbers[text] = day_number(text, date_pattern)
        except MeaningError as error:
            for row in texts.index[texts == text]:
                table.problems.append(
                    table.error(row, field.header, "no date", quoted(text), error.expected, error.remedy)
                )
    return field.texts.map(numbers).astype("float64")


def _unreadable(
    header: str, texts: pd.Series, odd: str, told: tuple[str, str, str], table: Prepared
) -> Iterator[Problem]:
    """That the dates of a column cannot be read: at the cells with the text that differs, or at the header."""
    rule, expected, remedy = told
    rows = [row for row, text in texts.items() if odd and text.strip().startswith(odd)]
    for row in rows:
        yield table.error(row, header, rule, quoted(texts[row]), expected, remedy)
    if not rows:
        found = f"texts such as {quoted(texts.iloc[0])}" if len(texts) else "no date"
        yield table.header_error(header, rule, found, expected, remedy)


def baseline_days(recorded: pd.Series, patient: pd.Series, days: pd.Series, visit: pd.Series) -> pd.Series:
    """The day of each patient's baseline, by patient.

    Parameters
    ----------
    recorded
        Day of the baseline date by patient, where a column gives it.
    patient, days, visit
        Patient, day of the visit and its time by label, of all rows of all tables. Without a given date the baseline
        is the first day of a row at 0, else of any row.
    """
    dated = pd.DataFrame({"patient": patient, "day": days, "baseline": visit == "0"}).dropna(subset=["patient", "day"])
    labelled = dated[dated["baseline"]].groupby("patient")["day"].min()
    first_days = dated.groupby("patient")["day"].min()
    return recorded.combine_first(labelled).combine_first(first_days)


def note_differing_baselines(
    fields: Sequence[FieldColumn], days: pd.Series, patient: pd.Series, first_baselines: pd.Series, table: Prepared
) -> None:
    """Note patients with another baseline date than their first, each once.

    Parameters
    ----------
    fields, days, patient
        The fields of the table, and baseline day and patient of each row.
    first_baselines
        The first baseline day of each patient.
    table
        The table.
    """
    differs = days.notna() & (days != patient.map(first_baselines).astype("float64"))
    for row in patient[differs].drop_duplicates().index:
        field = next(field for field in fields if field.name == "baseline_date" and pd.notna(field.texts[row]))
        found = f"{quoted(field.texts[row])} for patient {quoted(patient[row])}, who has an earlier one too"
        remedy = "correct the one that is wrong"
        table.problems.append(
            table.error(row, field.header, "patient facts differ", found, "one baseline date of each patient", remedy)
        )


def note_without_baseline(fields: Sequence[FieldColumn], rows: pd.Series, table: Prepared) -> None:
    """Warn of ends of follow-up whose time can't be told, for there is no date to count from."""
    for field in fields:
        dates = field.texts[rows].dropna() if field.name == "disposition_date" else field.texts[:0]
        if len(dates):
            further = f", and {len(dates) - 1} more" if len(dates) > 1 else ""
            table.problems.append(
                table.error(
                    dates.index[0],
                    field.header,
                    "date without a baseline",
                    f"{quoted(dates.iloc[0])}{further}",
                    f"a baseline date of the patient, or dates of visits, to count the {time_units()} from",
                    "map a column to baseline_date or visit_date, or give "
                    + in_its_words("the week as disposition_after_week"),
                    severity="warning",
                )
            )


def visits_by_date(
    days: pd.Series,
    table: Prepared,
    header: str,
    planned: Sequence[int],
    dates: Mapping[str, Any],
    phases: Sequence[Mapping[str, int]] = (),
    outside_phases: str = "error",
) -> pd.Series:
    """The visit of each row by the days since its patient's baseline, as text.

    Parameters
    ----------
    days
        Days since the baseline, by row; missing where there is no date.
    table, header
        The table and its column of dates.
    planned
        The visits that config plans; without any, a visit is at the nearest one.
    dates, phases, outside_phases
        The keys of these names of `visits` in config.

    Returns
    -------
    Series
        A date outside every window is an error, or is set aside if config says so.
    """
    visits: dict[float, str | None] = {}
    for day in sorted(days.dropna().unique()):
        try:
            visits[day] = str(_visit_of_day(int(day), planned, dates, phases))
        except MeaningError as error:
            visits[day] = None
            rows = days.index[days == day]
            rule = f"visit outside every {'phase' if phases else 'window'}"
            if dates["outside"] == "set_aside" or (phases and outside_phases == "set_aside"):
                reason = f"day {int(day)} is in none of the {'phases' if phases else 'windows of the visits'}"
                table.handled += [table.cell_handled(row, header, "", "set aside", rule, reason) for row in rows]
                continue
            table.problems += [
                table.error(row, header, rule, f"day {int(day)}", error.expected, error.remedy) for row in rows
            ]
    return days.map(visits).astype("str")


def _visit_of_day(
    day: int, planned: Sequence[int], dates: Mapping[str, Any], phases: Sequence[Mapping[str, int]]
) -> int:
    if phases:
        return phase_of_day(day, phases)
    return planned_visit(day, planned, tolerance_days(dates)) if planned else nearest_visit(day)


def disordered(lesion: pd.Series, visit: pd.Series, days: pd.Series, table: Prepared, header: str) -> list[Problem]:
    """Visits whose dates contradict the order of their labels."""
    rows = pd.DataFrame({"lesion": lesion, "visit": pd.to_numeric(visit), "day": days, "row": visit.index}).dropna()
    rows = rows.sort_values(["lesion", "visit", "day"], kind="stable")
    same_lesion = rows["lesion"] == rows["lesion"].shift()
    earlier = same_lesion & (rows["day"] < rows["day"].shift()) & (rows["visit"] > rows["visit"].shift())
    prior = rows.shift()
    return [
        table.error(
            int(rows.loc[index, "row"]),
            header,
            "visits out of order",
            f"{visit_name(round(rows.loc[index, 'visit']))} of {quoted(rows.loc[index, 'lesion'])}, "
            f"{counted(round(prior.loc[index, 'day'] - rows.loc[index, 'day']), 'day')} before "
            f"{visit_name(round(prior.loc[index, 'visit']))}",
            "dates in the order of the visits",
            "correct the date, or the label of the visit",
        )
        for index in rows.index[earlier]
    ]

"""Dates of visits: how a column writes them, and the planned visit that a day belongs to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from casetrace.model.time_units import TimeUnit, days_of, time_unit, visit_name
from casetrace.model.wording import counted
from casetrace.words.errors import MeaningError

#: Days that a visit may lie before or after its planned time where config does not say, by the study's unit of time.
TOLERANCE_DAYS: Mapping[TimeUnit, int] = MappingProxyType({"day": 0, "week": 7, "month": 15, "year": 91})

#: Formats that are told apart by their look. Two that look alike are day-first and month-first, in this order; a date
#: with dots is day-first wherever it is in use.
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d.%m.%Y", "%d.%m.%y",
    "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y",
    "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip

_MONTHS = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_LOOKS = {
    "%Y": "[12][0-9]{3}",
    "%y": "[0-9]{2}",
    "%m": "(?:0?[1-9]|1[0-2])",
    "%d": "(?:0?[1-9]|[12][0-9]|3[01])",
    "%b": "(?:" + "|".join(month[:3] for month in _MONTHS) + ")",
    "%B": "(?:" + "|".join(_MONTHS) + ")",
}
_TIME_BEHIND = re.compile(
    r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)$", re.I
)
_DECLARE = "give visits.dates.format, such as %d.%m.%Y"


@lru_cache(maxsize=64)
def _look(format_: str) -> re.Pattern[str]:
    parts = re.split("(%[A-Za-z])", format_)
    pattern = "".join(_LOOKS.get(part, re.escape(part)) for part in parts)
    # Without separators, each part has all its digits.
    return re.compile(pattern.replace("0?", "0") if format_ == "%Y%m%d" else pattern, re.IGNORECASE)


def date_format(texts: Iterable[str]) -> str:
    """The one format in which the dates of a column are written.

    Parameters
    ----------
    texts
        The column's texts; blank ones are passed over, and a time of day behind a date doesn't count.

    Returns
    -------
    str
        A format of `strptime`.

    Raises
    ------
    MeaningError
        There is no date; a text fits no format, or none that those before it fit; or day and month can't be told apart.
    """
    possible: list[str] = list(FORMATS)
    dates: list[str] = []
    for text in dict.fromkeys(_TIME_BEHIND.sub("", text.strip()) for text in texts):
        if text:
            fitting = [format_ for format_ in possible if _look(format_).fullmatch(text)]
            if not fitting:
                expected = f"dates written as the first one, {dates[0]}" if dates else "a date such as 2014-07-31"
                raise MeaningError(f"{expected}, which '{text[:40]}' is not", f"correct the cell, or {_DECLARE}", text)
            possible = fitting
            dates.append(text)
    if not dates:
        raise MeaningError("dates", "name a column that has some")
    return _one_format(possible, dates)


def _one_format(possible: Sequence[str], dates: Sequence[str]) -> str:
    """The first of the formats that all dates fit, where they don't differ in what they make of the dates."""
    for alternative in possible[1:]:
        if any(_parsed(text, possible[0]) != _parsed(text, alternative) for text in dates):
            raise MeaningError(
                f"dates that show whether the day or the month comes first: all fit {possible[0]} and {alternative}",
                _DECLARE,
            )
    return possible[0]


def _parsed(text: str, format_: str) -> datetime | None:
    try:
        return datetime.strptime(text, format_)
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def day_number(text: str, format_: str) -> int:
    """The number of a date's day, so that two of them differ by the days between the dates.

    Parameters
    ----------
    text
        A date; a time of day behind it doesn't count, unless the format has one.
    format_
        A format of `strptime`.

    Returns
    -------
    int
        Days since the first one of year 1 of the Gregorian calendar, which is 1.

    Raises
    ------
    MeaningError
        The text doesn't fit the format, or is no day of the calendar, such as 31.02.2014.
    """
    trimmed = text.strip()
    date = _parsed(trimmed, format_) or _parsed(_TIME_BEHIND.sub("", trimmed), format_)
    if date is None:
        raise MeaningError(f"a date of the calendar as {_example(format_)}", f"correct the cell, or {_DECLARE}")
    return date.toordinal()


def _example(format_: str) -> str:
    return f"{datetime(2014, 7, 31).strftime(format_)} ({format_})"


def tolerance_days(dates: Mapping[str, Any]) -> int:
    """Days that a visit may lie before or after its planned time, by the section `visits.dates` of config."""
    days: int = dates.get("tolerance_days", TOLERANCE_DAYS[time_unit()])
    return days


def planned_visit(days: int, planned: Sequence[int], tolerance_days: int) -> int:
    """The planned visit nearest to a day.

    Parameters
    ----------
    days
        Days from the baseline.
    planned
        The planned visits, in the study's unit of time.
    tolerance_days
        How many days a visit may be off its planned time.

    Raises
    ------
    MeaningError
        No planned visit is as near as that, or two are equally near.
    """
    windows = f"{visit_name(', '.join(map(str, sorted(planned))))}, each ± {counted(tolerance_days, 'day')}"
    by_distance = sorted((abs(days - days_of(visit)), visit) for visit in set(planned))
    if not by_distance or by_distance[0][0] > tolerance_days:
        raise MeaningError(
            f"a date in the window of a planned visit ({windows}), which day {days} is not",
            "correct the date, or give visits.dates.tolerance_days or visits.dates.outside",
        )
    if len(by_distance) > 1 and by_distance[0][0] == by_distance[1][0]:
        raise MeaningError(
            f"a date nearer to one planned visit than to any other ({windows}), which day {days} is not",
            "correct the date, or name the visit in a column of its own",
        )
    return by_distance[0][1]


def nearest_visit(days: int) -> int:
    """The visit of a day after the baseline, where no visits are planned: the day itself, or the nearest whole week.

    Raises
    ------
    MeaningError
        The day is before the baseline; or the study counts months or years, to which days have no exact relation.
    """
    unit = time_unit()
    if unit not in ("day", "week"):
        raise MeaningError(
            f"planned visits, since a day is no exact number of {unit}s",
            "give outcomes.<name>.follow_up_visits in config, to which dates within visits.dates.tolerance_days belong",
        )
    # A day is never halfway between two weeks.
    visit = days if unit == "day" else (days + 3) // 7
    if visit < 0:
        raise MeaningError(
            f"a date at the baseline or after it, not {counted(-days, 'day')} before", "correct the date"
        )
    return visit

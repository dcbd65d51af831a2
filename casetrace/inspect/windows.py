"""Follow-up times to report of visits on many different days, and the span of days that counts as each."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from types import MappingProxyType
from typing import Any, cast

from casetrace.inspect.asking import Question
from casetrace.inspect.proposal import Proposal
from casetrace.model.time_units import DAYS_IN, TIME_UNITS, TimeUnit, in_its_unit
from casetrace.words.phases import days_told
from casetrace.words.visits import unit_of_numbers

#: Visits up to which each is a visit of its own.
MOST_VISITS = 12
#: Times that studies report, of which those are proposed that most patients have; months if follow-up is that long.
SCHEDULES: Mapping[TimeUnit, tuple[int, ...]] = MappingProxyType(
    {"month": (3, 6, 12, 24, 36, 48, 60, 84, 120), "week": (1, 2, 4, 8, 12, 16, 24)}
)
LONG_FOLLOW_UP = 200
#: The share of patients who must have a visit in the span of a proposed time.
MOST_PATIENTS = Fraction(1, 2)
UNITS = "|".join(f"{unit}s?" for unit in TIME_UNITS)
FORM = rf"\d+(\s*[,;]?\s+\d+|\s*[,;]\s*\d+)*\s*({UNITS})"


@dataclass(frozen=True)
class VisitDays:
    """The days of visits since the baseline, each with its patient, and what their numbers count."""

    days: tuple[tuple[str, Fraction], ...]
    unit: TimeUnit

    @property
    def different(self) -> list[Fraction]:
        """The different days."""
        return sorted({day for _, day in self.days})

    @property
    def are_many(self) -> bool:
        """Whether patients came on so many different days that these are no planned visits."""
        return len(self.different) > MOST_VISITS


@dataclass(frozen=True)
class Times:
    """Follow-up times to report, and their unit."""

    numbers: tuple[int, ...]
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{', '.join(map(str, self.numbers))} {self.unit}s"

    @classmethod
    def told(cls, text: str) -> "Times":
        """The times of an answer such as "6, 12, 24 months"."""
        numbers = sorted({number for number in map(int, re.findall(r"\d+", text)) if number})
        return cls(tuple(numbers), cast(TimeUnit, re.findall(r"[a-z]+", text)[-1].removesuffix("s")))


@in_its_unit(attrgetter("time_unit"), "proposal")
def visit_days(proposal: Proposal) -> VisitDays | None:
    """The days on which patients came, where rows tell them as numbers of days or weeks; else None."""
    header, patient = proposal.header_of("visit"), proposal.header_of("patient_id")
    visits = proposal.section()["visits"]
    unit = unit_of_numbers(visits)
    if not header or not patient or visits.get("phases") or visits["labels"] or unit not in ("day", "week"):
        return None
    names, texts = proposal.raw.columns[patient], map(str.strip, proposal.raw.columns[header])
    days = [(name, days_told(text, unit)) for name, text in zip(names, texts, strict=True) if text]
    known = tuple((name, day) for name, day in days if day is not None)
    return VisitDays(known, unit) if known and len(known) == len(days) else None


def proposed_times(visits: VisitDays) -> Times | None:
    """The usual times, one after the other, at which most patients were seen; None where there are none."""
    unit: TimeUnit = "month" if visits.different[-1] > LONG_FOLLOW_UP else "week"
    patients = {name for name, _ in visits.days}
    kept: list[int] = []
    for phase in phases(Times(SCHEDULES[unit], unit), visits)[1:]:
        seen = {name for name, day in visits.days if phase["from"] <= day <= phase["to"]}
        if len(seen) >= MOST_PATIENTS * len(patients):
            kept.append(phase["visit"])
        elif kept:
            break
    return Times(tuple(kept), unit) if kept else None


def phases(times: Times, visits: VisitDays) -> list[dict[str, int]]:
    """The span of days of the baseline and of each time: half of the way to the nearer one of its neighbours."""
    day = DAYS_IN[times.unit]
    first = math.floor(visits.different[0])
    spans = [{"visit": 0, "from": min(first, 0), "to": 1 if first == 1 else 0}]
    marks = [0, *times.numbers]
    for place, number in enumerate(times.numbers, start=1):
        gaps = [number - marks[place - 1], *(later - number for later in marks[place + 1 : place + 2])]
        half = Fraction(min(gaps), 2)
        start = max(math.floor((number - half) * day), spans[-1]["to"])
        spans.append({"visit": number, "from": start + 1, "to": math.floor((number + half) * day)})
    return spans


def section_of(times: Times, visits: VisitDays) -> dict[str, Any]:
    """The section `visits` of a table, by which the visits nearest to some times are reported."""
    unit = {} if visits.unit == times.unit else {"unit": visits.unit}
    return unit | {"choose": "nearest", "phases": phases(times, visits), "outside_phases": "set_aside"}


def question_of(visits: VisitDays) -> Question:
    """Which times are to be reported."""
    days, unit = visits.different, DAYS_IN[visits.unit]
    first, last = (f"{float(day / unit):g}" for day in (days[0], days[-1]))
    text = (
        f"Patients came at {len(days)} different {visits.unit}s, {first} to {last}. "
        "Which follow-up times are to be reported, such as 6, 12, 24 months? The visit nearest to each counts, and "
        "what is far from all of them is set aside"
    )
    proposed = proposed_times(visits)
    return Question(text, str(proposed or ""), (), FORM, 'numbers with their unit, such as "6, 12, 24 months"')


def in_own_unit(times: Times, visits: VisitDays) -> Times:
    """Times in the unit of the visits' own numbers, each the nearest whole one."""
    factor = DAYS_IN[times.unit] / DAYS_IN[visits.unit]
    return Times(tuple(round(number * factor) for number in times.numbers), visits.unit)

"""The unit of time in which a table counts its visits, by its headers and by the labels of its visits."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from casetrace.ingest.names import field_of_name, normalised, visit_unit
from casetrace.inspect.names import SPANS
from casetrace.inspect.proposal import Proposal
from casetrace.inspect.series import visit_at_the_end
from casetrace.model.time_units import TIME_UNITS, USUAL, TimeUnit, counted_in
from casetrace.words.visit_headers import VisitInHeader, visit_in_header
from casetrace.words.visits import named_times

#: A number of a unit of time.
Time: TypeAlias = tuple[Fraction, TimeUnit]
#: Columns that differ by their visit alone, one of which may be the baseline, by which the unit is told.
FEWEST = 2
#: Headers of a column of visits, beside its common names.
VISITS = re.compile(r"visits?|visite|besuch|besøg|besog|time.?points?|event.?name|zeitpunkt", re.IGNORECASE)
#: Headers of a column of time points such as t0 and t4.
TIMES = frozenset({"time", "times", "zeit", "tid", "temps", "tiempo", "occasion", "wave"})


def told_unit(proposal: Proposal) -> TimeUnit | None:
    """What a table counts its visits in; None where it does not tell, weeks where units have no exact relation."""
    told = set(_by_headers(proposal)) or set(_by_labels(proposal))
    units = {unit for _, unit in told}
    if units == {"day", "week"}:
        return USUAL if all(number % 7 == 0 for number, unit in told if unit == "day") else "day"
    if units == {"month", "year"}:
        return "month"
    return units.pop() if len(units) == 1 else USUAL if units else None


def _by_headers(proposal: Proposal) -> Iterator[Time]:
    """The times that headers of one series name: "Pain day 3", "pain_d3" beside "pain_d0"."""
    for unit in TIME_UNITS:
        times: dict[str, dict[Time, bool]] = {}
        baselines = set()
        for header in proposal.raw.header:
            visit, is_plain = _visit(header, unit)
            if visit is None:
                continue
            if named := named_times(visit.label):
                of_unit = dict.fromkeys((time for time in named if time[1] == unit), is_plain)
                times.setdefault(normalised(visit.rest), {}).update(of_unit)
            else:
                baselines.add(normalised(visit.rest))
        for name, of_name in times.items():
            has_baseline = bool({name, ""} & baselines)
            if len(of_name) + has_baseline >= FEWEST and (has_baseline or all(of_name.values())):
                yield from of_name


def _visit(header: str, unit: TimeUnit) -> tuple[VisitInHeader | None, bool]:
    """The visit that a header names where visits are counted in a unit, and whether it would in any other."""
    with counted_in(USUAL):
        plain = visit_in_header(header)
    if plain:
        return plain, True
    with counted_in(unit):
        return visit_in_header(header) or visit_at_the_end(header), False


def _by_labels(proposal: Proposal) -> Iterator[Time]:
    """The times that labels of visits in rows name, or the header over their numbers."""
    search = proposal.search()
    for header in proposal.raw.header:
        texts = search.texts(header)
        if not texts or not _tells_visits(header, proposal):
            continue
        if all(text.isdecimal() for text in texts):
            unit = visit_unit(header)
            yield from ((Fraction(text), unit) for text in texts if unit)
        else:
            for text in texts:
                yield from named_times(text)


def _tells_visits(header: str, proposal: Proposal) -> bool:
    """Whether a column tells the visits of its rows by its header, or as config says."""
    name = normalised(header)
    if proposal.table.get("columns", {}).get(header) == "visit":
        return True
    if set(name.split()) & SPANS:
        return False
    return field_of_name(header) == "visit" or bool(visit_unit(header) or VISITS.search(header)) or name in TIMES

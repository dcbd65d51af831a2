"""Columns that measure one thing before and after a treatment, whose headers name no time: Prewt and Postwt."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casetrace.ingest.names import normalised, slug_of
from casetrace.inspect.proposal import Proposal
from casetrace.model.time_units import time_unit, time_units, visit_name
from casetrace.words.visit_headers import VisitInHeader, visit_in_header

#: The words, in English, German, Danish and French.
BEFORE = "pre|before|baseline|base|vor|før|foer|avant"
AFTER = "post|after|nach|efter|apres|après"
#: The time that is put down for what comes after, so that the config runs; which one it was has to be said.
PUT_DOWN = 1
#: What is said beside such a time in the config.
UNTOLD = "which the header does not tell"
_FRONT = re.compile(rf"(?:(?P<before>{BEFORE})|(?:{AFTER}))[\s_.-]*(?P<name>\w.*)", re.IGNORECASE)
_BACK = re.compile(
    rf"(?P<name>.*\w)(?:[\s_.-]+|(?<=[a-z])(?=[A-Z]))(?:(?P<before>{BEFORE})|(?:{AFTER}))", re.IGNORECASE
)
#: Time points between whole ones, t0 and t0.5, which may count anything.
_TIME_POINT = re.compile(r"[tT][0-9]{1,3}(?:[.,_][0-9]+)?")


class Side(NamedTuple):
    """What a header names without its "pre" or "post", and which of them it bears."""

    name: str
    is_before: bool


def side_of(header: str) -> Side | None:
    """What a header names before or after a treatment; None where it names neither."""
    match = _FRONT.fullmatch(header.strip()) or _BACK.fullmatch(header.strip())
    return Side(normalised(match["name"]), match["before"] is not None) if match else None


def propose_pairs(proposal: Proposal) -> None:
    """Propose columns of numbers that differ by "pre" and "post" alone, and say that the second's time is not told."""
    if proposal.header_of("visit", "visit_date"):
        return
    numeric = _numeric(proposal)
    baselines = _baselines(numeric, proposal)
    pairs = {header: side.name for header in numeric if (side := side_of(header)) and not side.is_before}
    whole = {header: name for header, name in pairs.items() if name in baselines}
    reason = "that it is a measurement, and the name of the outcome"
    for header, name in whole.items():
        before, outcome = baselines[name]
        if before in numeric:
            proposal.add_column(before, {"outcome": outcome, "visit": 0}, reason)
        parts = {"outcome": outcome, "visit": PUT_DOWN}
        proposal.add_column(header, parts, f"the {time_unit()}, {UNTOLD}; {reason}")
    if whole:
        after = ", ".join(f'"{header}"' for header in whole)
        told = (
            f"at which {time_unit()} was {after} measured? no header tells it, and {visit_name(PUT_DOWN)} is put down"
        )
        told += " for it"
        proposal.unclear.append(told)


def _baselines(numeric: Sequence[str], proposal: Proposal) -> dict[str, tuple[str, str]]:
    """Header and outcome of the columns of before, by their names without it; also of those taken by their header."""
    columns = proposal.columns()
    baselines: dict[str, tuple[str, str]] = {}
    for header in proposal.raw.header:
        side, parts = side_of(header), columns.get(header, {})
        if side and side.name and side.is_before and (header in numeric or parts.get("visit") == 0):
            outcome = slug_of(side.name) if side.name[0].isalpha() else f"measure_{side.name.replace(' ', '_')}"
            baselines.setdefault(side.name, (header, str(parts.get("outcome", outcome))))
    return baselines


def propose_bare_visits(proposal: Proposal) -> None:
    """Propose columns of numbers whose headers are visits and nothing else; ask for what time points count."""
    if proposal.header_of("visit", "visit_date") or any("visit" in parts for parts in proposal.columns().values()):
        return
    numeric = _numeric(proposal)
    points = [header for header in numeric if _TIME_POINT.fullmatch(header)]
    if len(points) > 1:
        shown = ", ".join(f'"{header}"' for header in points)
        proposal.unclear.append(
            f"at which whole {time_units()} were {shown} measured, and what is it? write each under columns, such as "
            f'"{points[0]}": {{outcome: size_mm, visit: 0}}'
        )
        return
    visits = {header: visit for header in numeric if (visit := visit_in_header(header)) and not visit.rest}
    times = _times(visits, proposal)
    if len(times) > 1 and 0 in times.values():
        for header, time in times.items():
            reason = "what was measured, which no header names"
            proposal.add_column(header, {"outcome": "measurement", "visit": time}, reason)


def _times(visits: Mapping[str, VisitInHeader], proposal: Proposal) -> dict[str, int]:
    """The times of headers; none where two have the same."""
    times = {
        header: time for header, visit in visits.items() if (time := proposal.search().visit(visit.label)) is not None
    }
    return times if len(set(times.values())) == len(times) else {}


def _numeric(proposal: Proposal) -> list[str]:
    """The columns of numbers that give nothing yet."""
    search = proposal.search()
    return [header for header in proposal.unread() if search.texts(header) and search.mostly_numbers(header)]

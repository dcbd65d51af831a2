"""Columns that measure one thing at several visits, whatever that is called."""

import re

from casetrace.ingest.names import field_of_name, last_resort_field, normalised, slug_of
from casetrace.ingest.role_search import are_dates
from casetrace.inspect.proposal import Proposal
from casetrace.model.time_units import time_unit
from casetrace.words.visit_headers import VisitInHeader, visit_in_header

#: Columns that differ by their visit alone from which they are taken for a series.
FEWEST = 2
#: A name with a number and the letter of a unit of time right behind it; in two columns or more, a visit.
JOINED = re.compile(r"(?P<name>.*[^\W\d_])(?P<label>[0-9]{1,4}[dwm])", re.IGNORECASE)


def propose_series(proposal: Proposal) -> None:
    """Propose columns of numbers whose headers are alike but for the visit, and the baseline beside them."""
    if proposal.header_of("visit", "visit_date"):
        return
    numeric = [header for header in proposal.unread() if _is_numeric(header, proposal)]
    series: dict[str, dict[str, int]] = {}
    alone: dict[str, int] = {}
    for header in numeric:
        visit = visit_in_header(header) or visit_at_the_end(header)
        time = proposal.search().visit(visit.label) if visit else None
        if visit and time is not None:
            (series.setdefault(visit.rest, {}) if visit.rest else alone)[header] = time
    baselines = [header for header, time in alone.items() if time == 0]
    if len(series) == len(baselines) == 1:
        next(iter(series.values()))[baselines[0]] = 0
    for name, times in series.items():
        candidates = [header for header in numeric if not visit_in_header(header) and header.startswith(name)]
        times |= {
            header: time for header in candidates if (time := _label_time(header[len(name) :], proposal)) is not None
        }
        if len(times) < FEWEST or len(set(times.values())) < len(times) or not normalised(name):
            continue
        for header, time in times.items():
            reason = "that it is a measurement of the lesion, and the name of the outcome"
            proposal.add_column(header, {"outcome": slug_of(name), "visit": time}, reason)


def propose_dated_columns(proposal: Proposal) -> None:
    """Propose columns of dates whose header names a visit at which something is measured."""
    times = {parts["visit"] for parts in proposal.columns().values() if "outcome" in parts and "visit" in parts}
    for header in proposal.unread():
        visit = visit_in_header(header)
        time = proposal.search().visit(visit.label) if visit else None
        is_date = visit and "visit_date" in (field_of_name(visit.rest), last_resort_field(visit.rest))
        if is_date and time in times and are_dates(proposal.search().texts(header)):
            parts = {"field": "date_at_visit", "visit": time}
            proposal.add_column(header, parts, f"that it dates the visit; the visit keeps its {time_unit()}")


def visit_at_the_end(header: str) -> VisitInHeader | None:
    """A number of days, weeks or months that a name ends in without anything between them: "number12m"."""
    match = JOINED.fullmatch(header)
    return VisitInHeader(match["name"], match["label"]) if match else None


def _is_numeric(header: str, proposal: Proposal) -> bool:
    return bool(proposal.search().texts(header)) and proposal.search().mostly_numbers(header)


def _label_time(label: str, proposal: Proposal) -> int | None:
    return proposal.search().visit(label.strip(" _-,.:/")) if label.strip() else None

"""Columns that measure one thing at several visits, whatever that is called."""

import re

from casetrace.ingest.names import field_of_name, last_resort_field, normalised, slug_of
from casetrace.ingest.role_search import are_dates
from casetrace.inspect.proposal import Proposal
from casetrace.words.visit_headers import VisitInHeader, visit_in_header

#: Columns that differ by their visit alone from which they are taken for a series.
FEWEST = 2
#: A name with a number and the letter of a unit of time right behind it; in two columns or more, a visit.
JOINED = re.compile(r"(?P<name>.*[^\W\d_])(?P<label>[0-9]{1,3}[wm])", re.IGNORECASE)


def propose_series(proposal: Proposal) -> None:
    """Propose columns of numbers whose headers are alike but for the visit, and the baseline beside them."""
    if proposal.header_of("visit", "visit_date"):
        return
    numeric = [header for header in proposal.unread() if _is_numeric(header, proposal)]
    series: dict[str, dict[str, int]] = {}
    alone: dict[str, int] = {}
    for header in numeric:
        visit = visit_in_header(header) or _visit_at_the_end(header)
        week = proposal.search().week(visit.label) if visit else None
        if visit and week is not None:
            (series.setdefault(visit.rest, {}) if visit.rest else alone)[header] = week
    baselines = [header for header, week in alone.items() if week == 0]
    if len(series) == len(baselines) == 1:
        next(iter(series.values()))[baselines[0]] = 0
    for name, weeks in series.items():
        candidates = [header for header in numeric if not visit_in_header(header) and header.startswith(name)]
        weeks |= {
            header: week for header in candidates if (week := _label_week(header[len(name) :], proposal)) is not None
        }
        if len(weeks) < FEWEST or len(set(weeks.values())) < len(weeks) or not normalised(name):
            continue
        for header, week in weeks.items():
            reason = "that it is a measurement of the lesion, and the name of the outcome"
            proposal.add_column(header, {"outcome": slug_of(name), "visit": week}, reason)


def propose_dated_columns(proposal: Proposal) -> None:
    """Propose columns of dates whose header names a visit at which something is measured."""
    weeks = {parts["visit"] for parts in proposal.columns().values() if "outcome" in parts and "visit" in parts}
    for header in proposal.unread():
        visit = visit_in_header(header)
        week = proposal.search().week(visit.label) if visit else None
        is_date = visit and "visit_date" in (field_of_name(visit.rest), last_resort_field(visit.rest))
        if is_date and week in weeks and are_dates(proposal.search().texts(header)):
            parts = {"field": "date_at_visit", "visit": week}
            proposal.add_column(header, parts, "that it dates the visit; the visit keeps its week")


def _visit_at_the_end(header: str) -> VisitInHeader | None:
    """A number of weeks, months or years that a name ends in without anything between them: "number12m"."""
    match = JOINED.fullmatch(header)
    return VisitInHeader(match["name"], match["label"]) if match else None


def _is_numeric(header: str, proposal: Proposal) -> bool:
    return bool(proposal.search().texts(header)) and proposal.search().mostly_numbers(header)


def _label_week(label: str, proposal: Proposal) -> int | None:
    return proposal.search().week(label.strip(" _-,.:/")) if label.strip() else None

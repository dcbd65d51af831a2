"""Columns whose header does not name a field and yet hints at one."""

import re

from casetrace.ingest.measured import is_measurement, measure_of, well_known_outcome
from casetrace.ingest.names import (
    bracket_unit,
    field_of_name,
    normalised,
    spellings,
    synonyms,
    visit_unit,
)
from casetrace.ingest.role_search import Parts
from casetrace.inspect.proposal import Proposal
from casetrace.model.time_units import time_unit
from casetrace.model.variables import fields, unit_of_field
from casetrace.words.controls import controls_among
from casetrace.words.visit_headers import visit_in_header

BEFORE = frozenset(
    spellings("base, baseline, before, pre, pretreatment, initial, start, first, vor, for, avant, antes")
)
#: Words for times that are no visits, such as an age in months.
SPANS = frozenset({"age", "alter", "alder", "edad", "duration", "dauer", "varighed", "duree", "since", "seit"})
CHECKBOX = re.compile(r"(?P<name>.+?)___(?P<choice>\w+)")


def propose_contested(proposal: Proposal) -> None:
    """Propose the first of the columns that would give the same thing."""
    for subject, headers in proposal.roles().contested.items():
        other_headers = " and ".join(f'"{header}"' for header in headers[1:])
        field = field_of_name(headers[0])
        if field:
            proposal.add_column(headers[0], field, f"{other_headers} may be {subject} too")
        else:
            proposal.unclear.append(f"{subject}: it may be in {', '.join(headers)}; map one of them under columns")


def propose_arms(proposal: Proposal) -> None:
    """Propose the column of the treatments as that of the arms where one of them is a control."""
    header = proposal.header_of("regimen")
    texts = proposal.search().texts(header) if header else []
    controls = controls_among(texts)
    if controls and not proposal.header_of("arm"):
        proposal.add_column(header, "arm", f"that patients of {controls[0]!r} are a group to compare with")


def propose_fields(proposal: Proposal) -> None:
    """Propose fields for headers in which a spelling of them is one of several words."""
    for header in proposal.unread():
        checkbox = CHECKBOX.fullmatch(header)
        if checkbox and set(proposal.search().texts(header)) <= {"0", "1"}:
            if re.search("complication|event|effect|ae", checkbox["name"]):
                choice = checkbox["choice"].replace("_", " ")
                parts: Parts = {"field": "event_type", "checked": choice}
                proposal.add_column(header, parts, f"what the choice {choice!r} stands for")
            continue
        field = _hinted(header, proposal)
        if field:
            proposal.add_column(header, field, "guessed by a word of the header")


def _hinted(header: str, proposal: Proposal) -> str | None:
    search, name, unit = proposal.search(), f" {normalised(header)} ", bracket_unit(header)
    assigned_fields = {*search.given, *(str(parts.get("field")) for parts in proposal.columns().values())}
    hints = [
        (len(spelling), field)
        for field, column in fields().items()
        for spelling in synonyms()[field]
        if "hinted" in column.roles
        and field not in assigned_fields
        and len(spelling) > 2
        and f" {spelling} " in name
        and unit_of_field(field) in ("", unit)
    ]
    numbers = all(is_measurement(text, proposal.raw.dialect) for text in search.texts(header))
    hints = [
        (length, field) for length, field in hints if search.fits(field, header) and not (numbers and _is_worded(field))
    ]
    return max(hints)[1] if hints and not visit_in_header(header) else None


def _is_worded(field: str) -> bool:
    """Whether the texts of a field are words: a column of numbers is none of it."""
    column = fields()[field]
    return column.is_text and "identifier" not in column.roles


def propose_visit_unit(proposal: Proposal) -> None:
    """Propose a column of months or weeks as the visit, where nothing else tells it."""
    if proposal.header_of("visit", "visit_date") or any("visit" in parts for parts in proposal.columns().values()):
        return
    for header in proposal.unread():
        unit = visit_unit(header)
        texts = proposal.search().texts(header)
        spans = set(normalised(header).split()) & SPANS
        if unit and texts and not spans and all(text.isdecimal() for text in texts):
            proposal.add_column(header, "visit", f"visits at {unit}s")
            if unit != time_unit():
                proposal.table["visits"] = {"unit": unit}
                proposal.note(("table", "visits", "unit"), f"the numbers under {header!r} count {unit}s")
            return


def propose_baselines(proposal: Proposal) -> None:
    """Propose measured columns whose header tells no visit: the baseline beside others, or one with a number."""
    if proposal.header_of("visit", "visit_date"):
        _propose_repeated_baselines(proposal)
        return
    outcomes = {parts["outcome"] for parts in proposal.columns().values() if "outcome" in parts}
    times = {parts["visit"] for parts in proposal.columns().values() if "visit" in parts}
    for header in proposal.unread():
        measure = None if visit_in_header(header) else _bare_measure(header)
        if measure is None or not proposal.search().mostly_numbers(header):
            continue
        outcome, time = measure
        similar_outcomes = {name for name in outcomes if _share_a_word(name, outcome)}
        if time is None and (not similar_outcomes or 0 in times):
            continue
        name = similar_outcomes.pop() if len(similar_outcomes) == 1 else outcome
        reason = f"the {time_unit()}, and that it is one"
        if time is None:
            reason = "taken for the baseline, since no visit is named"
        proposal.add_column(header, {"outcome": name, "visit": time or 0}, reason)


def _propose_repeated_baselines(proposal: Proposal) -> None:
    """Propose columns that repeat the baseline of a lesion in each of its rows."""
    entries = proposal.columns().values()
    outcomes = {parts["outcome"] for parts in entries if "outcome" in parts and "visit" not in parts}
    bearer = proposal.header_of("lesion_id") or proposal.header_of("patient_id")
    for header in proposal.unread():
        visit = visit_in_header(header)
        measure = (visit.rest, proposal.search().visit(visit.label)) if visit else _bare_measure(header)
        if measure is None or measure[1] != 0 or not proposal.search().mostly_numbers(header):
            continue
        names = [name for name in outcomes if _share_a_word(name, measure[0])]
        if len(names) == 1 and _is_constant(header, bearer, proposal):
            reason = "the baseline, which stands in every row of its lesion"
            proposal.add_column(header, {"outcome": names[0], "visit": 0}, reason)
            for other, parts in proposal.roles().taken.items():
                if parts.get("outcome") == names[0] and other != header:
                    proposal.add_column(other, {"outcome": names[0]})


def _is_constant(header: str, bearer: str, proposal: Proposal) -> bool:
    """Whether a column has one text for each lesion or patient."""
    columns = proposal.raw.columns
    pairs = {pair for pair in zip(columns.get(bearer, ()), columns[header], strict=False) if pair[1].strip()}
    return bool(pairs) and len({name for name, _ in pairs}) == len(pairs)


def _bare_measure(header: str) -> tuple[str, int | None] | None:
    """The outcome of a header and the visit at which a number or a word in it hints."""
    words = measure_of(header).words.split()
    hinted = [word for word in words if word.isdecimal() or word in BEFORE]
    stem = " ".join(word for word in words if word not in hinted)
    unit = measure_of(header).unit
    outcome = well_known_outcome(f"{stem} ({unit})" if unit else stem) or (stem and _leading(stem))
    if not outcome or len(hinted) > 1:
        return None
    return outcome, None if not hinted else int(hinted[0]) if hinted[0].isdecimal() else 0


def _leading(name: str) -> str | None:
    """The measured word that a longer name begins with: "size of nodules on hand"."""
    return well_known_outcome(name.split()[0])


def _share_a_word(left: str, right: str) -> bool:
    return bool(set(measure_of(left).words.split()) & set(measure_of(right).words.split()))

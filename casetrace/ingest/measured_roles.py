"""Columns of measurements that tell by their header what they are: visits, values and printed percentages."""

from casetrace.config.fields import fields_given
from casetrace.ingest.measured import declared_outcome, measure_of, well_known_outcome
from casetrace.ingest.names import canonical_field, field_of_name, last_resort_field, normalised, slug_of
from casetrace.ingest.role_search import Parts, RoleSearch
from casetrace.model.time_units import visit_name
from casetrace.words.units import unit_in_header
from casetrace.words.visit_headers import VisitInHeader, visit_in_header

#: Fields that depend on each other and are taken here.
MEASUREMENT = frozenset({"visit", "visit_date", "outcome", "value", "unit", "reported_reduction_percent"})


def take_visits(search: RoleSearch) -> None:
    """Take the columns that tell a row's visit, unless the headers of the measured columns tell it."""
    visit_fields = {canonical_field(header) for header in search.headers} & {"visit", "visit_date"}
    if _measured_headers(search, wide=True) and not visit_fields:
        return
    for name in ("visit", "visit_date"):
        search.take_field(name)
    if not search.rows_tell_visits:
        dates = [header for header in search.headers if last_resort_field(header) == "visit_date"]
        search.take_one("visit_date", [header for header in dates if search.fits("visit_date", header)])


def take_values(search: RoleSearch) -> None:
    """Take the columns of measured values: one for each visit, or one for all where the rows tell the visit."""
    if search.rows_tell_visits:
        _take_long_values(search)
    else:
        search.roles.unknown_visits |= _unknown_visits(search)
    measured = _measured_headers(search, wide=not search.rows_tell_visits)
    for outcome, visit in dict.fromkeys(measured.values()):
        headers = [header for header, key in measured.items() if key == (outcome, visit)]
        name = _measured_name(outcome, visit)
        if _is_given(search, "value", outcome, visit):
            search.roles.passed_over |= dict.fromkeys(headers, f"{name}, which config takes from another column")
        elif len(headers) > 1:
            search.roles.contested[name] = search.roles.measured_twice[name] = headers
        else:
            parts = _measured_parts(outcome, "value", visit)
            search.roles.taken[headers[0]] = parts | _unit_part(headers[0], search)


def _take_long_values(search: RoleSearch) -> None:
    """Take `value` and, beside it, the columns that tell each row's outcome and unit."""
    headers = [header for header in search.headers if field_of_name(header) == "value"]
    if not headers and "value" not in search.given:
        return
    search.take_field("outcome")
    if search.gives("outcome"):
        search.take_field("value")
    elif headers and len(search.declared) <= 1:
        outcome = next(iter(search.declared), slug_of(headers[0]))
        search.take_field("value", {"outcome": outcome} | _unit_part(headers[0], search))
    if search.gives("value"):
        search.take_field("unit")


def _measured_headers(search: RoleSearch, *, wide: bool) -> dict[str, tuple[str, int | None]]:
    """Outcome and visit of the columns whose header names them; the visit is None where rows tell it."""
    outcome_and_visit: dict[str, tuple[str, int | None]] = {}
    for header in search.headers:
        stem, label = _visit(header, search)
        if header in search.roles.taken or field_of_name(header) or bool(label) != wide:
            continue
        visit = search.visit(label) if label else None
        outcome = _outcome_of(stem, header, search)
        if outcome and (visit is not None or not wide):
            outcome_and_visit[header] = (outcome, visit)
    return outcome_and_visit


def _unknown_visits(search: RoleSearch) -> dict[str, str]:
    """Labels of visits of which no time is known, by header, in headers that name an outcome."""
    labels = {
        header: label
        for header in search.headers
        if header not in search.roles.taken and not field_of_name(header) and (label := _visit(header, search).label)
    }
    return {
        header: label
        for header, label in labels.items()
        if search.visit(label) is None and _outcome_of(_visit(header, search).rest, header, search)
    }


def _visit(header: str, search: RoleSearch) -> VisitInHeader:
    """A header without its visit, and the visit's label; the whole header and nothing where it names none.

    The second column of one name is read as the first is.
    """
    stem, _, ordinal = header.rpartition(" [")
    name = stem if stem in search.raw.numbers and ordinal[:-1].isdecimal() else header
    return visit_in_header(name, search.labels) or VisitInHeader(name, "")


def _outcome_of(stem: str, header: str, search: RoleSearch) -> str | None:
    """The outcome that a header without its visit names; the one declared where nothing or `value` is left of it.

    What its cells hold is no reason to leave it out where it names an outcome: texts that are no values are errors.
    """
    if normalised(stem) in ("", "value") and len(search.declared) == 1:
        return next(iter(search.declared)) if _bare_visits_are_values(search) else None
    if search.declared:
        return declared_outcome(stem, search.declared)
    outcome = well_known_outcome(stem)
    is_certain = stem != header or unit_in_header(header) or search.mostly_numbers(header)
    return outcome if is_certain or search.has_digits(header) else None


def _bare_visits_are_values(search: RoleSearch) -> bool:
    """Whether a column whose header is a visit alone holds values of the one outcome: then all such columns do."""
    (name,) = search.declared
    bare = [header for header in search.headers if normalised(_visit(header, search).rest) in ("", "value")]
    return any(search.mostly_values(header, name) for header in bare)


def _is_given(search: RoleSearch, name: str, outcome: str, visit: int | None) -> bool:
    """Whether config maps a column of this field, outcome and visit."""
    return any(
        parts.get("outcome", "") == outcome and parts.get("visit") == visit and name in fields_given(parts)
        for parts in search.explicit
    )


def take_percentages(search: RoleSearch) -> None:
    """Take the printed percentages of reduction, where their outcome leaves no doubt."""
    candidates: dict[tuple[str, int | None], list[str]] = {}
    for header in search.headers:
        stem, label = _visit(header, search)
        visit = search.visit(label) if label else None
        if header in search.roles.taken or search.rows_tell_visits != (visit is None):
            continue
        outcome = _reduced_outcome(stem, search)
        if outcome is not None:
            candidates.setdefault((outcome, visit), []).append(header)
    for (outcome, visit), headers in candidates.items():
        if _is_given(search, "reported_reduction_percent", outcome, visit):
            continue
        if len(headers) > 1:
            name = f"the reduction of {_measured_name(outcome, visit)}"
            search.roles.contested[name] = search.roles.measured_twice[name] = headers
        else:
            search.roles.taken[headers[0]] = _measured_parts(outcome, "reported_reduction_percent", visit)


def _reduced_outcome(stem: str, search: RoleSearch) -> str | None:
    """The outcome whose reduction a header names; empty where each row names its outcome."""
    if field_of_name(stem) != "reported_reduction_percent":
        return None
    if search.gives("outcome"):
        return ""
    entries = [*search.explicit, *search.roles.taken.values()]
    outcomes = list(dict.fromkeys(parts["outcome"] for parts in entries if "outcome" in parts))
    words = set(normalised(stem).split())
    named_outcomes = [outcome for outcome in outcomes if set(measure_of(outcome).words.split()) <= words]
    clear = named_outcomes if len(named_outcomes) == 1 else outcomes
    return clear[0] if len(clear) == 1 else None


def _measured_parts(outcome: str, name: str, visit: int | None) -> Parts:
    """The entry of a measured column; without an outcome where each row names its own."""
    parts = {"outcome": outcome, "field": name, "visit": visit}
    return {key: part for key, part in parts.items() if part not in ("", None)}


def _unit_part(header: str, search: RoleSearch) -> Parts:
    unit = unit_in_header(_visit(header, search).rest) or unit_in_header(header)
    return {"unit": unit} if unit and unit != "%" else {}


def _measured_name(outcome: str, visit: int | None) -> str:
    return outcome if visit is None else f"{outcome} at {visit_name(visit)}"

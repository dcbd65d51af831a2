"""The steps by which a config is proposed, each building on those before it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from casetrace.ingest.candidates import example, in_words, looked_at, numbers_rows, of_numbers
from casetrace.ingest.row_patients import declaration
from casetrace.ingest.shown import looks_like_data, shown_header
from casetrace.inspect.cells import propose_shapes
from casetrace.inspect.labels import (
    Dictionary,
    propose_by_labels,
    propose_codes,
    propose_first_instance,
    propose_identifiers,
)
from casetrace.inspect.names import (
    propose_arms,
    propose_baselines,
    propose_contested,
    propose_fields,
    propose_visit_unit,
)
from casetrace.inspect.pairs import propose_bare_visits, propose_pairs
from casetrace.inspect.proposal import Proposal, first_rows
from casetrace.inspect.rows import (
    may_be_patients,
    propose_lesions,
    propose_merged_cells,
    propose_privacy,
    propose_row_patients,
)
from casetrace.inspect.series import propose_dated_columns, propose_series
from casetrace.inspect.tests_and_results import propose_tests_and_results
from casetrace.inspect.texts import (
    propose_date_format,
    propose_dimensions,
    propose_nothing_left,
    propose_texts,
    propose_visit_labels,
    tell_categories,
)
from casetrace.inspect.time_unit import told_unit
from casetrace.model.dictionary import field_places
from casetrace.model.problems import quoted
from casetrace.model.time_units import USUAL, TimeUnit, counted_in
from casetrace.read.numbers import plain_number
from casetrace.read.pages import READ_FROM_A_PAGE
from casetrace.read.table import RawTable


def propose(
    raw: RawTable,
    table: dict[str, Any],
    dictionary: Dictionary,
    time_unit: TimeUnit | None = None,
    outcomes: Mapping[str, Any] = MappingProxyType({}),
) -> Proposal:
    """The config that a raw table needs.

    Parameters
    ----------
    raw, table
        The table and its section of config as far as it is known.
    dictionary
        What a data dictionary says of its columns.
    time_unit
        What visits are counted in, where somebody said so.
    outcomes
        What somebody said of outcomes, by name.
    """
    proposal = Proposal(first_rows(raw), table, dict(outcomes))
    told = time_unit or told_unit(proposal)
    proposal.time_unit, proposal.is_timed = told or USUAL, told is not None
    if proposal.time_unit != USUAL and time_unit is None:
        proposal.note(("time_unit",), f"that visits are counted in {proposal.time_unit}s")
    with counted_in(proposal.time_unit):
        return _proposed(proposal, raw, dictionary)


def _proposed(proposal: Proposal, raw: RawTable, dictionary: Dictionary) -> Proposal:
    """The proposal, step by step."""
    _propose_dialect(raw, proposal)
    propose_privacy(proposal, raw)
    propose_identifiers(proposal, dictionary)
    if looks_like_data(raw.header):
        _ask_for_header(proposal)
        return proposal
    initial_roles = proposal.roles().taken
    propose_contested(proposal)
    propose_arms(proposal)
    propose_shapes(proposal)
    propose_by_labels(proposal, dictionary)
    propose_fields(proposal)
    propose_series(proposal)
    propose_pairs(proposal)
    propose_bare_visits(proposal)
    propose_visit_unit(proposal)
    propose_visit_labels(proposal)
    propose_tests_and_results(proposal)
    propose_baselines(proposal)
    propose_dated_columns(proposal)
    _keep(initial_roles, proposal)
    propose_first_instance(proposal)
    propose_codes(proposal, dictionary)
    propose_merged_cells(proposal)
    propose_lesions(proposal)
    propose_nothing_left(proposal)
    propose_row_patients(proposal, raw)
    propose_texts(proposal)
    tell_categories(proposal)
    propose_date_format(proposal)
    propose_dimensions(proposal)
    _tell_what_is_missing(proposal)
    return proposal


def _propose_dialect(raw: RawTable, proposal: Proposal) -> None:
    """What the reading of the file could not decide: whether a comma is a decimal one."""
    for problem in raw.problems:
        if problem.rule == "ambiguous numbers":
            proposal.table["dialect"] = {"decimal": ","}
            proposal.note(("table", "dialect"), f'{problem.found}; "." where it is not')
        elif problem.rule == READ_FROM_A_PAGE:
            proposal.table["sheet"] = raw.dialect.sheet
            proposal.note(("table", "sheet"), f"read from a page, so compare every value with it; {problem.found}")
        else:
            proposal.unclear.append(
                f"{problem.place}: found {problem.found}, expected {problem.expected}; {problem.remedy}"
            )


def _kind_of_table(fields: set[str]) -> str:
    """What a table without measurements lists, by the fields that it gives; empty where that is not clear."""
    owners = {field_places()[name][0] for name in fields if name in field_places()}
    if "patient_id" not in fields:
        return ""
    return "adverse events" if "events" in owners else "patients" if len(fields) > len({"patient_id", ""}) else ""


def _ask_for_header(proposal: Proposal) -> None:
    """Ask for the names of the columns, and propose nothing that would repeat a row of data in their place."""
    proposal.table = {key: value for key, value in proposal.table.items() if key not in ("columns", "privacy")}
    proposal.unclear = [
        f"line {proposal.raw.dialect.header_line} looks like a row of data: put a line with the names of the columns "
        "above it, or give dialect.header_line"
    ]


def _keep(initial_roles: dict[str, dict[str, Any]], proposal: Proposal) -> None:
    """Name the columns that the pipeline would have taken if config named no outcome."""
    columns = proposal.columns()
    for header, parts in initial_roles.items():
        if "outcome" in parts and header not in columns:
            proposal.add_column(header, {key: part for key, part in parts.items() if (key, part) != ("field", "value")})


def _tell_what_is_missing(proposal: Proposal) -> None:
    _tell_second_header(proposal)
    columns = proposal.columns()
    fields = {str(parts.get("field")) for parts in columns.values()}
    if "patient_id" not in fields and proposal.table.get("patient_id") != "row":
        first, places = proposal.raw.header[0], proposal.raw
        shown = quoted(shown_header(first, places))
        numbered = first in proposal.unread() and numbers_rows(first, places)
        hint = f"; if each row is a patient, {shown} numbers them: {shown}: patient_id" if numbered else ""
        hint = hint or (declaration(columns.values()) if may_be_patients(proposal) else "")
        proposal.unclear.insert(
            0, f"no column seems to name the patient: map one to patient_id{hint}{proposal.raw.sheet_hint}"
        )
    if not any("outcome" in parts or parts.get("field") == "value" for parts in columns.values()):
        proposal.unclear.append(_nothing_measured(proposal, columns, _kind_of_table(fields)))
    elif not fields & {"visit", "visit_date"} and not any("visit" in parts for parts in columns.values()):
        proposal.unclear.append("nothing tells at which visit values were measured")


def _nothing_measured(proposal: Proposal, columns: Mapping[str, Any], kind: str) -> str:
    """What to do where no column is taken for a measured one: map one, or name the table that has them."""
    search = proposal.search()
    search.roles = proposal.roles()
    lacks = {header: lack for header, lack in looked_at(search, columns).items() if header in proposal.unread()}
    told = f"looked at {in_words(lacks, proposal.raw)}; {example(search, lacks)}"
    if not kind:
        return f"no column of measured values was recognised; {told}"
    here = f"; if it is this one, {told}" if of_numbers(lacks) else ""
    return (
        f"it is a table of {kind} and measures nothing that its headers name: which table has the measurements? list "
        f"both under tables, instead of table; they are joined on the patient{here}"
    )


def _tell_second_header(proposal: Proposal) -> None:
    """Say where the header seems to go on in the next line, as over merged cells."""
    raw = proposal.raw
    unnamed = [header for header in raw.header if header == f"column {raw.numbers[header]}"]
    texts_below = [raw.columns[header][0] for header in unnamed if raw.columns[header][0].strip()]
    decimal, thousands = raw.dialect.decimal, raw.dialect.thousands
    if texts_below and not any(plain_number(text, decimal, thousands) for text in texts_below):
        proposal.unclear.append(
            f"the header seems to go on in line {raw.lines[0]}: give dialect.header_line: {raw.lines[0]}; "
            'columns without a name there are then called "column 1" and so on'
        )

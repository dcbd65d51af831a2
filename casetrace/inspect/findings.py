"""Everything that is found in a raw file, ready to be printed."""

from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from casetrace.ingest.role_search import are_dates
from casetrace.ingest.shown import shown_header
from casetrace.ingest.specs import ColumnSpec
from casetrace.inspect.labels import Dictionary, read_dictionary
from casetrace.inspect.proposal import Proposal, as_section
from casetrace.inspect.steps import propose
from casetrace.inspect.trial import Trial, Value, tried_config
from casetrace.inspect.yaml_block import config_text
from casetrace.model.errors import UserError
from casetrace.model.time_units import USUAL, in_its_unit, time_units
from casetrace.model.wording import counted
from casetrace.read.numbers import split_unit
from casetrace.read.reading import read_raw_table
from casetrace.read.table import RawTable
from casetrace.words.units import canonical_unit, units_in_header
from casetrace.words.visit_headers import label_in_header

MASK = "***"
EXAMPLES = 3
#: Different texts up to which a column of texts is a category.
CATEGORIES = 12


@dataclass(frozen=True)
class ColumnFound:
    """What is found in a column: its number, header, type, filled cells, examples, role and why it has that role."""

    number: int
    header: str
    type: str
    filled: int
    examples: list[str]
    role: str
    why: str


@dataclass
class Findings:
    """What is found in a raw file.

    Attributes
    ----------
    file, rows, sampled
        The file, its rows, and how many of them were looked at in detail.
    dialect
        How it is written, by name.
    set_aside
        Lines that are no rows: number, reason and text.
    columns
        Its columns.
    layout
        How rows stand for patients, lesions and visits, in a sentence.
    visits, units
        The visits by their labels, in `time_unit`; units by header.
    identifiers
        Why columns look like direct identifiers, by header.
    unclear
        What could not be told and must be said in config.
    config
        The proposed config file.
    preview, summary
        The first values as the proposed config reads them, and how many there are, in a sentence.
    question
        What must be answered before the proposed config runs; empty where it runs as it stands.
    time_unit
        What visits are counted in.
    """

    file: str
    rows: int
    sampled: int
    dialect: dict[str, str]
    set_aside: list[str]
    columns: list[ColumnFound]
    layout: str
    visits: dict[str, int | str]
    units: dict[str, str]
    identifiers: dict[str, str]
    unclear: list[str] = field(default_factory=list)
    config: str = ""
    preview: list[Value] = field(default_factory=list)
    summary: str = ""
    question: str = ""
    time_unit: str = USUAL


def inspect_file(file: str, sheet: str, cohort: str, dictionary: str = "") -> Findings:
    """Look at a raw file.

    Parameters
    ----------
    file
        Its path.
    sheet
        The sheet of a spreadsheet; the first where it is empty.
    cohort
        The cohort's name in the proposed config.
    dictionary
        Path of REDCap's data dictionary of the file; empty where there is none.

    Raises
    ------
    UserError
        When the file cannot be read as a table.
    """
    table = {"file": file} | ({"sheet": sheet} if sheet else {})
    raw = read_rows(file, table)
    proposal = propose(raw, table, read_dictionary(Path(dictionary)) if dictionary else Dictionary())
    return findings_of(raw, proposal, tried_proposal(proposal, cohort), cohort)


def read_rows(file: str, table: dict[str, Any]) -> RawTable:
    """A raw file by its section of config; a file without a row in it is refused."""
    raw = read_raw_table(Path(file), file, table)
    if not raw.lines:
        raise UserError("\n".join(str(problem) for problem in raw.problems) or f"{file}: there is no row in it")
    return raw


def tried_proposal(proposal: Proposal, cohort: str) -> Trial:
    """What reading the table by the proposed config comes to."""
    return tried_config({"cohorts": {cohort: as_section(proposal)}})[cohort]


@in_its_unit(attrgetter("time_unit"), "proposal")
def findings_of(raw: RawTable, proposal: Proposal, trial: Trial, cohort: str) -> Findings:
    """What is found in a raw table by what is proposed for it, and by the trial of that."""
    columns = proposal.columns()
    section = as_section(proposal)
    question = _question(proposal, trial)
    remarks = [*([f"to be answered first: {question}"] if question else []), *remarks_on(proposal)]
    return Findings(
        file=raw.file,
        rows=len(raw.lines),
        sampled=len(proposal.raw.lines),
        dialect=_dialect(raw),
        set_aside=[
            f"line {line.line} ({line.reason}): {line.text}"
            for line in raw.set_aside
            if line.reason not in ("header", "blank")
        ],
        columns=[_column(header, raw, proposal, columns) for header in raw.header],
        layout=_layout(proposal, columns),
        visits=_visits(proposal, columns),
        units=_units(proposal, columns),
        identifiers={shown_header(header, raw): why for header, why in proposal.identifiers.items()},
        unclear=list(dict.fromkeys(proposal.unclear)),
        config=config_text(cohort, section, proposal.comments, remarks),
        preview=trial.preview,
        summary=trial.summary,
        question=question,
        time_unit=proposal.time_unit,
    )


def _question(proposal: Proposal, trial: Trial) -> str:
    """The one thing that must be said before the proposed config runs, what could not be told before what is wrong."""
    if not trial.errors:
        return ""
    first, n_errors = trial.errors[0], len(trial.errors)
    further = f" ({counted(n_errors - 1, 'more error')})" if n_errors > 1 else ""
    told = f"{first.place}: {first.rule}; found {first.found}, expected {first.expected}; {first.remedy}{further}"
    return next(iter(proposal.unclear), told)


@in_its_unit(attrgetter("time_unit"), "proposal")
def remarks_on(proposal: Proposal) -> list[str]:
    """What the pipeline does without being told: the columns that it takes by their names, and those that it leaves."""
    columns = proposal.columns()
    by_name = [header for header in proposal.raw.header if header in columns and header not in _proposed(proposal)]
    roles = [f"  {header}: {ColumnSpec(header, columns[header], '').role}" for header in by_name]
    unread = proposal.unread()
    return [
        *(["taken by their names:", *roles] if roles else []),
        *([f"not read: {', '.join(shown_header(header, proposal.raw) for header in unread)}"] if unread else []),
    ]


def _proposed(proposal: Proposal) -> dict[str, Any]:
    """The entries of columns that are proposed, by header."""
    return dict(proposal.table.get("columns", {}))


def _dialect(raw: RawTable) -> dict[str, str]:
    dialect = raw.dialect
    names = {"\t": "tab", " ": "blank", "": "none"}
    text = (
        {"sheet": dialect.sheet}
        if dialect.sheet
        else {
            "encoding": dialect.encoding,
            "delimiter": names.get(dialect.delimiter, dialect.delimiter),
            "quote": names.get(dialect.quote, dialect.quote),
        }
    )
    return text | {
        "decimal": dialect.decimal,
        "thousands": names.get(dialect.thousands, dialect.thousands),
        "header": f"line {dialect.header_line}",
        "units": f"line {dialect.units_line}" if dialect.units_line else "none",
    }


def _column(header: str, raw: RawTable, proposal: Proposal, columns: dict[str, dict[str, Any]]) -> ColumnFound:
    texts, numeric = proposal.search().texts(header), proposal.search().mostly_numbers(header)
    masked = header in proposal.identifiers
    examples = [MASK] if masked and texts else texts[:EXAMPLES]
    filled = sum(bool(text.strip()) for text in raw.columns[header])
    role = ColumnSpec(header, columns[header], "").role if header in columns else ""
    return ColumnFound(
        raw.numbers[header],
        shown_header(header, raw),
        column_type(texts, filled, numeric),
        filled,
        examples,
        role,
        _why(header, proposal, columns),
    )


def column_type(texts: list[str], filled: int, numeric: bool) -> str:
    """What the different texts of a column are: integer, number, date, category or text; blank where there is none.

    Parameters
    ----------
    texts
        The different texts, those that mean nothing left out.
    filled
        How many cells have any text.
    numeric
        Whether most of the texts are numbers, ends of follow-up aside.
    """
    if not texts:
        return "blank"
    if all(text.lstrip("+-").isdecimal() for text in texts):
        return "integer"
    if are_dates(texts):
        return "date"
    if numeric:
        return "number"
    return "category" if len(texts) <= CATEGORIES and len(texts) <= filled / 2 else "text"


def _why(header: str, proposal: Proposal, columns: dict[str, dict[str, Any]]) -> str:
    identifier = proposal.identifiers.get(header, "")
    if header in proposal.table.get("privacy", {}).get("drop", ()):
        return f"dropped: {identifier}"
    if header in _proposed(proposal):
        return f"proposed below{f'; {identifier}' if identifier else ''}"
    return "by its name" if header in columns else "not read"


def _layout(proposal: Proposal, columns: dict[str, dict[str, Any]]) -> str:
    headers = set(proposal.raw.header)
    redcap = {"record_id", "redcap_event_name"} <= headers
    source = "a REDCap export, " if redcap else ""
    patient = proposal.header_of("patient_id")
    texts = [text for text in proposal.raw.columns.get(patient, []) if text.strip()]
    one_row_each = bool(texts) and len(set(texts)) == len(texts) == len(proposal.raw.lines)
    one_row_each |= proposal.table.get("patient_id") == "row"
    if proposal.header_of("visit", "visit_date"):
        return f"{source}long: one row for each visit{'' if patient else ', patients unknown'}"
    if any("visit" in parts for parts in columns.values()):
        return f"{source}wide: one row for each {'patient' if one_row_each else 'lesion'}, a column for each visit"
    return (
        f"{source}one row a patient, without visits" if one_row_each else f"{source}unclear: no visits were recognised"
    )


def _visits(proposal: Proposal, columns: dict[str, dict[str, Any]]) -> dict[str, int | str]:
    search, header = proposal.search(), proposal.header_of("visit")
    if header:
        times = {text: search.visit(text) for text in search.texts(header)}
        return {text: "unknown" if time is None else time for text, time in times.items()}
    if dates := proposal.header_of("visit_date"):
        return {f'dates under "{dates}"': f"{time_units()} since the baseline date"}
    labels = {label_in_header(name) or name: parts["visit"] for name, parts in columns.items() if "visit" in parts}
    return dict(sorted(labels.items(), key=lambda item: item[1]))


def _units(proposal: Proposal, columns: dict[str, dict[str, Any]]) -> dict[str, str]:
    units_by_header = {}
    for header in proposal.raw.header:
        header_units = units_in_header(header) or [canonical_unit(proposal.raw.units.get(header, "").strip("()[] "))]
        cell_units = {split_unit(text)[1] for text in proposal.search().texts(header)} if header in columns else set()
        units = list(dict.fromkeys(unit for unit in (*header_units, *map(canonical_unit, sorted(cell_units))) if unit))
        if units and header not in proposal.identifiers:
            units_by_header[header] = ", ".join(units)
    return units_by_header

"""What is said of columns beside their names: labels in the file itself, and REDCap's data dictionary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from casetrace.config.short_forms import column_parts
from casetrace.ingest.measured import well_known_outcome
from casetrace.ingest.names import field_of_name, normalised
from casetrace.inspect.names import CHECKBOX
from casetrace.inspect.proposal import Proposal
from casetrace.model.errors import UserError
from casetrace.model.variables import fields
from casetrace.read.reading import read_raw_table
from casetrace.words.visit_headers import visit_in_header

#: The columns of REDCap's data dictionary, normalised.
VARIABLE, KIND, LABEL = "variable field name", "field type", "field label"
CHOICES, IDENTIFIER = "choices calculations or slider labels", "identifier"
#: The choices of fields that have none of their own.
FIXED_CHOICES = {"yesno": {"1": "yes", "0": "no"}, "truefalse": {"1": "true", "0": "false"}}
REPEAT_INSTANCE = "redcap_repeat_instance"


@dataclass(frozen=True)
class Dictionary:
    """A data dictionary: by variable its label and the meanings of its codes, and the variables that identify."""

    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    identifiers: frozenset[str] = frozenset()


def read_dictionary(path: Path) -> Dictionary:
    """The data dictionary of a REDCap project, as it is downloaded.

    Raises
    ------
    UserError
        The file cannot be read, or is none.
    """
    raw = read_raw_table(path, path.as_posix(), {"columns": {}})
    columns = {normalised(header): texts for header, texts in raw.columns.items()}
    if VARIABLE not in columns or LABEL not in columns:
        raise UserError(
            f"{path}: no data dictionary of REDCap; one has the columns Variable / Field Name and Field Label"
        )
    blank = [""] * len(raw.lines)
    names, labels = columns[VARIABLE], columns[LABEL]
    kinds, choices, flags = (columns.get(name, blank) for name in (KIND, CHOICES, IDENTIFIER))
    meanings = {
        name: FIXED_CHOICES.get(kind.strip()) or choices_of(text)
        for name, kind, text in zip(names, kinds, choices, strict=True)
        if kind.strip() in {*FIXED_CHOICES, "radio", "dropdown", "checkbox"}
    }
    plain_labels = {name: re.sub(r"<[^>]*>", "", label).strip() for name, label in zip(names, labels, strict=True)}
    flagged = frozenset(name for name, flag in zip(names, flags, strict=True) if flag.strip().casefold() == "y")
    return Dictionary(plain_labels, meanings, flagged)


def choices_of(text: str) -> dict[str, str]:
    """The meanings of codes, as in "1, female | 2, male"."""
    pairs = (part.partition(",") for part in text.split("|") if "," in part)
    return {code.strip(): meaning.strip() for code, _, meaning in pairs}


def propose_identifiers(proposal: Proposal, dictionary: Dictionary) -> None:
    """Propose to drop the columns that the data dictionary marks as identifiers."""
    privacy = proposal.table.get("privacy", {})
    for header in proposal.raw.header:
        if header in dictionary.identifiers and header not in privacy.get("pseudonymise", ()):
            proposal.identifiers.setdefault(header, "the data dictionary marks it as an identifier")
            if header not in privacy.get("drop", ()):
                privacy.setdefault("drop", []).append(header)
    if privacy:
        proposal.table["privacy"] = privacy


def propose_by_labels(proposal: Proposal, dictionary: Dictionary) -> None:
    """Propose what unread columns give by their labels, which say more than names such as v12."""
    labels = {**proposal.raw.labels, **dictionary.labels}
    for header in proposal.unread():
        label = labels.get(header, "")
        if not label or label.casefold() == header.casefold():
            continue
        visit = visit_in_header(label)
        time = proposal.search().visit(visit.label) if visit else None
        outcome = well_known_outcome(visit.rest if visit else label)
        if outcome and proposal.search().mostly_numbers(header):
            timed = {} if time is None else {"visit": time}
            rows_tell = bool(proposal.header_of("visit", "visit_date"))
            if timed or rows_tell:
                proposal.add_column(header, {"outcome": outcome, **timed}, f"by its label, {label}")
            continue
        name = field_of_name(label)
        if name and name not in proposal.search().given and not proposal.header_of(name):
            proposal.add_column(header, name, f"by its label, {label}")


def propose_codes(proposal: Proposal, dictionary: Dictionary) -> None:
    """Propose the meanings of the codes of columns, and of the choices of checkboxes."""
    for header, parts in proposal.columns().items():
        checkbox = CHECKBOX.fullmatch(header)
        if checkbox and "checked" in parts:
            meanings = dictionary.choices.get(checkbox["name"], {})
            if meaning := meanings.get(checkbox["choice"]):
                proposal.add_column(header, {**parts, "checked": meaning})
            continue
        meanings = {code: text for code, text in dictionary.choices.get(header, {}).items() if text}
        texts = set(proposal.search().texts(header))
        if not meanings or "outcome" in parts or "values" in parts or "cells" in parts or not texts <= set(meanings):
            continue
        column = fields().get(str(parts.get("field")))
        spelled = {code: text.casefold() if column and column.allowed else text for code, text in meanings.items()}
        proposal.add_column(header, {**column_parts(parts), "values": spelled}, "codes of the data dictionary")


def propose_first_instance(proposal: Proposal) -> None:
    """Propose that a blank repeat instance is the first one, where further instances are numbered."""
    texts = [text.strip() for text in proposal.raw.columns.get(REPEAT_INSTANCE, ())]
    parts = proposal.columns().get(REPEAT_INSTANCE, {})
    if parts.get("field") == "lesion_number" and "" in texts and set(texts) - {""}:
        proposal.add_column(
            REPEAT_INSTANCE, {"field": "lesion_number", "blank": "1"}, "that a row without an instance is the first one"
        )

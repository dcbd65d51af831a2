"""Keeps direct identifiers out: columns are dropped, given pseudonyms or refused before anything else reads them."""

from collections.abc import Collection, Mapping
from typing import Any

from casetrace.ingest.identifiers import birth_columns, identifier_reason, identifying_texts
from casetrace.ingest.names import field_of_name
from casetrace.ingest.shown import did_you_mean
from casetrace.model.problems import Problem
from casetrace.model.pseudonyms import pseudonym
from casetrace.model.text_columns import different
from casetrace.read.table import RawTable

#: Lines that a message names.
LINES_NAMED = 5


def protect(
    raw: RawTable,
    privacy: Mapping[str, Any],
    salt: bytes,
    missing: Collection[str],
    mapped: Collection[str] = (),
) -> None:
    """Drop and pseudonymise columns as config says, and refuse others that look like direct identifiers, in place.

    Parameters
    ----------
    raw
        The raw table.
    privacy
        The section `privacy` of the table's config.
    salt
        The secret from which pseudonyms are made; not used where no column asks for them.
    missing
        Texts that mean that nothing is recorded, which stay as they are.
    mapped
        The columns that config maps; dates of births in one that nothing reads reach no output.
    """
    for header in privacy["drop"]:
        if _is_there(raw, header, "drop"):
            raw.header.remove(header)
            del raw.columns[header]
    for header in privacy["pseudonymise"]:
        if _is_there(raw, header, "pseudonymise"):
            _warn_of_near_names(raw, header)
            names = {text: pseudonym(text.strip(), salt) for text in different(raw.columns[header])}
            raw.columns[header] = [
                text if text.strip() in {"", *missing} else names[text] for text in raw.columns[header]
            ]
    exempt = {*privacy["pseudonymise"], *privacy["not_identifying"]}
    # Each different text once: of most columns they are few.
    texts = {
        header: [text for text in different(raw.columns[header]) if text.strip() not in missing]
        for header in raw.header
    }
    births = birth_columns(texts)
    for header in raw.header:
        reason = None if header in exempt else identifier_reason(header, texts[header])
        is_read = header in mapped or field_of_name(header) is not None
        if reason is None and header in births and is_read and header not in exempt:
            reason = "its dates span the years of births and not those of visits"
        if reason:
            _refuse(raw, header, f"{reason}{_lines(raw, header)}", missing)


def _lines(raw: RawTable, header: str) -> str:
    """The first lines with a text that looks like an identifier, for a message that does not repeat it."""
    texts = identifying_texts(raw.columns[header])
    lines = [line for line, text in zip(raw.lines, raw.columns[header], strict=True) if text.strip() in texts]
    if not lines:
        return ""
    further = f" and {len(lines) - LINES_NAMED} more" if len(lines) > LINES_NAMED else ""
    return f", in line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:LINES_NAMED]))}{further}"


def _is_there(raw: RawTable, header: str, key: str) -> bool:
    if header in raw.columns or not raw.header:
        return header in raw.columns
    raw.problems.append(
        _of_header(
            raw,
            header,
            "missing column",
            "no such column",
            "a column of the table",
            f"correct its name under privacy.{key} in config{did_you_mean(header, raw)}",
        )
    )
    return False


def _warn_of_near_names(raw: RawTable, header: str) -> None:
    """Warn of texts that differ by case or blanks alone: as pseudonyms they are two, and nobody can see it any more."""
    first_spelling: dict[str, str] = {}
    for line, text in zip(raw.lines, raw.columns[header], strict=True):
        name = text.strip()
        if name and first_spelling.setdefault(" ".join(name.casefold().split()), name) != name:
            problem = Problem(
                "warning",
                raw.file,
                line,
                raw.numbers[header],
                header,
                "names nearly alike",
                "a text that differs from another one by case or blanks alone",
                "one spelling of each name, since two get two pseudonyms",
                "make the spellings one in the file, if they are of one person",
            )
            raw.problems.append(problem)


def _refuse(raw: RawTable, header: str, reason: str, missing: Collection[str]) -> None:
    """Refuse a column, and hide its texts from the messages about other problems."""
    raw.problems.append(
        _of_header(
            raw,
            header,
            "direct identifier",
            f"it looks like one: {reason}",
            "a table without direct identifiers",
            "put the column under privacy.drop or privacy.pseudonymise in config, or under privacy.not_identifying "
            "if it names nobody",
        )
    )
    hidden = {text: f"hidden {number}" for number, text in enumerate(dict.fromkeys(raw.columns[header]), start=1)}
    raw.columns[header] = [text if text.strip() in {"", *missing} else hidden[text] for text in raw.columns[header]]


def _of_header(raw: RawTable, header: str, rule: str, found: str, expected: str, remedy: str) -> Problem:
    line, number = raw.dialect.header_line, raw.numbers.get(header, 0)
    return Problem("error", raw.file, line, number, header, rule, found, expected, remedy)

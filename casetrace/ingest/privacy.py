"""Keeps direct identifiers out: columns are dropped, given pseudonyms or refused before anything else reads them."""

from collections.abc import Collection, Mapping
from typing import Any

from casetrace.ingest.identifiers import identifier_reason, pseudonym
from casetrace.model.problems import Problem
from casetrace.read.table import RawTable


def protect(raw: RawTable, privacy: Mapping[str, Any], salt: bytes, missing: Collection[str]) -> None:
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
    """
    for header in privacy["drop"]:
        if _is_there(raw, header, "drop"):
            raw.header.remove(header)
            del raw.columns[header]
    for header in privacy["pseudonymise"]:
        if _is_there(raw, header, "pseudonymise"):
            _warn_of_near_names(raw, header)
            names = {text: pseudonym(text.strip(), salt) for text in set(raw.columns[header])}
            raw.columns[header] = [
                text if text.strip() in {"", *missing} else names[text] for text in raw.columns[header]
            ]
    exempt = {*privacy["pseudonymise"], *privacy["not_identifying"]}
    for header in raw.header:
        reason = None if header in exempt else identifier_reason(header, raw.columns[header])
        if reason:
            _refuse(raw, header, reason, missing)


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
            f"correct its name under privacy.{key} in config",
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

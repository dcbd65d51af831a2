"""Abbreviations, spelled out below the tables that use them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from casetrace.report.document.blocks import Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import joined, line
from casetrace.report.document.walking import changed
from casetrace.report.glossary import ABBREVIATIONS
from casetrace.report.printer import group_name, label, setting
from casetrace.report.text import text


def explained(words: str, of_config: Mapping[str, str], known: Collection[str] = ()) -> dict[str, Inlines]:
    """The abbreviations that occur in a text, in alphabetical order, each with its long form.

    Parameters
    ----------
    words
        The text.
    of_config
        Abbreviations of the cohort with their long forms; the field's own need no declaration.
    known
        Those that were explained before.
    """
    found: dict[str, Inlines] = {
        short: (f"{short}, {long}",) for short, long in ABBREVIATIONS.items() if _is_new(short, words, known)
    }
    found |= {
        short: line(label(short), ", ", setting(f"abbreviations.{short}", long))
        for short, long in of_config.items()
        if _is_new(short, words, known)
    }
    return {short: found[short] for short in sorted(found)}


def below(table: Table, of_config: Mapping[str, str]) -> Iterator[Inlines]:
    """The note below a table that spells out its abbreviations; nothing where it has none."""
    found = explained(text(table), of_config)
    if found:
        yield _note(found)


def spelled_name(group: str, of_config: Mapping[str, str]) -> Inlines:
    """The name of a group; an abbreviation with its long form before it."""
    name = group_name(group)
    if name.text not in of_config:
        return (name,)
    return line(setting(f"abbreviations.{name.text}", of_config[name.text]), " (", name, ")")


def spelled_out(section: Section, of_config: Mapping[str, str]) -> Section:
    """A section in which the first table that uses an abbreviation spells it out below."""
    known: set[str] = set()

    def spelled(table: Table) -> Table:
        found = explained(text(table), of_config, known)
        known.update(found)
        return _with_note(table, _note(found)) if found else table

    return changed(section, Table, spelled)


def _with_note(table: Table, note: Inlines) -> Table:
    """A table with one more note, which continues the last one where there is any."""
    *before, last = table.notes or ((),)
    return replace(table, notes=(*before, line(last, " ", note) if last else note))


def _note(found: Mapping[str, Inlines]) -> Inlines:
    return line(joined(found.values(), "; "), ".")


def occurs(short: str, words: str) -> bool:
    """Whether an abbreviation stands in a text as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", words) is not None


def _is_new(short: str, words: str, known: Collection[str]) -> bool:
    return short not in known and occurs(short, words)

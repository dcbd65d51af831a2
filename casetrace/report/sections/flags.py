"""The flagged and refused results: one row for each kind of reason, which opens on the results and their reasons."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from casetrace.model.numbers import marked_words
from casetrace.report.document.blocks import Block, BulletList, Cell, Details, Paragraph, Row, Section
from casetrace.report.document.inlines import Code, Inlines, Reason
from casetrace.report.document.prose import joined, line
from casetrace.report.document.tables import header, number_cell, number_heading, row, table
from casetrace.report.glossary import STATUSES
from casetrace.report.printer import counted, label

INTRODUCTION = (
    "Each kind of note once, with the number of results that carry it; open it for the results and their full notes. "
    "†: interpret with caution."
)
#: Results of a reason that are listed by name, and what is said of more.
MOST_NAMES = 50
MORE = "and others; all carry this note in statistics.csv"
#: What a kind of reason has in common: the words of its first part, up to what it says of single variables.
DETAIL = re.compile(r"\d[\d.,]*|(?<=confounded with).*|(?<=a group of ).*?(?= has)|\b(are|is)\b|s\b")
SIMILAR = "; and similar notes"


def flags(groups: list[dict[str, Any]]) -> Section:
    """The section, of the groups of results that share a status and reason."""
    names = header("Status", "Note", "Results")
    alike = [list(kind) for _, kind in groupby(sorted(groups, key=_kind_in_order(groups)), key=_kind)]
    shown: Block = table(names, rows=map(_row, alike), wide=True) if groups else Paragraph(("None.",))
    title = "Notes and results not estimated"
    return Section((title,), (Paragraph((INTRODUCTION,)), shown), "flags", 2, title)


def _kind(group: dict[str, Any]) -> tuple[str, str]:
    """What reasons of one kind have in common."""
    first = group["note"].split("; ")[0]
    return group["status"], DETAIL.sub("", first)


def _kind_in_order(groups: list[dict[str, Any]]) -> Any:
    """The order of groups: kinds as they first occur, each together."""
    places: dict[tuple[str, str], int] = {}
    for group in groups:
        places.setdefault(_kind(group), len(places))
    return lambda group: places[_kind(group)]


def _row(groups: list[dict[str, Any]]) -> Row:
    """The row of a kind of reason, which opens on the results and the reason of each."""
    reason = Reason(marked_words(groups[0]["note"]), groups[0]["result_ids"][0])
    listed = table(header(number_heading("Number"), "Note", "Results"), rows=map(_results, groups))
    similar = SIMILAR if len(groups) > 1 else ""
    return row(STATUSES[groups[0]["status"]], line(reason, similar), Cell((Details(_count(groups), (listed,)),)))


def _count(groups: Sequence[dict[str, Any]]) -> Inlines:
    """How many results carry one of these notes."""
    first = ";".join(group["result_ids"][0] for group in groups)
    return (counted(sum(len(group["result_ids"]) for group in groups), f"flags|{first}"),)


def _results(group: dict[str, Any]) -> Row:
    """A reason, what it concerns, and the results that carry it."""
    names: list[Inlines] = [(Code(name),) for name in group["result_ids"][:MOST_NAMES]]
    names += [(MORE,)] if len(group["result_ids"]) > MOST_NAMES else []
    concerns = joined(map(label, group["concerns"]), "; ")
    named = Cell((Details(concerns, (BulletList(tuple(names), "names"),)),))
    return row(number_cell(_count([group])), Reason(marked_words(group["note"]), group["result_ids"][0]), named)

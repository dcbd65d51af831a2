"""The flagged and refused results, by reason."""

from typing import Any

from casetrace.report.document.blocks import Block, BulletList, Cell, Details, Paragraph, Row, Section
from casetrace.report.document.inlines import Code, Inlines, Reason
from casetrace.report.document.prose import joined, line
from casetrace.report.document.tables import header, number_heading, row, table
from casetrace.report.glossary import STATUSES
from casetrace.report.printer import counted, label

INTRODUCTION = "Notes on results, and results not estimated. †: interpret with caution."
#: Results of a reason that are listed by name, and what is said of more.
MOST_NAMES = 50
MORE = "and others; all carry this note in statistics.csv"


def flags(groups: list[dict[str, Any]]) -> Section:
    """The section, of the groups of results that share a status and reason."""
    names = header("Status", "Result", number_heading("Number"), "Reason")
    shown: Block = table(names, rows=map(_row, groups), wide=True) if groups else Paragraph(("None.",))
    title = "Notes and results not estimated"
    return Section((title,), (Paragraph((INTRODUCTION,)), shown), "flags", 2, title)


def _row(group: dict[str, Any]) -> Row:
    first = group["result_ids"][0]
    results = counted(len(group["result_ids"]), f"flags|{first}")
    names: list[Inlines] = [(Code(name),) for name in group["result_ids"][:MOST_NAMES]]
    if len(group["result_ids"]) > MOST_NAMES:
        names.append((MORE,))
    listed = Cell((Details(line(results), (BulletList(tuple(names), "names"),)),), "number")
    return row(
        STATUSES[group["status"]], joined(map(label, group["concerns"]), "; "), listed, Reason(group["note"], first)
    )

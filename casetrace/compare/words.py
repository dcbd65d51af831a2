"""Prints what changed between two exports: as text, the first of each kind, or all of it as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from casetrace.compare.changes import Changes, ColumnChange
from casetrace.compare.rows import BY_ROW
from casetrace.compare.tables import CellChange, RowChange, Value
from casetrace.model.problems import Problem, quoted
from casetrace.model.wording import counted
from casetrace.verify.differences import Moved

#: Changes of each kind that the text shows; the rest is counted.
SHOWN = 50


def as_text(changes: Changes, old: str, new: str) -> str:
    """What changed, for people.

    Parameters
    ----------
    changes
        What changed.
    old, new
        The files as the user calls them.
    """
    lines = [f"{old} -> {new}"]
    for file, count in zip((old, new), changes.errors, strict=True):
        if count:
            lines.append(f"{file} has {counted(count, 'error')} in its data, and no results.")
    lines += [f"Note: {BY_ROW}."] if changes.by_row else []
    tables = changes.tables
    for title, items in (
        ("columns added", changes.columns_added),
        ("columns gone", changes.columns_gone),
        ("rows added", tables.added),
        ("rows gone", tables.gone),
        ("cells altered", tables.altered),
        ("problems that are new", changes.problems),
    ):
        lines += _section(title, items)
    title = "results that move"
    lines += [f"{title}: not compared"] if changes.results is None else _section(title, _by_result(changes.results))
    lines += [] if changes.any else ["Nothing differs."]
    return "\n".join(lines)


def as_json(changes: Changes, old: str, new: str) -> str:
    """What changed, all of it, for programs."""
    parts = asdict(changes)
    parts["tables"]["altered"] = [
        {**asdict(change), "old": _flat(change.old), "new": _flat(change.new)} for change in changes.tables.altered
    ]
    for kind in ("added", "gone"):
        for row in parts["tables"][kind]:
            row["place"] = row["place"]._asdict()
    content: dict[str, Any] = {"old": old, "new": new, "differs": changes.any}
    content |= {f"rows_{kind}": parts["tables"][kind] for kind in ("added", "gone")}
    content["cells_altered"] = parts["tables"]["altered"]
    del parts["tables"]
    parts["errors"] = dict(zip(("old", "new"), changes.errors, strict=True))
    return json.dumps(content | parts, indent=1, ensure_ascii=False)


def _flat(value: Value) -> dict[str, Any]:
    return {"text": value.text, **value.place._asdict()}


def _by_result(results: list[Moved]) -> list[str]:
    """What moved, one line a result."""
    lines = []
    for result_id, group in groupby(results, key=lambda moved: moved.result_id):
        moved = list(group)
        presence = {"old": "no longer there", "new": "not there before"}.get(moved[0].only_in)
        lines.append(f"{result_id}: {presence or ', '.join(part.change for part in moved)}")
    return lines


def _section(title: str, items: Sequence[Any]) -> Iterator[str]:
    yield f"{title}: {len(items)}"
    for item in items[:SHOWN]:
        yield f"  {_line(item)}"
    if len(items) > SHOWN:
        yield f"  ... and {len(items) - SHOWN} more"


def _line(item: ColumnChange | RowChange | CellChange | Problem | str) -> str:
    if isinstance(item, ColumnChange):
        return f"{_plain(item.header)} (column {item.column}; {item.role})"
    if isinstance(item, RowChange):
        return f"{_row(item.table, item.key)} ({item.place})"
    if isinstance(item, CellChange):
        row = _row(item.table, item.key)
        return f"{row}: {item.field} was {_value(item.old)}, is {_value(item.new)}"
    if isinstance(item, Problem):
        return f"{item.severity}, {item.rule}: {item.place}: found {_plain(item.found)}"
    return item


def _row(table: str, key: dict[str, str]) -> str:
    return f"{table} {', '.join(f'{name} {_plain(part)}' for name, part in key.items())}"


def _value(value: Value) -> str:
    return f"{quoted(_plain(value.text))} ({value.place})" if value.text else "nothing"


def _plain(text: str) -> str:
    """A text of the data on one line, without characters that would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

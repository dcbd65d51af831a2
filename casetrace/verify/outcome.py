"""What a comparison with the lock found, for a program to read."""

import json
import math
from collections.abc import Sequence
from typing import Any

from casetrace.verify.differences import (
    ABSENT,
    TOLERANCE,
    Moved,
    explanations,
    moved_numbers,
    other_bytes,
    same_software,
)
from casetrace.verify.lock import Lock


def compared(old: Lock, new: Lock, edited: Sequence[str]) -> dict[str, Any]:
    """Everything that a comparison found.

    Parameters
    ----------
    old, new
        The lock and the run.
    edited
        What of the results of the last run was changed since, in words.
    """
    exact = same_software(old, new)
    bytes_differ = other_bytes(old, new)
    outputs = [
        *({"path": path, "how": "missing"} for path in sorted(old.outputs.keys() - new.outputs.keys())),
        *({"path": path, "how": "unexpected"} for path in sorted(new.outputs.keys() - old.outputs.keys())),
        *({"path": path, "how": "differs"} for path in bytes_differ if exact),
    ]
    numbers = [
        {"cohort": cohort, **_entry(moved)}
        for cohort in sorted(old.numbers.keys() & new.numbers.keys())
        for moved in moved_numbers(old.numbers[cohort], new.numbers[cohort], exact=exact)
    ]
    return {
        "agrees": not (outputs or numbers or edited),
        "compared": "bytes" if exact else "numbers and texts",
        "tolerance": 0 if exact else TOLERANCE,
        "outputs": len(new.outputs),
        "results": sum(map(len, new.numbers.values())),
        "differing_outputs": outputs,
        "differing_numbers": numbers,
        "other_bytes": [] if exact else bytes_differ,
        "changed": explanations(old, new),
        "edited": list(edited),
    }


def _entry(moved: Moved) -> dict[str, Any]:
    """A number that moved; null where it is not there."""
    return {
        "result_id": moved.result_id,
        "column": moved.column,
        "was": _plain(moved.old),
        "is": _plain(moved.new),
    }


def _plain(value: float | str) -> float | str | None:
    """A value as JSON has it, which knows no infinity."""
    if value == ABSENT:
        return None
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def as_json(outcome: dict[str, Any]) -> str:
    """An outcome as a file of JSON."""
    return json.dumps(outcome, indent=2, ensure_ascii=False) + "\n"

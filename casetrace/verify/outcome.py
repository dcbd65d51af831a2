"""What a comparison with the lock found, for a program to read."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from casetrace.verify.differences import (
    ABSENT,
    TOLERANCE,
    Moved,
    explanations,
    other_bytes,
    other_numbers,
    other_outputs,
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
    outputs = [asdict(output) for output in other_outputs(old, new)]
    numbers = [{"cohort": cohort, **_entry(moved)} for cohort, moved in other_numbers(old, new)]
    return {
        "agrees": not (outputs or numbers or edited),
        "compared": "bytes" if exact else "numbers and texts",
        "tolerance": 0 if exact else TOLERANCE,
        "outputs": len(new.outputs),
        "results": sum(map(len, new.numbers.values())),
        "differing_outputs": outputs,
        "differing_numbers": numbers,
        "other_bytes": [] if exact else other_bytes(old, new),
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

"""Compares a run with the lock: which outputs and which numbers differ, and what may explain it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from casetrace.verify.lock import Lock, Numbers

#: Relative difference up to which numbers agree where Python, packages or platform differ.
TOLERANCE = 1e-9

#: Numbers that differ by less are the same, however small.
SMALLEST = 1e-15

#: What stands for a result, or a number of it, that is not there.
ABSENT = "empty"


@dataclass(frozen=True)
class Moved:
    """One number or word of a result that differs between two runs.

    Attributes
    ----------
    result_id, column
        The result, and the column of statistics.csv; the estimate where the whole result is there in one run alone.
    old, new
        What stands there; `ABSENT` for nothing.
    only_in
        The run that alone has the result, `old` or `new`; empty where both have it.
    """

    result_id: str
    column: str
    old: float | str
    new: float | str
    only_in: Literal["", "old", "new"] = ""

    def __str__(self) -> str:
        if self.only_in:
            return f"{self.result_id}: {'missing' if self.only_in == 'old' else 'should not be there'}"
        return f"{self.result_id}: {self.change}"

    @property
    def change(self) -> str:
        """What was in the column, and what is."""
        return f"{self.column} was {_shown(self.old)}, is {_shown(self.new)}"


@dataclass(frozen=True)
class OtherOutput:
    """An output that is not as in the lock: not there, there although it should not be, or of other bytes."""

    path: str
    how: Literal["missing", "unexpected", "differs"]

    def __str__(self) -> str:
        return f"{self.path}: {'should not be there' if self.how == 'unexpected' else self.how}"


def same_software(old: Lock, new: Lock) -> bool:
    """Whether the run had the lock's Python, packages and platform, so that its bytes must be the same."""
    return old.software == new.software


def differences(old: Lock, new: Lock) -> list[str]:
    """Every output and every number that differs, one line each.

    Parameters
    ----------
    old, new
        The lock and the run. Bytes must be the same where the software is; elsewhere numbers, to `TOLERANCE`, and all
        text.
    """
    return [
        *map(str, other_outputs(old, new)),
        *(f"{cohort}: {moved}" for cohort, moved in other_numbers(old, new)),
    ]


def other_outputs(old: Lock, new: Lock) -> Iterator[OtherOutput]:
    """The outputs of one run alone, and those that should be the same to the byte and are not."""
    for path in sorted(old.outputs.keys() ^ new.outputs.keys()):
        yield OtherOutput(path, "missing" if path in old.outputs else "unexpected")
    if same_software(old, new):
        yield from (OtherOutput(path, "differs") for path in other_bytes(old, new))


def other_bytes(old: Lock, new: Lock) -> list[str]:
    """Outputs of both runs that are not the same to the byte."""
    return sorted(path for path in old.outputs.keys() & new.outputs.keys() if old.outputs[path] != new.outputs[path])


def other_numbers(old: Lock, new: Lock) -> Iterator[tuple[str, Moved]]:
    """The numbers and words that differ, with their cohort."""
    exact = same_software(old, new)
    for cohort in sorted(old.numbers.keys() & new.numbers.keys()):
        for moved in moved_numbers(old.numbers[cohort], new.numbers[cohort], exact=exact):
            yield cohort, moved


def moved_numbers(old: Numbers, new: Numbers, *, exact: bool) -> Iterator[Moved]:
    """Every number and word in which two runs' results differ, in the order of the results.

    Parameters
    ----------
    old, new
        The results of one cohort in the two runs.
    exact
        Whether numbers must be the same to the last digit, or to `TOLERANCE`.
    """
    for result_id in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(result_id), new.get(result_id)
        if before is None or after is None:
            old_estimate, new_estimate = ((part or {}).get("estimate", ABSENT) for part in (before, after))
            yield Moved(result_id, "estimate", old_estimate, new_estimate, only_in="new" if before is None else "old")
            continue
        for column in dict.fromkeys([*before, *after]):
            pair = before.get(column, ABSENT), after.get(column, ABSENT)
            if pair[0] != pair[1] and (exact or not _close(*pair)):
                yield Moved(result_id, column, *pair)


def _close(old: float | str, new: float | str) -> bool:
    if isinstance(old, str) or isinstance(new, str):
        return False
    return math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=SMALLEST)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value)


def explanations(old: Lock, new: Lock) -> list[str]:
    """What changed between the lock and the run that is no output: software, inputs, parameters."""
    lines = []
    for name in ("python", "platform"):
        if old.software[name] != new.software[name]:
            lines.append(f"{name} was {old.software[name]}, is {new.software[name]}")
    lines += _changed_entries("package", old.software["packages"], new.software["packages"], shown=True)
    lines += _changed_entries("input", old.sources["inputs"], new.sources["inputs"])
    lines += _changed_entries("parameters of", old.sources["parameters"], new.sources["parameters"])
    return lines


def _changed_entries(kind: str, old: dict[str, str], new: dict[str, str], *, shown: bool = False) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            values = f" was {old.get(name, 'absent')}, is {new.get(name, 'absent')}" if shown else " differs"
            yield f"{kind} {name}{values}"

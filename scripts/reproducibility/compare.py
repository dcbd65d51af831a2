"""Compares a run with the lock: which outputs and which numbers differ, and what may explain it."""

import math
from collections.abc import Iterator
from typing import Any

from scripts.reproducibility.lock import Lock

#: Relative difference up to which numbers agree where Python, packages or platform differ.
TOLERANCE = 1e-9


def same_software(old: Lock, new: Lock) -> bool:
    """Whether the run had the lock's Python, packages and platform, so that its bytes must be the same."""
    return old.software == new.software


def differences(old: Lock, new: Lock) -> list[str]:
    """Every output and every number that differs, one line each.

    Parameters
    ----------
    old, new
        The lock and the run. Bytes are compared where the software is the same; elsewhere numbers, to `TOLERANCE`.
    """
    exact = same_software(old, new)
    return [
        *_output_differences(old.outputs, new.outputs, exact),
        *_number_differences(old.numbers, new.numbers, exact),
    ]


def _output_differences(old: dict[str, str], new: dict[str, str], exact: bool) -> Iterator[str]:
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"{path}: missing"
        elif path not in old:
            yield f"{path}: should not be there"
        elif exact and old[path] != new[path]:
            yield f"{path}: differs"


def _number_differences(old: dict[str, Any], new: dict[str, Any], exact: bool) -> Iterator[str]:
    for cohort in sorted(old.keys() & new.keys()):
        before, after = old[cohort], new[cohort]
        for result_id in [*before, *(name for name in after if name not in before)]:
            if result_id not in after:
                yield f"{cohort}: {result_id}: missing"
            elif result_id not in before:
                yield f"{cohort}: {result_id}: should not be there"
            else:
                yield from _moved(f"{cohort}: {result_id}", before[result_id], after[result_id], exact)


def _moved(name: str, before: dict[str, Any], after: dict[str, Any], exact: bool) -> Iterator[str]:
    for column in dict.fromkeys([*before, *after]):
        old, new = before.get(column, "empty"), after.get(column, "empty")
        if old != new and (exact or not _close(old, new)):
            yield f"{name}: {column} was {_shown(old)}, is {_shown(new)}"


def _close(old: float | str, new: float | str) -> bool:
    if isinstance(old, str) or isinstance(new, str):
        return False
    return math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value)


def explanations(old: Lock, new: Lock) -> list[str]:
    """What changed between the lock and the run that is no output: software, inputs, parameters, code."""
    lines = []
    for name in ("python", "platform"):
        if old.software[name] != new.software[name]:
            lines.append(f"{name} was {old.software[name]}, is {new.software[name]}")
    lines += _changed_entries("package", old.software["packages"], new.software["packages"], shown=True)
    lines += _changed_entries("input", old.sources["inputs"], new.sources["inputs"])
    lines += _changed_entries("parameters of", old.sources["parameters"], new.sources["parameters"])
    if old.sources["code"] != new.sources["code"]:
        lines.append("the code differs")
    return lines


def _changed_entries(kind: str, old: dict[str, str], new: dict[str, str], *, shown: bool = False) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            values = f" was {old.get(name, 'absent')}, is {new.get(name, 'absent')}" if shown else " differs"
            yield f"{kind} {name}{values}"

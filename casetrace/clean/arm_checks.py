"""Checks of the arms that config names against those of the rows."""

from collections.abc import Iterator

import pandas as pd

from casetrace.model.arms import recorded_arms
from casetrace.model.plan import Plan
from casetrace.model.problems import Problem, quoted


def undeclared_arms(measurements: pd.DataFrame, plan: Plan, file: str) -> Iterator[Problem]:
    """Arms of config that no row has, and arms of rows that the order of config leaves out."""
    recorded = sorted(recorded_arms(measurements))
    there_are = f"one of the arms of the rows: {', '.join(map(quoted, recorded))}" if recorded else "rows with an arm"
    for key, name in _named(plan):
        if name not in recorded:
            yield _problem(
                file, "arm of config without a row", f"{key} is {quoted(name)}, an arm that no row has", there_are
            )
    for name in recorded if plan.arms.order else ():
        if name not in plan.arms.order:
            found = f"arm {quoted(name)}, which arms.order leaves out"
            yield _problem(file, "arm without a place", found, "every arm in arms.order")


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    """The arms that config names, each with its key."""
    if plan.arms.reference:
        yield "arms.reference", plan.arms.reference
    for name in plan.arms.order:
        yield "arms.order", name
    for endpoint in plan.endpoints.values():
        for key, name in endpoint.comparison._asdict().items() if endpoint.comparison else ():
            yield f"endpoints.{endpoint.name}.comparison.{key}", name


def _problem(file: str, rule: str, found: str, expected: str) -> Problem:
    remedy = "correct the name in config, or map the column of the arm"
    return Problem("error", file, 0, 0, "", rule, found, expected, remedy)

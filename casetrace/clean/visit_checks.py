"""Checks of the visits against the plan, and of sizes that grew as they hardly can."""

from collections.abc import Iterable, Mapping

import pandas as pd

from casetrace.clean.baseline_checks import with_baseline
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Primary
from casetrace.model.problems import Problem
from casetrace.model.time_units import time_unit, time_units, visit_name
from casetrace.read.places import Places

#: Growth from which a wrong unit is likelier than a lesion that grew.
TENFOLD = 10


def unplanned_visits(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> list[Problem]:
    """Measurements at times that are no visit of their outcome, each time of an outcome once, at its first cell."""
    problems = []
    for name, outcome in outcomes.items():
        planned = [outcome.baseline_visit, *outcome.follow_up_visits]
        unplanned = measurements[(measurements["outcome"] == name) & ~measurements["visit"].isin(planned)]
        for visit, rows in unplanned.dropna(subset=["visit"]).groupby("visit"):
            row_count = f", in {len(rows)} rows" if len(rows) > 1 else ""
            problems.append(
                places.problem(
                    "error",
                    "measurements",
                    int(rows.index[0]),
                    "visit",
                    "unplanned visit",
                    f"{outcome.label} at {visit_name(visit)}{row_count}",
                    f"one of the {time_units()} {', '.join(map(str, planned))}",
                    f"add it to outcomes.{name}.follow_up_visits in config, or set its rows aside with drop_rows",
                )
            )
    return problems


def visits_without_data(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], file: str) -> list[Problem]:
    """Outcomes without any follow-up, which is an error, and planned visits without any value, which is a warning.

    Where follow-up visits are planned and everybody has a value at the baseline alone, all may have been lost.
    """
    problems = []
    measured = measurements.dropna(subset=["value"])
    if not outcomes:
        found, expected = "no measured value", "values at a baseline and at a visit after it"
        remedy = "map the columns of the values in config"
        problems.append(Problem("error", file, 0, 0, "", "no outcome", found, expected, remedy))
    for name, outcome in outcomes.items():
        visits = set(measured.loc[measured["outcome"] == name, "visit"])
        absent = [visit for visit in outcome.follow_up_visits if visit not in visits]
        if not outcome.follow_up_visits or not visits:
            problems.append(
                Problem(
                    "error", file, 0, 0, "", "no follow-up",
                    f"{outcome.label} at {_named(sorted(visits)) or f'no {time_unit()}'}",
                    "a baseline and at least one visit after it",
                    "map the columns or rows of the later visits, or take the outcome out of config",
                )
            )  # fmt: skip
            continue
        problems += [
            Problem(
                "warning", file, 0, 0, "", "visit without data",
                f"no {outcome.label} at {visit_name(visit)}",
                "a value for any lesion at a planned visit",
                f"check how the visits are told; where this one was not planned, leave the {time_unit()} out of "
                f"outcomes.{name}.follow_up_visits in config",
            )
            for visit in absent
        ]  # fmt: skip
    return problems


def primary_without_visit(primary: Primary, outcomes: Mapping[str, Outcome], file: str) -> list[Problem]:
    """A primary result that is declared at a time which is no visit of its outcome: nothing would be primary."""
    visits = outcomes[primary.outcome].follow_up_visits if primary.outcome in outcomes else ()
    if not visits or primary.visit in visits:
        return []
    return [
        Problem(
            "error", file, 0, 0, "", "no primary visit",
            f"the primary visit is {visit_name(primary.visit)}, and follow-up visits are at {_named(visits)}",
            "a primary visit with data",
            "check how that visit is told in the table, or correct primary.visit in config",
        )
    ]  # fmt: skip


def _named(visits: Iterable[int]) -> str:
    return ", ".join(visit_name(f"{visit:g}") for visit in visits)


def sizes_grown_tenfold(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> list[Problem]:
    """Values of ten times their baseline or more: a slip of the unit is likelier than the growth. They are kept."""
    paired = with_baseline(measurements, {name: each for name, each in outcomes.items() if each.scale.needs_baseline})
    grown = paired[(paired["baseline"] > 0) & (paired["value"] >= TENFOLD * paired["baseline"])]
    problems = []
    for row, name, visit, start, value in zip(
        grown.index, grown["outcome"], grown["visit"], grown["baseline"], grown["value"], strict=True
    ):
        outcome = outcomes[name]
        size = f"{value:g} {outcome.unit}".strip()
        problems.append(
            places.problem(
                "warning",
                "measurements",
                int(row),
                "value",
                "grown tenfold",
                f"{outcome.label} {size} at {visit_name(visit)}, from {start:g}",
                "less than ten times the baseline",
                "check the unit of both; if it is a slip, correct it in corrections.csv",
            )
        )
    return problems

"""Checks of lesions that merged with another one: when they did, what they have afterwards, and with which."""

from collections.abc import Iterator, Mapping

import pandas as pd

from casetrace.model.mergers import merged_parts
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.problems import Problem
from casetrace.model.time_units import visit_name
from casetrace.read.places import Places

RULE = "merged lesion"
#: What to do where two lesions are better taken for one from the start.
AS_ONE = "or give both the name of one lesion, with its baseline, if they are to count as one from the start"


def merger_problems(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> list[Problem]:
    """Mergers at the baseline, values after one and mergers in a circle; and a warning of sizes of several lesions.

    Parameters
    ----------
    measurements
        The clean measurements.
    outcomes
        The outcomes of the plan.
    places
        Where the values stand.
    """
    problems: list[Problem] = []
    if measurements["merged_into"].isna().all():
        return problems
    for name, outcome in outcomes.items():
        rows = measurements[measurements["outcome"] == name].sort_values("visit", kind="stable")
        first = rows.dropna(subset=["merged_into"]).drop_duplicates(COURSE)
        since = rows[COURSE].merge(first[[*COURSE, "visit"]], on=COURSE, how="left")["visit"].set_axis(rows.index)
        later = rows[(rows["visit"] > since).fillna(False) & rows["value"].notna()]
        problems += [_value_afterwards(row, since[row.Index], places) for row in later.itertuples()]
        early = first[first["visit"] <= outcome.baseline_visit]
        problems += [_at_baseline(row, places) for row in early.itertuples()]
        parts = merged_parts(rows)
        circular = first[first["lesion_id"].isin(parts.loc[parts["lesion_id"] == parts["whole"], "lesion_id"])]
        problems += [_in_a_circle(row, places) for row in circular.itertuples()]
        if not (len(later) or len(early) or len(circular)):
            problems += _part_of_another(first, outcome, places)
    return problems


def _value_afterwards(row: pd.Series, since: int, places: Places) -> Problem:
    found = f"lesion {row.lesion_id} has a value at {visit_name(row.visit)}, after it merged at {visit_name(since)}"
    remedy = f"correct the one that is wrong: what is measured from then on belongs to the other lesion; {AS_ONE}"
    return places.problem("error", "measurements", row.Index, "value", RULE, found, "no value of its own", remedy)


def _at_baseline(row: pd.Series, places: Places) -> Problem:
    found = f"lesion {row.lesion_id} merged with {row.merged_into} at the baseline"
    remedy = "enter the two as one lesion, with one baseline"
    return places.problem("error", "measurements", row.Index, "merged_into", RULE, found, "a later visit", remedy)


def _in_a_circle(row: pd.Series, places: Places) -> Problem:
    found = f"lesion {row.lesion_id} merged with {row.merged_into}, which merged with it"
    remedy = "enter the size of both at one of the lesions, and that the other merged with it"
    expected = "a lesion that is still measured"
    return places.problem("error", "measurements", row.Index, "merged_into", RULE, found, expected, remedy)


def _part_of_another(first: pd.DataFrame, outcome: Outcome, places: Places) -> Iterator[Problem]:
    """That a size is of two lesions from a visit on."""
    for row in first.itertuples():
        found = (
            f"{outcome.label} of {row.merged_into} from {visit_name(row.visit)} on, which is that of "
            f"{row.lesion_id} too"
        )
        remedy = (
            f"none if it is so: lesion {row.lesion_id} is not evaluable from then on, and lesion {row.merged_into} is "
            f"compared with the sum of both baselines; {AS_ONE}"
        )
        yield places.problem(
            "warning", "measurements", int(row.Index), "merged_into", RULE, found, "the size of one lesion", remedy
        )

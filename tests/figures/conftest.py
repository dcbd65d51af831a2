"""Cohorts to draw: the first one, and awkward ones that a next study may bring."""

import functools
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from casetrace.model.outcome import Outcome
from casetrace.model.treatment import Treatment
from tests.outcomes import a_motion, an_outcome

OUTCOME = an_outcome(baseline_bands=(5, 50))

STYLE: dict[str, Any] = {"width_mm": 89, "font_size_pt": 7, "dpi": 300, "label_lesions": 30}


class Cohort(NamedTuple):
    """Analysis datasets and the outcome's config."""

    lesions: pd.DataFrame
    visits: pd.DataFrame
    outcome: Outcome
    treatment: Treatment = Treatment("injection", "injections", dose_unit="mg")


def cohort(
    patients: list[str],
    ids: list[str],
    baseline: list[float],
    values: dict[int, list[float]],
    reason: str | list[str] = "died",
    groups: list[str | None] | None = None,
) -> Cohort:
    """A cohort of lesions with their baseline and their value at each week; one without a value has the reason."""
    weeks = list(values)
    rows = pd.DataFrame({"patient_id": patients, "lesion_id": ids, "baseline": baseline})
    rows = pd.concat([rows.assign(visit=week, value=values[week]) for week in weeks], ignore_index=True)
    rows = rows.assign(outcome="size_mm", scenario="observed", visit=rows["visit"].astype("Int64"))
    rows["percent_reduction"] = 100 * (1 - rows["value"] / rows["baseline"])
    percent = rows["percent_reduction"].to_numpy()
    response = np.select(
        [percent >= 100, percent >= 30, percent <= -20], ["complete", "partial", "progression"], "stable"
    )
    rows["response"] = pd.Series(response, dtype="str").where(rows["percent_reduction"].notna())
    rows["missing_reason"] = pd.Series(reason if isinstance(reason, str) else reason * len(weeks), index=rows.index)
    rows["missing_reason"] = rows["missing_reason"].where(rows["value"].isna(), "")
    rows["no_percent_reason"] = ""
    rows = rows.assign(
        new_lesion=pd.array([0] * len(rows), dtype="Int64"), relapsed=pd.array([0] * len(rows), dtype="Int64")
    )
    rows = rows.assign(
        period=pd.Series(None, index=rows.index, dtype="str"), arm=pd.Series(None, index=rows.index, dtype="str")
    )
    decoy = rows.assign(scenario="no_change", value=rows["baseline"], percent_reduction=0.0, response="stable")
    sites = groups or ["limb"] * len(ids)
    lesions = pd.DataFrame({"lesion_id": ids, "patient_id": patients, "site": sites, "site_group": sites})
    lesions["n_treatments"] = pd.array([1 + place % 4 for place in range(len(ids))], dtype="Int64")
    lesions["dose_mean"] = [12.5 * (1 + place % 8) for place in range(len(ids))]
    visits = pd.concat([rows, decoy], ignore_index=True)
    return Cohort(lesions, visits, replace(OUTCOME, follow_up_visits=tuple(weeks)))


def aarhus() -> Cohort:
    """The first cohort: six patients, seven lesions, one death."""
    missing = float("nan")
    return cohort(
        ["1", "2", "3", "4", "5", "6", "6"],
        ["1a", "2a", "3a", "4a", "5a", "6a", "6b"],
        [3, 70, 6, 80, 4, 75, 85],
        {4: [0, 30, 3, 50, 1, 30, 35], 12: [0, 5, 2, 10, 0, missing, missing]},
        groups=["fingertip", "limb", "fingertip", "limb", "limb", "buttocks", "buttocks"],
    )


def better_higher(increase: float = 100) -> Cohort:
    """Three lesions of an outcome without a unit that is better higher; the first one rose by `increase` %."""
    made = cohort(["1", "2", "3"], ["1a", "2a", "3a"], [20, 20, 20], {4: [20 + increase / 5, 25, 10]})
    visits = made.visits.assign(response=["complete", "stable", "progression"] * 2)
    return made._replace(visits=visits, outcome=a_motion(follow_up_visits=made.outcome.follow_up_visits, unit=""))


def cross_over() -> Cohort:
    """Two lesions in two periods and two arms."""
    made = cohort(["1", "2"], ["1a", "2a"], [10, 20], {4: [5, 10]}, groups=["hand", "foot"])
    first = made.visits.assign(period="1", arm=["drug", "control"] * 2)
    second = made.visits.assign(period="2", arm=["control", "drug"] * 2)
    return made._replace(visits=pd.concat([first, second], ignore_index=True))


def many(n: int, weeks: list[int], names: str = "L{:02d}", groups: int = 4, missing: float = 0.15) -> Cohort:
    """A made-up cohort of `n` lesions, up to three of a patient, with remissions, growth and missing visits."""
    draw = np.random.default_rng(7)
    baseline = np.maximum(1, np.round(np.exp(draw.normal(2.7, 1.0, n))))
    values: dict[int, list[float]] = {}
    left = np.full(n, False)
    for week in weeks:
        shrink = np.clip(draw.normal(1 - 0.5 * week / max(weeks), 0.35, n), 0, None)
        left = left | (draw.random(n) < missing)
        values[week] = list(np.where(left, np.nan, np.round(baseline * shrink)))
    return cohort(
        [str(index // 3) for index in range(n)],
        [names.format(index) for index in range(n)],
        list(baseline),
        values,
        reason=[["died", "lost", "not recorded"][index % 3] for index in range(n)],
        groups=[f"group of sites {index % groups}" for index in range(n)],
    )


@functools.cache
def cohorts() -> dict[str, Cohort]:
    """All cohorts that every figure has to cope with, by what is awkward about them; read only."""
    nan = float("nan")
    long_name = "PATIENT-2024-COPENHAGEN-{:04d}-LEFT-LOWER-LIMB"
    sites: list[str | None] = [
        f"a rather long name of a group of sites, number {index % 12}, with_underscores" for index in range(28)
    ]
    return {
        "aarhus": aarhus(),
        "one lesion": cohort(["1"], ["1a"], [10], {4: [5], 12: [0]}),
        "one visit": cohort(["1", "1", "2"], ["1a", "1b", "2a"], [10, 12, 40], {6: [5, 0, 44]}),
        "four visits": many(9, [1, 2, 26, 52]),
        "thirty lesions": many(30, [4, 12]),
        "two hundred lesions": many(200, [4, 12]),
        "long ids": many(12, [4, 12], names=long_name),
        "nobody at the last visit": cohort(
            ["1", "2", "3"], ["1a", "2a", "3a"], [10, 20, 30], {4: [5, 20, 31], 12: [nan] * 3}, reason="lost"
        ),
        "nobody at any visit": cohort(["1", "2"], ["1a", "2a"], [10, 20], {4: [nan, nan]}, reason="not recorded"),
        "a gap": cohort(["1", "2"], ["1a", "2a"], [10, 20], {4: [nan, 15], 8: [5, nan], 12: [2, 14]}),
        "fivefold growth": cohort(["1", "2", "3"], ["1a", "2a", "3a"], [10, 20, 8], {4: [50, 0, 8], 12: [20, 20, 9]}),
        "hundredfold growth": cohort(
            ["1", "2", "3"], ["1a", "2a", "3a"], [1, 20, 8], {4: [100, 0, 8], 12: [40, 7, 24]}
        ),
        "identical lesions": cohort(
            [str(index) for index in range(30)], [f"L{index:02d}" for index in range(30)], [12] * 30,
            {4: [6] * 30, 12: [0] * 30},
        ),
        "pairs": cohort(["1", "2", "3"], ["1a", "2a", "3a"], [8, 8, 8], {4: [4, 4, 4], 12: [0, 0, nan]}),
        "long groups": many(28, [4, 12], groups=12)._replace(
            lesions=many(28, [4, 12]).lesions.assign(site=sites, site_group=sites)
        ),
        "missing sites": aarhus()._replace(lesions=aarhus().lesions.assign(site=None, site_group=None)),
        "hostile text": cohort(
            ["$x_1$", "<b>&amp;", "=1+1"], ["$\\frac{a}{b}$", "<b>&_^{2}", "%s\n\\n{}"], [10, 20, 30],
            {4: [5, 0, nan], 12: [4, 0, 30]}, reason="$lost_to$ <i>", groups=["$\\alpha$", "_a_", None],
        ),
        "better higher": better_higher(),
        "hundredfold increase": better_higher(9900),
        "cross-over": cross_over(),
        "wide range": cohort(
            ["1", "2", "3"], ["1a", "2a", "3a"], [0.02, 1500, 90000], {4: [0, 1, 45000], 12: [0.01, 0, 10]}
        ),
    }  # fmt: skip


#: Those that are much like another one, which `make test-full` draws.
LIKE_OTHERS = ("one visit", "a gap", "fivefold growth", "pairs", "missing sites", "better higher")


@pytest.fixture
def first_cohort() -> Cohort:
    """The first cohort."""
    return aarhus()


@pytest.fixture(scope="module")
def module_cohort() -> Cohort:
    """The first cohort, for what a whole module shares."""
    return aarhus()


@pytest.fixture
def cross_over_cohort() -> Cohort:
    """Two periods and two arms."""
    return cross_over()


@pytest.fixture
def hostile_cohort() -> Cohort:
    """Names that mean something to mathtext, XML, format strings or spreadsheets."""
    return cohorts()["hostile text"]


@pytest.fixture(scope="session")
def large_cohort() -> Cohort:
    """More lesions than a figure draws."""
    return many(5000, [4, 12], names="L{}")

"""What the forest plot of a cohort asks: its panels, and the results that each may draw."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from casetrace.figures.text import named_visit, one_line, sentence
from casetrace.model import groups
from casetrace.model.endpoint import Endpoint
from casetrace.model.plan import Plan
from casetrace.model.quantities import kind_of
from casetrace.model.summaries import NOT_RECORDED

#: Statistics that are one number for the whole of a quantity, of which an interval is drawn.
STATISTICS = ("proportion", "mean", "rate", "median")
#: Those of two arms compared: of means, of those within patients, and of shares.
DIFFERENCES = {"response": ("risk_difference",)}
OF_MEANS = ("mean_difference", "mean")


class Asked(NamedTuple):
    """What a panel is about.

    Attributes
    ----------
    title, axis
        What stands above it, and below its axis.
    rows
        The results that it may draw, with whether each is `primary`.
    share, percent
        Whether they are shares, and percentages.
    difference
        Whether they are differences of two arms.
    in_arms
        Whether they are of one arm or two, and not of everybody in a cohort with arms.
    """

    title: str
    axis: str
    rows: pd.DataFrame
    share: bool
    percent: bool
    difference: bool = False
    in_arms: bool = False


def asked_of(statistics: pd.DataFrame, plan: Plan) -> Iterator[Asked]:
    """A panel for each primary endpoint, by arm where there are arms; one for the percent change beside these.

    Parameters
    ----------
    statistics
        All results of the cohort.
    """
    seen = set()
    for endpoint in plan.primary_endpoints:
        primary = statistics[statistics["role"] == "primary"]
        primary = primary[_belongs(primary, endpoint, plan)]
        for group in primary["group"].unique():
            of_group = primary[primary["group"] == group]
            asked = (_difference if endpoint.comparison else _estimate)(statistics, of_group, endpoint, plan)
            if asked is not None:
                seen.add((of_group.iloc[0]["analysis"], endpoint.outcome))
                yield asked
    if not _has_arms(statistics):
        yield from _percent_change(statistics, plan, seen)


def _has_arms(statistics: pd.DataFrame) -> bool:
    """Whether there are several arms."""
    arms = set(statistics.loc[statistics["analysis"] == "arm", "group"]) - {f"arm={NOT_RECORDED}"}
    return len(arms) > 1


def _belongs(rows: pd.DataFrame, endpoint: Endpoint, plan: Plan) -> pd.Series:
    """Whether primary results answer an endpoint."""
    if not endpoint.outcome:
        return rows["analysis"].eq(endpoint.kind) | rows["group"].map(
            lambda text: ("endpoint", endpoint.name) in groups.read(text)
        )
    quantity = endpoint.quantity(plan.outcomes[endpoint.outcome])
    named = rows["group"].map(lambda text: dict(groups.read(text)).get("endpoint", endpoint.name) == endpoint.name)
    return (rows["analysis"] == quantity.analysis) & (rows["outcome"] == endpoint.outcome) & named.astype(bool)


def _estimate(statistics: pd.DataFrame, primary: pd.DataFrame, endpoint: Endpoint, plan: Plan) -> Asked | None:
    """What answers an endpoint in one group, an arm or everybody; nothing where it has no interval."""
    drawable = primary[primary["statistic"].isin(STATISTICS) & primary["ci_lower"].notna()]
    if drawable.empty:
        return None
    first = drawable.iloc[0]
    rows = _alike(statistics[statistics["ci_lower"].notna()], first)
    rows = rows[rows["statistic"] == first["statistic"]]
    arm = dict(groups.read(str(first["group"]))).get("arm", "")
    title = sentence(f"{one_line(endpoint.label)}{_when(first)}") + (f", {one_line(arm)}" if arm else "")
    rows = rows.assign(primary=rows["role"] == "primary")
    asked = _measured(title, str(first["analysis"]), str(first["statistic"]), rows, plan, str(first["outcome"]))
    return asked._replace(in_arms=bool(arm))


def _difference(statistics: pd.DataFrame, primary: pd.DataFrame, endpoint: Endpoint, plan: Plan) -> Asked | None:
    """The difference of two arms under each assumption, also where it has no interval; nothing where there is none."""
    assert endpoint.comparison is not None
    statistic = DIFFERENCES.get(endpoint.kind, OF_MEANS)
    first, share = primary.iloc[0], endpoint.kind == "response"
    rows = _alike(statistics[statistics["estimate"].notna()], first)
    rows = rows[rows["statistic"].isin(statistic) & (rows["option"].isna() | rows["option"].eq(""))]
    if rows.empty:
        return None
    rows = rows.assign(
        primary=rows["scenario"].eq(endpoint.scenario)
        & rows["unit_of_analysis"].eq(endpoint.unit_of_analysis)
        & rows["analysis_set"].eq(endpoint.analysis_set if share else "all")
    )
    arms = [one_line(arm) for arm in endpoint.comparison]
    percent = share or endpoint.kind == "percent_change"
    outcome = plan.outcomes[endpoint.outcome]
    unit = "percentage points" if percent else outcome.unit
    axis = f"Difference, {arms[0]} minus {arms[1]}" + (f" ({unit})" if unit else "")
    title = sentence(f"{one_line(endpoint.label)}{_when(first)}: {arms[0]} against {arms[1]} (reference)")
    return Asked(title, axis, rows, share, percent, difference=True, in_arms=True)


def _alike(rows: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    """Results on the same quantity of the same outcome, visit and group."""
    return rows[
        (rows["analysis"] == first["analysis"])
        & (rows["outcome"] == first["outcome"])
        & (rows["visit"].eq(first["visit"]) | (rows["visit"].isna() & pd.isna(first["visit"])))
        & (rows["group"] == first["group"])
    ]


def _when(first: pd.Series) -> str:
    return f", {named_visit(int(first['visit']))}" if pd.notna(first["visit"]) else ""


def _percent_change(statistics: pd.DataFrame, plan: Plan, seen: set[tuple[str, str]]) -> Iterator[Asked]:
    """The mean percent change of the primary outcome at its visit, where no primary endpoint asks for it."""
    outcome = plan.outcomes.get(plan.primary.outcome)
    if outcome is None or (outcome.gain, outcome.name) in seen:
        return
    rows = statistics[
        (statistics["analysis"] == outcome.gain)
        & (statistics["outcome"] == outcome.name)
        & (statistics["visit"] == plan.primary.visit)
        & (statistics["group"] == "")
        & (statistics["statistic"] == "mean")
        & statistics["ci_lower"].notna()
    ]
    if len(rows):
        title = f"Mean percent {outcome.gain} of {one_line(outcome.label)}, {named_visit(plan.primary.visit)}"
        rows = rows.assign(primary=rows["role"] == "primary")
        yield _measured(title, outcome.gain, "mean", rows, plan, outcome.name)


def _measured(title: str, analysis: str, statistic: str, rows: pd.DataFrame, plan: Plan, name: str) -> Asked:
    """A panel with the title of its axis."""
    outcome = plan.outcomes.get(name)
    label = one_line(outcome.label) if outcome else ""
    if statistic == "proportion":
        return Asked(title, "Proportion (%)", rows, share=True, percent=True)
    if kind_of(analysis) == "percent_change" or (outcome and analysis.startswith(outcome.gain)):
        axis = f"{statistic} {outcome.gain if outcome else ''} of {label} (%)"
        return Asked(title, axis, rows, share=False, percent=True)
    unit = f" ({outcome.unit})" if outcome and outcome.unit else ""
    axis = f"{statistic} of {analysis.replace('_', ' ')}, {label}{unit}"
    return Asked(title, axis, rows, share=False, percent=False)

"""Proportions of responders at each follow-up visit, for every response endpoint and for complete response."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from casetrace.figures.estimates import PREFERRED
from casetrace.figures.intervals import UNITS, Interval, panel
from casetrace.figures.look import MUTED, Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, Key, compose, gap, legend, paragraph
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import named_visit, number, one_line, sentence
from casetrace.model import groups
from casetrace.model.endpoint import RESPONDERS
from casetrace.model.plan import Plan, read_plan
from casetrace.model.result_files import read_statistics

TITLE = "Proportions of responders at each follow-up visit with confidence intervals"
NOTHING = "no proportion of responders has an interval"

COLUMNS = [
    "panel", "outcome", "visit", "unit_of_analysis", "analysis_set", "arm", "n", "estimate", "lower", "upper", "method",
    "flagged", "primary", "result_id",
]  # fmt: skip


class Rated(NamedTuple):
    """A proportion that is drawn: its title, its analysis and group in the results, outcome and set."""

    title: str
    analysis: str
    group: tuple[tuple[str, str], ...]
    outcome: str
    analysis_set: str


def drawing(source: Source) -> Drawing:
    """The figure of a cohort."""
    return draw(read_statistics(source.files["statistics"]), read_plan(source.files["plan"]), source.look)


def draw(statistics: pd.DataFrame, plan: Plan, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    panels = [(rated, data) for rated in _rated(plan) if len(data := responses_data(statistics, rated))]
    if not panels:
        return not_drawn(NOTHING, pd.DataFrame(columns=COLUMNS), look)
    blocks: list[Block] = []
    spoken: list[str] = []
    for rated, data in panels:
        rows = [_interval(row) for row in data.to_dict("records")]
        blocks += [*panel(rated.title, "Proportion (%)", rows, look, (0.0, 100.0)), gap(9)]
        spoken.append(f"{rated.title}: {'; '.join(row.words for row in rows)}.")
    every = pd.concat([data for _, data in panels], ignore_index=True)
    keys = [
        Key(marker, color, f"{unit}s")
        for unit, (marker, color) in UNITS.items()
        if unit in set(every["unit_of_analysis"])
    ]
    if every["flagged"].any():
        keys.append(Key("s", MUTED, "hollow: interpret with caution, see report", hollow=True))
    level = float(statistics["ci_level"].dropna().iloc[0])
    shaded = " Shaded: primary result." if every["primary"].any() else ""
    notes = f"{number(100 * level, 6)} % confidence intervals, observed data.{shaded}"
    return Drawing(
        compose(look, [*blocks, legend(keys, look), gap(1), paragraph(notes, look)]), every, TITLE, " ".join(spoken)
    )


def _rated(plan: Plan) -> Iterator[Rated]:
    """The response endpoints, and complete response of the outcomes that endpoints name."""
    for endpoint in plan.endpoints.values():
        if endpoint.is_rated and endpoint.kind == "response":
            title = _title(endpoint.label, endpoint.outcome, plan)
            yield Rated(
                title, RESPONDERS.analysis, (("endpoint", endpoint.name),), endpoint.outcome, endpoint.analysis_set
            )
    for name in dict.fromkeys(endpoint.outcome for endpoint in plan.endpoints.values() if endpoint.outcome):
        if plan.outcomes[name].scale.has_response:
            words = (
                "complete response of all lesions" if plan.outcomes[name].bearer == "lesion" else "complete response"
            )
            yield Rated(_title(words, name, plan), "all_complete", (), name, "all")


def _title(words: str, outcome: str, plan: Plan) -> str:
    several = len({endpoint.outcome for endpoint in plan.endpoints.values() if endpoint.outcome}) > 1
    label = f", {one_line(plan.outcomes[outcome].label)}" if several and outcome in plan.outcomes else ""
    return sentence(one_line(words)) + label


def responses_data(statistics: pd.DataFrame, rated: Rated) -> pd.DataFrame:
    """The rows that are drawn, of each visit, arm and unit the interval that is preferred."""
    rows = statistics[
        (statistics["analysis"] == rated.analysis)
        & (statistics["outcome"] == rated.outcome)
        & (statistics["statistic"] == "proportion")
        & (statistics["scenario"] == "observed")
        & (statistics["analysis_set"] == rated.analysis_set)
        & statistics["ci_lower"].notna()
    ]
    read = [dict(groups.read(text)) for text in rows["group"]]
    rows = rows.assign(arm=[pairs.pop("arm", "") for pairs in read], rest=[tuple(pairs.items()) for pairs in read])
    rows = rows[pd.Series([rest == rated.group for rest in rows["rest"]], index=rows.index, dtype="bool")]
    rows = rows.assign(rank=[_rank(row) for row in rows.itertuples()], inner=rows["unit_of_analysis"] != "patient")
    rows = rows.sort_values(["visit", "arm", "inner", "rank"], kind="stable").drop_duplicates(
        ["visit", "arm", "unit_of_analysis"]
    )
    if (rows["arm"] != "").any():
        rows = rows[rows["arm"] != ""]
    n = rows["n_patients"].where(rows["unit_of_analysis"] == "patient", rows["n_lesions"])
    return rows.assign(
        panel=rated.title, n=n, estimate=100 * rows["estimate"], lower=100 * rows["ci_lower"],
        upper=100 * rows["ci_upper"], flagged=rows["status"] == "flagged", primary=rows["role"] == "primary",
    )[COLUMNS].reset_index(drop=True)  # fmt: skip


def _rank(row: Any) -> int:
    """How early an interval comes among those of the same proportion."""
    preferred = PREFERRED.get(row.unit_of_analysis, ())
    return preferred.index(row.method) if row.method in preferred else len(preferred)


def _interval(row: dict[str, Any]) -> Interval:
    """A row as it is drawn."""
    n, unit = int(row["n"]), str(row["unit_of_analysis"])
    responders = round(float(row["estimate"]) * n / 100)
    arm = f", {one_line(row['arm'])}" if row["arm"] else ""
    return Interval(
        under=f"{named_visit(int(row['visit']), capital=True)}{arm}", name=f"{sentence(unit)}s", unit=unit,
        n=f"{number(responders)} of {number(n)}",
        estimate=float(row["estimate"]), lower=float(row["lower"]), upper=float(row["upper"]), percent=True,
        flagged=bool(row["flagged"]), primary=bool(row["primary"]), result_id=str(row["result_id"]), sign=" %",
    )  # fmt: skip

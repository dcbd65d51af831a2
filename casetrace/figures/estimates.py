"""Forest of a cohort: what answers its primary endpoints, over assumptions about the data and units of analysis."""

from typing import Any

import pandas as pd

from casetrace.figures.asked import Asked, asked_of
from casetrace.figures.intervals import UNITS, Interval, panel
from casetrace.figures.look import MUTED, Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, Key, compose, gap, legend, paragraph
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, number, sentence
from casetrace.model.plan import Plan, read_plan
from casetrace.model.result_files import read_statistics
from casetrace.model.scenarios import SCENARIO_LABELS

TITLE = "Forest plot: primary endpoint and mean percent {gain} by assumption about the data and unit of analysis"
OF_ARMS = "Forest plot: primary endpoint by assumption about the data and unit of analysis"
NOTHING = "no result of a primary endpoint has an interval"
NO_DIFFERENCE = " Dashed line: no difference between the arms."

#: The methods of an interval by unit, the one that is drawn first; a method that is not named comes after them.
PREFERRED = {
    "patient": ("clopper_pearson", "t", "welch_t", "newcombe", "tango"),
    "lesion": ("korn_graubard", "cr2_t", "clopper_pearson"),
}

#: An interval of a difference that is longer than so many times the usual one leaves the axis, with an arrow.
MOST_LENGTHS = 4
#: What of an axis of differences is free at either end.
AROUND = 0.04

#: What is said of the lesions or patients who count, and of a proportion of everybody.
SETS = {"all": "evaluable", "enrolled": "all treated; missing = no response"}

COLUMNS = [
    "panel", "scenario", "analysis_set", "unit_of_analysis", "group", "n_patients", "n_lesions", "estimate", "lower",
    "upper", "method", "flagged", "primary", "result_id",
]  # fmt: skip


def drawing(source: Source) -> Drawing:
    """The figure of a cohort."""
    return draw(read_statistics(source.files["statistics"]), read_plan(source.files["plan"]), source.look)


def draw(statistics: pd.DataFrame, plan: Plan, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    blocks: list[Block] = []
    parts: list[pd.DataFrame] = []
    spoken: list[str] = []
    flagged = several = compared = pooled = False
    for asked in asked_of(statistics, plan):
        data = estimates_data(asked)
        rows = [_interval(row, asked) for row in data.to_dict("records")]
        blocks += [*panel(asked.title, asked.axis, rows, look, *_axis(asked, data)), gap(9)]
        parts.append(data)
        spoken.append(f"{asked.title}. {'. '.join(row.words for row in rows)}.")
        flagged |= any(row.flagged for row in rows)
        several |= len({row.unit for row in rows}) > 1
        compared |= asked.difference
        pooled |= not asked.in_arms
    if not parts:
        return not_drawn(NOTHING, pd.DataFrame(columns=COLUMNS), look)
    blocks.append(legend(_keys(flagged, several), look))
    words = f"{_level(statistics)} confidence intervals. Shaded: primary result.{NO_DIFFERENCE * compared}"
    blocks += [gap(1), paragraph(words, look)]
    outcome = plan.outcomes.get(plan.primary.outcome)
    title = TITLE.format(gain=outcome.gain) if pooled and outcome else OF_ARMS
    return Drawing(compose(look, blocks), pd.concat(parts, ignore_index=True), title, " ".join(spoken))


def _level(statistics: pd.DataFrame) -> str:
    levels = statistics["ci_level"].dropna()
    return f"{number(100 * float(levels.iloc[0]), 6)} %" if len(levels) else ""


def _keys(flagged: bool, several: bool) -> list[Key]:
    """What the markers mean."""
    keys = [Key(marker, color, f"per {unit}") for unit, (marker, color) in UNITS.items()] if several else []
    return [*keys, *([Key("s", MUTED, "hollow: interpret with caution, see report", hollow=True)] if flagged else [])]


def _axis(asked: Asked, data: pd.DataFrame) -> tuple[tuple[float, float] | None, float | None]:
    """The ends of the axis where they are given, and the value with a line."""
    if asked.difference:
        return _ends_of_differences(data), 0.0
    return ((0.0, 100.0), None) if asked.axis.startswith("Proportion") else (None, 0.0)


def _ends_of_differences(data: pd.DataFrame) -> tuple[float, float]:
    """The ends of an axis with all differences, 0 and the intervals, but for those much longer than the others."""
    lengths = data["upper"] - data["lower"]
    usual = data[lengths <= MOST_LENGTHS * lengths.median()]
    values = [0.0, *data["estimate"], *usual["lower"], *usual["upper"]]
    low, high = min(values), max(values)
    free = AROUND * ((high - low) or 1.0)
    return low - free, high + free


def estimates_data(asked: Asked) -> pd.DataFrame:
    """The rows that are drawn: of each scenario, set and unit the interval that is preferred."""
    order = {name: place for place, name in enumerate(SCENARIO_LABELS)}
    rows = asked.rows.assign(
        rank=[_rank(row) for row in asked.rows.itertuples()],
        place=asked.rows["scenario"].map(lambda name: order.get(name, len(order))),
        later=(asked.rows["analysis_set"] == "enrolled") & asked.share,
        inner=(asked.rows["unit_of_analysis"] != "patient"),
    )
    rows = rows.sort_values(["place", "scenario", "later", "inner", "rank"], kind="stable")
    rows = rows.drop_duplicates(["scenario", "analysis_set", "unit_of_analysis"])
    rows = rows[~_is_repeated(rows)]
    factor = 100.0 if asked.share else 1.0
    return rows.assign(
        panel=asked.title, estimate=factor * rows["estimate"], lower=factor * rows["ci_lower"],
        upper=factor * rows["ci_upper"], flagged=rows["status"] == "flagged", primary=rows["primary"],
    )[COLUMNS].reset_index(drop=True)  # fmt: skip


def _is_repeated(rows: pd.DataFrame) -> pd.Series:
    """Whether an assumption fills in nothing, so that its estimate is that of the observed data."""
    same = ["analysis_set", "unit_of_analysis", "n_patients", "n_lesions", "estimate", "ci_lower", "ci_upper"]
    observed = rows["scenario"].eq("observed") | rows["scenario"].eq("as_reported") | rows["primary"]
    known = set(rows.loc[rows["scenario"] == "observed", same].astype(object).itertuples(index=False, name=None))
    repeats = [tuple(row) in known for row in rows[same].astype(object).itertuples(index=False, name=None)]
    return pd.Series(repeats, index=rows.index) & ~observed


def _rank(row: Any) -> tuple[bool, bool, int]:
    """How early an interval comes among those of the same estimate; what has none comes last."""
    preferred = PREFERRED.get(row.unit_of_analysis, ())
    return (
        bool(pd.isna(row.ci_lower)),
        row.role != "primary",
        preferred.index(row.method) if row.method in preferred else len(preferred),
    )


def _interval(row: dict[str, Any], asked: Asked) -> Interval:
    """A row as it is drawn."""
    unit = str(row["unit_of_analysis"])
    n = row[f"n_{unit}s"]
    scenario = SCENARIO_LABELS.get(row["scenario"], str(row["scenario"]).replace("_", " "))
    under = sentence(scenario) + (f", {SETS[row['analysis_set']]}" if asked.share else "")
    return Interval(
        under=under, name=f"{sentence(unit)}s", unit=unit, n=f"n = {number(int(n))}" if pd.notna(n) else count(0, unit),
        estimate=float(row["estimate"]), lower=float(row["lower"]), upper=float(row["upper"]), percent=asked.percent,
        flagged=bool(row["flagged"]), primary=bool(row["primary"]), result_id=str(row["result_id"]),
        sign=" %" if asked.percent and not asked.difference else "",
    )  # fmt: skip

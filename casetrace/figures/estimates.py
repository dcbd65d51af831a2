"""Forest of a cohort: what answers its primary endpoints, over assumptions about the data and units of analysis."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from casetrace.figures.intervals import UNITS, Interval, panel
from casetrace.figures.look import MUTED, Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, Key, compose, gap, legend, paragraph
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, number, one_line, sentence
from casetrace.model import groups
from casetrace.model.plan import Plan, read_plan
from casetrace.model.quantities import kind_of
from casetrace.model.result_files import read_statistics
from casetrace.model.scenarios import SCENARIO_LABELS

TITLE = "Forest plot: primary endpoint and mean percent change by assumption about the data and unit of analysis"
NOTHING = "no result of a primary endpoint has an interval"

#: Statistics that are one number for the whole of a quantity, of which an interval is drawn.
STATISTICS = ("proportion", "mean", "rate", "risk_difference", "difference", "median")

#: The methods of an interval by unit, the one that is drawn first; a method that is not named comes after them.
PREFERRED = {"patient": ("clopper_pearson", "t"), "lesion": ("korn_graubard", "cr2_t", "clopper_pearson")}

#: What is said of the lesions or patients who count, and of a proportion of everybody.
SETS = {"all": "evaluable", "enrolled": "all treated; missing = no response"}

COLUMNS = [
    "panel", "scenario", "analysis_set", "unit_of_analysis", "group", "n_patients", "n_lesions", "estimate", "lower",
    "upper", "method", "flagged", "primary", "result_id",
]  # fmt: skip


class Asked(NamedTuple):
    """What a panel is about: its title and axis, the results that it may draw, and whether they are shares."""

    title: str
    axis: str
    rows: pd.DataFrame
    share: bool
    percent: bool


def drawing(source: Source) -> Drawing:
    """The figure of a cohort."""
    return draw(read_statistics(source.files["statistics"]), read_plan(source.files["plan"]), source.look)


def draw(statistics: pd.DataFrame, plan: Plan, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    blocks: list[Block] = []
    parts: list[pd.DataFrame] = []
    spoken: list[str] = []
    flagged = several = False
    for asked in _asked(statistics, plan):
        data = estimates_data(asked)
        rows = [_interval(row, asked) for row in data.to_dict("records")]
        blocks += [*panel(asked.title, asked.axis, rows, look, *_axis(asked)), gap(9)]
        parts.append(data)
        spoken.append(f"{asked.title}. {'. '.join(row.words for row in rows)}.")
        flagged |= any(row.flagged for row in rows)
        several |= len({row.unit for row in rows}) > 1
    if not parts:
        return not_drawn(NOTHING, pd.DataFrame(columns=COLUMNS), look)
    blocks.append(legend(_keys(flagged, several), look))
    blocks += [gap(1), paragraph(f"{_level(statistics)} confidence intervals. Shaded: primary result.", look)]
    return Drawing(compose(look, blocks), pd.concat(parts, ignore_index=True), TITLE, " ".join(spoken))


def _level(statistics: pd.DataFrame) -> str:
    levels = statistics["ci_level"].dropna()
    return f"{number(round(100 * float(levels.iloc[0]), 6))} %" if len(levels) else ""


def _keys(flagged: bool, several: bool) -> list[Key]:
    """What the markers mean."""
    keys = [Key(marker, color, f"per {unit}") for unit, (marker, color) in UNITS.items()] if several else []
    return [*keys, *([Key("s", MUTED, "hollow: interpret with caution, see report", hollow=True)] if flagged else [])]


def _asked(statistics: pd.DataFrame, plan: Plan) -> Iterator[Asked]:
    """A panel for each primary endpoint, and one for the percent change of the primary outcome beside these."""
    seen = set()
    drawable = statistics[statistics["statistic"].isin(STATISTICS) & statistics["ci_lower"].notna()]
    for endpoint in plan.primary_endpoints:
        own = drawable[drawable["role"] == "primary"]
        own = own[_belongs(own, endpoint, plan)]
        if own.empty:
            continue
        first = own.iloc[0]
        rows = drawable[
            (drawable["analysis"] == first["analysis"])
            & (drawable["outcome"] == first["outcome"])
            & (drawable["visit"].eq(first["visit"]) | (drawable["visit"].isna() & pd.isna(first["visit"])))
            & (drawable["group"] == first["group"])
            & (drawable["statistic"] == first["statistic"])
        ]
        seen.add((first["analysis"], first["outcome"]))
        where = f", week {number(int(first['visit']))}" if pd.notna(first["visit"]) else ""
        title = sentence(f"{one_line(endpoint.label)}{where}")
        yield Asked(
            title, *_measured(str(first["analysis"]), str(first["statistic"]), rows, plan, str(first["outcome"]))
        )
    yield from _percent_change(drawable, plan, seen)


def _belongs(rows: pd.DataFrame, endpoint: Any, plan: Plan) -> pd.Series:
    """Whether primary results answer an endpoint."""
    if not endpoint.outcome:
        return rows["analysis"].eq(endpoint.kind) | rows["group"].map(
            lambda text: ("endpoint", endpoint.name) in groups.read(text)
        )
    quantity = endpoint.quantity(plan.outcomes[endpoint.outcome])
    named = rows["group"].map(lambda text: dict(groups.read(text)).get("endpoint", endpoint.name) == endpoint.name)
    return (rows["analysis"] == quantity.analysis) & (rows["outcome"] == endpoint.outcome) & named.astype(bool)


def _percent_change(drawable: pd.DataFrame, plan: Plan, seen: set[tuple[str, str]]) -> Iterator[Asked]:
    """The mean percent change of the primary outcome at its visit, where no primary endpoint asks for it."""
    outcome = plan.outcomes.get(plan.primary.outcome)
    if outcome is None or (outcome.gain, outcome.name) in seen:
        return
    rows = drawable[
        (drawable["analysis"] == outcome.gain)
        & (drawable["outcome"] == outcome.name)
        & (drawable["visit"] == plan.primary.visit)
        & (drawable["group"] == "")
        & (drawable["statistic"] == "mean")
    ]
    if len(rows):
        title = f"Mean percent {outcome.gain} of {one_line(outcome.label)}, week {number(plan.primary.visit)}"
        yield Asked(title, *_measured(outcome.gain, "mean", rows, plan, outcome.name))


def _measured(
    analysis: str, statistic: str, rows: pd.DataFrame, plan: Plan, name: str
) -> tuple[str, pd.DataFrame, bool, bool]:
    """The title of the axis, the rows, and whether they are shares and percentages."""
    outcome = plan.outcomes.get(name)
    label = one_line(outcome.label) if outcome else ""
    if statistic in ("proportion", "risk_difference"):
        return ("Proportion (%)" if statistic == "proportion" else "Difference (percentage points)"), rows, True, True
    if kind_of(analysis) == "percent_change" or (outcome and analysis.startswith(outcome.gain)):
        return f"{statistic} {outcome.gain if outcome else ''} of {label} (%)", rows, False, True
    unit = f" ({outcome.unit})" if outcome and outcome.unit else ""
    return f"{statistic} of {analysis.replace('_', ' ')}, {label}{unit}", rows, False, False


def _axis(asked: Asked) -> tuple[tuple[float, float] | None, float | None]:
    """The ends of the axis where they are given, and the value with a line."""
    return ((0.0, 100.0), None) if asked.axis.startswith("Proportion") else (None, 0.0)


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
        upper=factor * rows["ci_upper"], flagged=rows["status"] == "flagged", primary=rows["role"] == "primary",
    )[COLUMNS].reset_index(drop=True)  # fmt: skip


def _is_repeated(rows: pd.DataFrame) -> pd.Series:
    """Whether an assumption fills in nothing, so that its estimate is that of the observed data."""
    same = ["analysis_set", "unit_of_analysis", "n_patients", "n_lesions", "estimate", "ci_lower", "ci_upper"]
    observed = rows["scenario"].eq("observed") | rows["scenario"].eq("as_reported") | rows["role"].eq("primary")
    known = set(rows.loc[rows["scenario"] == "observed", same].astype(object).itertuples(index=False, name=None))
    repeats = [tuple(row) in known for row in rows[same].astype(object).itertuples(index=False, name=None)]
    return pd.Series(repeats, index=rows.index) & ~observed


def _rank(row: Any) -> tuple[bool, int]:
    """How early an interval comes among those of the same estimate."""
    preferred = PREFERRED.get(row.unit_of_analysis, ())
    return (row.role != "primary", preferred.index(row.method) if row.method in preferred else len(preferred))


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
    )  # fmt: skip

"""Funnel plot: the mean of each cohort against its standard error, from ten cohorts on."""

from collections.abc import Iterator, Mapping

import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, MUTED, Look
from casetrace.figures.marks import note_at
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, compose, gap, mark, paragraph
from casetrace.figures.plain_axes import panel_height, plain_axes
from casetrace.figures.pooled_source import pooled_source
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import number, one_line
from casetrace.methods.small_studies import FEWEST_COHORTS
from casetrace.model.comparisons import METHOD, OF_COHORTS, mean_rows
from casetrace.model.forest_panels import outcome_label
from casetrace.model.time_units import visit_name

TITLE = "Funnel plot of the cohorts: standard error against mean improvement"
COLUMNS = ["outcome", "visit", "change", "cohort", "printed", "mean", "se", "pooled", "result_id"]
NOT_ENOUGH = f"fewer than {FEWEST_COHORTS} cohorts are pooled; a funnel plot would mislead"
KEY = "The vertical line is the pooled mean; the other lines are pseudo 95 % confidence limits."
#: Where 95 % of a normal distribution lie.
WITHIN = float(stats.norm.ppf(0.975))


def drawing(source: Source) -> Drawing:
    """The figure of a study's cohorts."""
    pooled = pooled_source(source)
    data = funnel_data(pooled.statistics)
    gains = data[["outcome", "change"]].drop_duplicates().itertuples(index=False)
    labels = {str(name): outcome_label(pooled.cohorts, str(name), str(gain)) for name, gain in gains}
    return draw(data, labels, source.look)


def draw(data: pd.DataFrame, labels: Mapping[str, str], look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    data
        As of `funnel_data`.
    labels
        What each outcome is called.
    """
    if data.empty:
        return not_drawn(NOT_ENOUGH, data, look)
    blocks: list[Block] = []
    spoken = []
    for (outcome, visit), rows in data.groupby(["outcome", "visit"], sort=False):
        heading = f"{str(rows['change'].iloc[0]).capitalize()} of {one_line(labels[str(outcome)])}, {visit_name(visit)}"
        blocks += [paragraph(heading, look, INK), Block(panel_height(look), _panel(rows, look)), gap(6)]
        spoken.append(f"{heading}: {len(rows)} cohorts, pooled mean {number(rows['pooled'].iloc[0], 1)} %.")
    blocks.append(paragraph(KEY, look))
    return Drawing(compose(look, blocks), data, TITLE, " ".join(spoken))


def funnel_data(statistics: pd.DataFrame) -> pd.DataFrame:
    """What is drawn: a row for each pooled cohort of an outcome and visit with enough of them."""
    rows = [row for _, part in mean_rows(statistics).groupby(["outcome", "visit"], sort=False) for row in _rows(part)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(part: pd.DataFrame) -> Iterator[dict[str, object]]:
    given = part[part["status"] != "refused"]
    pooled = given[(given["statistic"] == "mean") & (given["method"] == METHOD)]
    of_cohorts = given[given["method"].isin(OF_COHORTS)]
    errors = of_cohorts[of_cohorts["statistic"] == "se"].set_index("group")["estimate"]
    means = of_cohorts[of_cohorts["statistic"] == "mean"]
    if len(means) < FEWEST_COHORTS or pooled.empty:
        return
    for row in means.itertuples():
        yield {
            "outcome": row.outcome,
            "visit": row.visit,
            "change": row.analysis,
            "cohort": str(row.group).removeprefix("cohort="),
            "printed": row.method != OF_COHORTS[0],
            "mean": row.estimate,
            "se": float(errors[row.group]),
            "pooled": float(pooled["estimate"].iloc[0]),
            "result_id": row.result_id,
        }


def _panel(rows: pd.DataFrame, look: Look):  # type: ignore[no-untyped-def]
    deepest, centre = 1.1 * float(rows["se"].max()), float(rows["pooled"].iloc[0])
    reach = max(WITHIN * deepest, 1.05 * float((rows["mean"] - centre).abs().max()))

    def draw_panel(figure: Figure, box: Box) -> None:
        titles = ("Mean improvement (%)", "Standard error (%)")
        axes = plain_axes(figure, box, (centre - reach, centre + reach), (deepest, 0.0), titles, look)
        axes.plot([centre, centre], [0, deepest], color=MUTED, linewidth=0.7)
        for side in (-1, 1):
            axes.plot(
                [centre, centre + side * WITHIN * deepest], [0, deepest], color=MUTED, linewidth=0.5, linestyle="--"
            )
        for row in rows.itertuples():
            x, y = axes.transData.transform((row.mean, row.se))
            mark(figure, "s", float(x), float(y), INK, MARKER, hollow=bool(row.printed))
            mean, error = (number(value, 1) for value in (row.mean, row.se))
            words = f"{one_line(str(row.cohort))}: {mean} %, standard error {error} %"
            note_at(figure, float(x), float(y), words, str(row.result_id))

    return draw_panel

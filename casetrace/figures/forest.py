"""Forest plot: the patients and the mean of each cohort, and the pooled mean with its prediction interval."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from casetrace.figures.forest_rows import (
    MOST_PATIENTS,
    PATIENT,
    axis_block,
    band,
    caption,
    dense_names,
    dense_row,
    drawn_patients,
    numbers_of,
    panel_scale,
    pooled_blocks,
    row_words,
    rule,
)
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, Look
from casetrace.figures.page import EDGE, Block, Key, compose, gap, legend, paragraph, write
from casetrace.figures.pooled_source import pooled_source
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, named_visit, number, one_line, wrap
from casetrace.model.comparisons import COHORTS_LISTED
from casetrace.model.forest_panels import ForestPanel, forest_panels
from casetrace.model.time_units import visit_name

TITLE = "Percent improvement of the patients of each cohort, with the mean of each cohort and the pooled mean"

#: A bitmap has at most this many dots either way.
MOST_DOTS = 60_000


def drawing(source: Source) -> Drawing:
    """The figure of a study's cohorts, whose files are in the order of their titles."""
    panels = list(forest_panels(*pooled_source(source)))
    return draw(panels, source.settings["level"], source.look)


def draw(panels: Sequence[ForestPanel], level: float, look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    panels
        One an outcome and visit.
    level
        Confidence level of the intervals, between 0 and 1.
    look
        Sizes of the figure.
    """
    blocks: list[Block] = []
    drawn: list[ForestPanel] = []
    for panel in panels:
        panel_blocks = _panel_blocks(panel, look)
        if drawn and sum(block.height for block in [*blocks, *panel_blocks]) * look.dpi / 72 > MOST_DOTS:
            break
        blocks += panel_blocks
        drawn.append(panel)
    blocks += _foot(drawn, len(panels) - len(drawn), level, look)
    description = " ".join(_in_words(panel) for panel in drawn) or _nothing()
    return Drawing(compose(look, blocks), forest_data(drawn), TITLE, description)


def forest_data(panels: Sequence[ForestPanel]) -> pd.DataFrame:
    """What is drawn: a row for each patient, each mean and each prediction interval, in the order of the figure.

    Returns
    -------
    DataFrame
        `result_id` names the results of means and prediction intervals; `lesion_visits_row` the rows of the cohort's
        lesion visits, counted from 0, that a patient's value is the mean of. Several are joined by "; ".
    """
    rows = []
    for panel in panels:
        panel_columns = {"outcome": panel.outcome, "visit": panel.visit, "change": panel.way.gain}
        for cohort, row in panel.cohorts.items():
            mean = {"mark": "cohort", "percent": row.mean, "lower": row.lower, "upper": row.upper}
            patients = row.patients[:0] if panel.is_dense else drawn_patients(row.patients)
            rows += [
                panel_columns | {"cohort": cohort, "mark": "patient"} | patient
                for patient in patients.rename(columns={"improvement": "percent"}).to_dict("records")
            ]
            rows.append(
                panel_columns | {"cohort": cohort, "n_patients": row.n_patients, "result_id": row.result_id} | mean
            )
        pooled, (lower, upper) = panel.pooled, panel.prediction
        if not pooled.refusal:
            mean = {"mark": "pooled", "percent": pooled.mean, "lower": pooled.lower, "upper": pooled.upper}
            rows.append(panel_columns | {"n_patients": pooled.n_patients, "result_id": pooled.result_id} | mean)
            ends = {"lower": lower, "upper": upper, "result_id": "; ".join(panel.prediction_ids)}
            rows.append(panel_columns | {"mark": "prediction"} | ends)
    columns = [
        "outcome", "visit", "change", "cohort", "mark", "patient_id", "n_patients", "percent", "lower", "upper",
        "result_id", "lesion_visits_row",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"n_patients": "Int64"})


def _panel_blocks(panel: ForestPanel, look: Look) -> list[Block]:
    """Heading, cohorts, pooled mean and axis of one outcome and visit."""
    scale = panel_scale(panel, look)
    blocks = [_heading(panel, look), gap(2)]
    if panel.is_dense:
        names = dense_names(panel, look)
        blocks += [dense_row(names[cohort], row, scale, look) for cohort, row in panel.cohorts.items()]
    else:
        for row in panel.cohorts.values():
            blocks += [caption(row.title, row, look), band(row, scale, look), gap(3)]
    blocks += [rule(), gap(3), *pooled_blocks(panel, scale, look)]
    return [*blocks, axis_block(panel, scale, look), gap(9)]


def _heading(panel: ForestPanel, look: Look) -> Block:
    text = f"{panel.way.gain.capitalize()} of {one_line(panel.label)}, {named_visit(panel.visit)}"
    # Bold text is wider than the plain text that is measured to wrap it.
    lines = wrap(text, 0.85 * (look.width - 2 * EDGE), look.font, lines=2)

    def draw_heading(figure: Figure, box: Box) -> None:
        for index, words in enumerate(lines):
            middle = box.top - (index + 0.5) * 1.3 * look.font
            write(figure, words, box.left, middle, size=look.font, weight="bold")

    return Block(len(lines) * 1.3 * look.font, draw_heading)


def _foot(panels: Sequence[ForestPanel], left_out: int, level: float, look: Look) -> list[Block]:
    """What the marks mean, and what the figure leaves out."""
    if not panels:
        return [paragraph(_nothing(), look)]
    interval = f"{number(round(100 * level, 6))} % CI"
    keys = [Key("s", INK, f"mean of a cohort with its {interval}")]
    with_patients = [panel for panel in panels if not panel.is_dense]
    if with_patients:
        keys.insert(0, Key("o", PATIENT, "a patient"))
    if any(not panel.pooled.refusal for panel in panels):
        keys.append(Key("D", INK, f"pooled mean with its {interval}"))
    notes = []
    if any(row.flagged for panel in panels for row in [*panel.cohorts.values(), panel.pooled]):
        notes.append("† Interpret with caution; see the flags in the report.")
    if len(with_patients) < len(panels):
        notes.append(f"The patients of more than {COHORTS_LISTED} cohorts are not drawn.")
    if any(len(row.patients) > MOST_PATIENTS for panel in with_patients for row in panel.cohorts.values()):
        notes.append(
            f"Of a cohort with more than {MOST_PATIENTS} patients, {MOST_PATIENTS} are drawn, evenly spaced in order."
        )
    if left_out:
        notes.append(f"{count(left_out, 'panel')} more would not fit on the page; see the table of results.")
    return [legend(keys, look), *([gap(2), paragraph(" ".join(notes), look)] if notes else [])]


def _nothing() -> str:
    return "No two cohorts have an outcome and a visit in common."


def _in_words(panel: ForestPanel) -> str:
    """A panel for readers who cannot see it."""
    rows = [row_words(row) for row in panel.cohorts.values()]
    pooled = "not pooled" if panel.pooled.refusal else f"pooled, {numbers_of(panel.pooled)}"
    words = f"{panel.way.gain.capitalize()} of {one_line(panel.label)} at {visit_name(panel.visit)}"
    return f"{words}: {'; '.join([*rows, pooled])}."

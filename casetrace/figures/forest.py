"""Forest plot: the patients and the mean of each cohort, and the pooled mean with its prediction interval."""

import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from casetrace.figures.forest_pieces import Piece, pieces
from casetrace.figures.forest_rows import MOST_PATIENTS, PATIENT, drawn_patients
from casetrace.figures.look import INK, Look
from casetrace.figures.page import EDGE, PAGE_HEIGHT, Block, Key, compose, gap, height_of, legend, paragraph
from casetrace.figures.pooled_source import pooled_source
from casetrace.figures.saving import Drawing, Part
from casetrace.figures.source import Source
from casetrace.figures.text import count, number
from casetrace.model.comparisons import COHORTS_LISTED
from casetrace.model.forest_panels import ForestPanel, forest_panels

TITLE = "Percent improvement of the patients of each cohort, with the mean of each cohort and the pooled mean"

#: A bitmap has at most this many dots either way.
MOST_DOTS = 60_000

#: The figure of so few cohorts stays in one piece, however many outcomes and visits they have in common.
FEW_COHORTS = 5


def drawing(source: Source) -> Drawing:
    """The figure of a study's cohorts, whose files are in the order of their titles."""
    panels = list(forest_panels(*pooled_source(source)))
    return draw(panels, source.settings["level"], source.look)


def draw(panels: Sequence[ForestPanel], level: float, look: Look) -> Drawing:
    """The figure, with its data and its description; in parts where many cohorts are higher than a page.

    Parameters
    ----------
    panels
        One an outcome and visit.
    level
        Confidence level of the intervals, between 0 and 1.
    look
        Sizes of the figure.
    """
    foot = height_of(_foot(panels, 0, level, look)) + 2 * EDGE
    is_cut = _is_cut(panels, foot, look)
    room = PAGE_HEIGHT - foot if is_cut else math.inf
    found = (list(pieces(panel, look, room)) for panel in panels)
    of_panels = list(_on_one_bitmap(found, foot * is_cut, look))
    drawn = [of_panel[0].panel for of_panel in of_panels]
    shown = [piece for of_panel in of_panels for piece in of_panel]
    last = _foot(drawn, len(panels) - len(drawn), level, look)
    description = " ".join(piece.description for piece in shown) or _nothing()
    if not is_cut:
        blocks = [*(block for piece in shown for block in piece.blocks), *last]
        return Drawing(compose(look, blocks), forest_data(drawn), TITLE, description)
    pages = [[*piece.blocks, *last] for piece in shown]
    parts = (Part(compose(look, page), piece.description) for page, piece in zip(pages, shown, strict=True))
    figure = compose(look, _below_each_other(pages))
    return Drawing(figure, forest_data(drawn), TITLE, description, parts=tuple(parts))


def _on_one_bitmap(of_panels: Iterable[list[Piece]], further: float, look: Look) -> Iterator[list[Piece]]:
    """The first panels, as many as there is room for; each piece of them takes something `further`."""
    height = 0.0
    for place, of_panel in enumerate(of_panels):
        height += sum(height_of(piece.blocks) + further for piece in of_panel)
        if place and height * look.dpi / 72 > MOST_DOTS:
            return
        yield of_panel


def _is_cut(panels: Sequence[ForestPanel], foot: float, look: Look) -> bool:
    """Whether the cohorts are more than a few and fill more than a page."""
    if max((len(panel.cohorts) for panel in panels), default=0) <= FEW_COHORTS:
        return False
    whole = (piece for panel in panels for piece in pieces(panel, look))
    return sum(height_of(piece.blocks) for piece in whole) + foot > PAGE_HEIGHT


def _below_each_other(pages: Sequence[list[Block]]) -> list[Block]:
    """The blocks of pages, with the white edges between them."""
    first, *others = pages
    return [*first, *(block for page in others for block in [gap(2 * EDGE), *page])]


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


def _foot(panels: Sequence[ForestPanel], left_out: int, level: float, look: Look) -> list[Block]:
    """What the marks mean, and what the figure leaves out."""
    if not panels:
        return [paragraph(_nothing(), look)]
    interval = f"{number(100 * level, 6)} % CI"
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
        if any(panel.is_dense and not panel.pooled.refusal for panel in panels):
            notes.append("The dotted line is the pooled mean.")
    if any(len(row.patients) > MOST_PATIENTS for panel in with_patients for row in panel.cohorts.values()):
        notes.append(
            f"Of a cohort with more than {MOST_PATIENTS} patients, {MOST_PATIENTS} are drawn, evenly spaced in order."
        )
    if left_out:
        notes.append(f"{count(left_out, 'panel')} more would not fit on the page; see the table of results.")
    return [legend(keys, look), *([gap(2), paragraph(" ".join(notes), look)] if notes else [])]


def _nothing() -> str:
    return "No two cohorts have an outcome and a visit in common."

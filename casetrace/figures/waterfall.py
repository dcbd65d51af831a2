"""Waterfall plot: the percent change of each lesion from baseline, worst first, at each follow-up visit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from casetrace.figures.case_series import MOST_LESIONS, CaseSeries, drawn_series
from casetrace.figures.labels import Box
from casetrace.figures.look import MARKER, MUTED, RESPONSES, RULE, VECTOR_MARKS, Look
from casetrace.figures.marks import Mark, note, titles_of
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import EDGE, Block, compose, gap, legend, line, paragraph, write
from casetrace.figures.panels import change_panel, data_area, nobody_in, visit_heading
from casetrace.figures.reduction_axis import ReductionAxis, change_axis
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.spoken import change_words, enumerated
from casetrace.figures.text import named_visit, number, percent_number, sentence, shorten, text_width
from casetrace.model.time_units import time_unit

TITLE = "Waterfall plot: percent change in {} of each {} from baseline at each follow-up visit, ordered by the last"

#: Height of a panel's data area; one with a large increase on it is higher.
PANEL, HIGH_PANEL = 104.0, 128.0

#: A panel is at least this many bars wide, so that a lone bar stays a bar.
FEWEST_SLOTS = 6

#: The names of lesions stand in one row or in two, alternating.
MOST_NAME_ROWS = 2


#: What is drawn of each arm, or of everybody together, and its bars.
Panels = dict[str, tuple[CaseSeries, pd.DataFrame]]


@dataclass(frozen=True)
class NameRows:
    """How the names below the bars are set: their angle, the number of rows, and a row's height. No rows: not named."""

    rotation: int
    rows: int
    height: float


def drawing(source: Source) -> Drawing:
    """The figure of the outcomes that a cohort's endpoints name."""
    return draw([series.in_panels for series in drawn_series(source)], source.look)


def draw(every: Sequence[CaseSeries], look: Look) -> Drawing:
    """The figure, with its data and its description, of the outcomes that have a percent change."""
    drawn = [series for series in every if series.outcome.scale.has_percent_change]
    panels = [_panels(series) for series in drawn or every[:1]]
    data = pd.concat([bars for own in panels for _, bars in own.values()], ignore_index=True)
    if not drawn:
        return not_drawn(every[0].outcome.scale.reason, data, look)
    blocks: list[Block] = []
    for series, own in zip(drawn, panels, strict=True):
        blocks += [*_of_outcome(series, own, len(drawn) > 1, look), gap(6)]
    spoken = " ".join(_in_words(series) for series in drawn)
    title = TITLE.format(enumerated([series.label for series in drawn]), drawn[0].bearer)
    return Drawing(compose(look, blocks[:-1]), data, title, spoken)


def waterfall_data(series: CaseSeries) -> pd.DataFrame:
    """The bars: one row per lesion and visit, in the order drawn; those not evaluable have their reason.

    Few lesions stand in the same order at every visit: that of their change at the visit that the endpoints ask about,
    the worst first, and behind them those without one. More are in an order of their own at each visit, and of very
    many an even selection is drawn.
    """
    rows = series.rows.assign(improvement=series.way.sign * -series.rows["change"])
    if series.labelled:
        places = {lesion: place for place, lesion in enumerate(_order(rows, series))}
        data = rows.assign(position=rows["lesion_id"].map(places) + 1).sort_values(["visit", "position"], kind="stable")
    else:
        order = rows.sort_values(["visit", "improvement", "lesion_id"], kind="stable", na_position="last")
        data = pd.concat([_selected(bars) for _, bars in order.groupby("visit")])
        data = data.assign(position=data.groupby("visit").cumcount() + 1)
    data = data.assign(outcome=series.outcome.name).rename(columns={"change": "percent_change"})
    names = ["outcome", "patient_id", "lesion_id", "label", "arm", "visit", "position", "percent_change", "response"]
    return data[[*names, "lesion_visits_row", "reason"]].reset_index(drop=True)


def _by_arm(series: CaseSeries) -> list[tuple[str, CaseSeries]]:
    """What shares a panel: everybody where bars are few enough to be told apart by arm, else the lesions of an arm."""
    return [("", series)] if series.labelled else series.by_arm


def _order(rows: pd.DataFrame, series: CaseSeries) -> list[str]:
    """The lesions from the worst to the best at one visit; those without a change there by their latest one."""
    latest = rows[rows["improvement"].notna()].drop_duplicates("lesion_id", keep="last")
    at_visit = rows[rows["visit"] == series.order_visit].set_index("lesion_id")["improvement"]
    lesions = pd.DataFrame({"lesion_id": rows["lesion_id"].unique()})
    lesions["asked"] = lesions["lesion_id"].map(at_visit)
    lesions["latest"] = lesions["lesion_id"].map(latest.set_index("lesion_id")["improvement"])
    return list(lesions.sort_values(["asked", "latest", "lesion_id"], kind="stable")["lesion_id"])


def _selected(bars: pd.DataFrame) -> pd.DataFrame:
    """The bars of a visit: all, or an even selection of those evaluable and one row for each reason of the others."""
    evaluable, others = bars[bars["change"].notna()], bars[bars["change"].isna()]
    if len(bars) <= MOST_LESIONS:
        return bars
    chosen = np.linspace(0, len(evaluable) - 1, min(MOST_LESIONS, len(evaluable))).round().astype(int)
    return pd.concat([evaluable.iloc[chosen], others.drop_duplicates("reason")])


def _panels(series: CaseSeries) -> Panels:
    """What is drawn of each arm, with its bars."""
    return {arm: (some, waterfall_data(some)) for arm, some in _by_arm(series)}


def _of_outcome(series: CaseSeries, panels: Panels, named: bool, look: Look) -> Iterator[Block]:
    """One panel per visit, with the response thresholds that it reaches; per arm too where lesions are many."""
    data = pd.concat([rows for _, rows in panels.values()], ignore_index=True)
    axis = change_axis(data["percent_change"])
    height = (HIGH_PANEL if axis.high > 100 else PANEL) * look.scale
    names = _name_rows(data, series, axis, height, look)
    for visit in series.visits:
        for arm, (some, rows) in panels.items():
            before = "".join(f"{part}, " for part in (sentence(series.label) if named else "", arm) if part)
            yield from visit_heading(some, visit, look, before)
            yield gap(4)
            yield _panel(rows[rows["visit"] == visit].reset_index(drop=True), some, axis, height, names, look)
            yield gap(8)
    seen = data.loc[data["percent_change"].notna(), "response"]
    yield legend(series.arm_keys() if series.labelled and series.arms else series.keys(seen, bars=True), look)
    yield from (block for text in _notes(series, names) for block in (gap(2), paragraph(text, look)))


def _notes(series: CaseSeries, names: NameRows) -> list[str]:
    """What the reader has to know of the order and of lesions that are not named or not drawn."""
    if names.rows:
        several = f"{series.bearer.capitalize()}s are in the order of {named_visit(series.order_visit)} at every visit."
        return [text for text in (series.of_one_patient, several * (len(series.visits) > 1), series.periods) if text]
    total = series.rows["lesion_id"].nunique()
    drawn = f" Drawn: {number(MOST_LESIONS)}, evenly spaced in that order." if total > MOST_LESIONS else ""
    order = named_visit(series.order_visit) if series.labelled else f"each {time_unit()}"
    return [f"{sentence(series.bearer)}s are in the order of their change at {order}.{drawn}"]


def _name_rows(data: pd.DataFrame, series: CaseSeries, axis: ReductionAxis, height: float, look: Look) -> NameRows:
    """Names level where they fit, else upright; in two rows where one is too narrow."""
    page = Box(EDGE, 0, look.width - EDGE, height)
    area = data_area(page, series, axis, look)
    slot = (area.right - area.left) / _slots(data["lesion_id"].nunique())
    longest = max(text_width(label, look.small) for label in data["label"].unique()) if series.labelled else 0.0
    for rotation, across, along in ((0, longest + 3, look.line), (90, look.line, longest + 3)):
        for rows in range(1, MOST_NAME_ROWS + 1):
            # The tick of a name in the second row has to pass between two names of the first.
            if series.labelled and across <= rows * slot and (rows == 1 or across / 2 < slot):
                return NameRows(rotation, rows, along)
    return NameRows(0, 0, 0.0)


def _slots(lesions: int) -> int:
    return max(lesions, FEWEST_SLOTS)


def _panel(
    bars: pd.DataFrame, series: CaseSeries, axis: ReductionAxis, height: float, names: NameRows, look: Look
) -> Block:
    """The bars of one visit, and below them the lesions' names and what these are."""
    foot = names.rows * names.height + (5 if names.rows else 2) + 1.3 * look.font

    def draw(figure: Figure, box: Box) -> None:
        area = box._replace(bottom=box.top - height)
        axes = change_panel(figure, area, series, axis, look)
        shown = bars if names.rows else bars[bars["percent_change"].notna()]
        slots, n = _slots(len(shown)), len(shown)
        axes.set_xlim((n - slots) / 2 - 0.5, (n + slots) / 2 - 0.5)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        data = Box(*axes.bbox.extents)
        if shown["percent_change"].notna().any():
            _draw_bars(figure, axes, shown, series, bool(names.rows), look)
        elif not names.rows:
            nobody_in(figure, data, series, look)
        if names.rows:
            _draw_missing(figure, axes, shown, look)
            _write_names(figure, axes, shown, names, look)
        middle = ((data.left + data.right) / 2, box.bottom + 0.6 * look.font)
        write(figure, f"{sentence(series.bearer)}s", *middle, size=look.font, align="center")

    return Block(height + foot, draw)


def _draw_bars(figure: Figure, axes: Axes, bars: pd.DataFrame, series: CaseSeries, named: bool, look: Look) -> None:
    """Bars by response, or by arm where there are several; a change of 0 has no height, so a thick line shows it."""
    places, half = np.arange(len(bars)), 0.37 if named else 0.5
    groups = bars["arm"] if series.arms else bars["response"]
    for name, members in groups[bars["percent_change"].notna()].groupby(groups):
        looks = (series.arm_look(name) if name else RESPONSES[""]) if series.arms else RESPONSES[name]
        left, changes = places[members.index] - half, bars.loc[members.index, "percent_change"].to_numpy()
        corners = np.stack(
            [[left, left, left + 2 * half, left + 2 * half], [0 * changes, changes, changes, 0 * changes]]
        )
        drawn = PolyCollection(
            list(corners.transpose(2, 1, 0)), facecolors=looks.color, edgecolors="white", linewidths=0, zorder=2,
            hatch=looks.hatch or None, rasterized=len(bars) > VECTOR_MARKS,
        )  # fmt: skip
        axes.add_collection(drawn, autolim=False)
        flat = left[changes == 0]
        axes.hlines(0 * flat, flat, flat + 2 * half, colors=looks.color, linewidth=2.5, zorder=3)
    if named:
        _annotate_bars(figure, axes, bars, half, look)


def _annotate_bars(figure: Figure, axes: Axes, bars: pd.DataFrame, half: float, look: Look) -> None:
    """The number beyond the end of each bar where they fit, and the mark that opens its row."""
    evaluable = bars[bars["percent_change"].notna()]
    slot = axes.bbox.width / (axes.get_xlim()[1] - axes.get_xlim()[0])
    texts = [percent_number(change) for change in evaluable["percent_change"]]
    fit = max(text_width(text, look.small) for text in texts) + 2 <= slot
    titles = titles_of(evaluable, "percent_change", "%")
    for place, row, text, title in zip(evaluable.index, evaluable.itertuples(), texts, titles, strict=True):
        change = float(row.percent_change)
        (x, y), (left, zero) = axes.transData.transform([(place, change), (place - half, 0.0)])
        if fit:
            beyond = y + (1 if change > 0 else -1) * (look.line / 2 + 1)
            write(figure, text, x, beyond, size=look.small, align="center", halo=True)
        low, high = sorted((zero, y))
        middle, tall = (low + high) / 2, max(high - low, MARKER) / 2
        note(figure, Mark(left, middle - tall, 2 * x - left, middle + tall, title, int(row.lesion_visits_row)))


def _draw_missing(figure: Figure, axes: Axes, bars: pd.DataFrame, look: Look) -> None:
    """In the place of each lesion that is not evaluable the reason, beside the line of no change."""
    slot = axes.bbox.width / (axes.get_xlim()[1] - axes.get_xlim()[0])
    for place in np.flatnonzero(bars["percent_change"].isna()) if slot >= look.line else ():
        x, zero = (float(each) for each in axes.transData.transform((float(place), 0.0)))
        below, above = zero - axes.bbox.y0, axes.bbox.y1 - zero
        room, side = (below, -1) if below >= above else (above, 1)
        reason = str(bars["reason"].iloc[place])
        text = next(
            (
                some
                for some in (shorten(reason, n) for n in range(40, 1, -1))
                if text_width(some, look.small) <= room - 4
            ),
            "",
        )
        middle = zero + side * (text_width(text, look.small) / 2 + 3)
        write(figure, text, x, middle, size=look.small, color=MUTED, align="center", rotation=90, halo=True)


def _write_names(figure: Figure, axes: Axes, bars: pd.DataFrame, names: NameRows, look: Look) -> None:
    """The lesions' names below the data area, each with a tick from its bar."""
    bottom = axes.bbox.y0
    for place, label in enumerate(bars["label"]):
        x = float(axes.transData.transform((place, 0))[0])
        top = bottom - 4 - (place % names.rows) * names.height
        line(figure, [(x, bottom - 1), (x, top + 0.5)], color=RULE, linewidth=0.5)
        write(figure, label, x, top - names.height / 2, size=look.small, align="center", rotation=names.rotation)


def _in_words(series: CaseSeries) -> str:
    """The plot for readers who cannot see it."""
    parts = [f"Waterfall plot of the change in {series.label}, from the worst to the best."]
    for visit in series.visits:
        rows, _ = series.at(visit)
        parts.append(f"{named_visit(visit, capital=True)}: {change_words(rows, series)}.")
    return " ".join(parts)

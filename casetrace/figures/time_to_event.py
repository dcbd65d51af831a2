"""Step curves of the cumulative incidence of events that are seen at visits, with the numbers at risk below them."""

from collections.abc import Callable, Iterator

import pandas as pd
from matplotlib.figure import Figure

from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, MUTED, RESPONSES, Look
from casetrace.figures.marks import Mark, note, note_at
from casetrace.figures.page import EDGE, Block, add_axes, compose, gap, mark, paragraph, write
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import number, one_line, text_width
from casetrace.figures.ticks import fitting_ticks
from casetrace.model import groups
from casetrace.model.endpoint import Endpoint
from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.numbers import significant
from casetrace.model.plan import Plan, read_plan
from casetrace.model.quantities import after_response
from casetrace.model.result_files import read_statistics
from casetrace.model.time_units import time_unit, time_units
from casetrace.model.treatment import Treatment

TITLE = "Cumulative incidence by visit, with the numbers at risk"
COLUMNS = ["endpoint", "label", "unit_of_analysis", "time", "at_risk", "cumulative_incidence", "result_id"]
CURVE = RESPONSES["partial"].color

#: Height of a panel's data area.
PANEL = 92.0

NOTHING = "No curve: no patient at risk was followed."
GAP = "The curve has a gap where the number with the event is not identifiable from the visits."


def drawing(source: Source) -> Drawing:
    """The figure of all endpoints of a cohort that are times to an event."""
    plan = read_plan(source.files["plan"])
    return draw(time_to_event_data(read_statistics(source.files["statistics"]), plan), plan, source.look)


def draw(data: pd.DataFrame, plan: Plan, look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    data
        As of `time_to_event_data`.
    """
    blocks: list[Block] = []
    spoken = []
    for endpoint in _drawn(plan):
        rows = data[data["endpoint"] == endpoint.name].reset_index(drop=True)
        start = plan.outcomes[endpoint.outcome].baseline_visit if endpoint.kind == "time_to_response" else 0
        blocks += [*_panel(rows, endpoint, start, plan.treatment, look), gap(8)]
        spoken.append(_in_words(rows, endpoint))
    if data["cumulative_incidence"].isna().any():
        blocks.append(paragraph(GAP, look))
    return Drawing(compose(look, blocks), data, TITLE, " ".join(spoken))


def time_to_event_data(statistics: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """What is drawn: a row for each visit of each endpoint, over the endpoint's unit of analysis."""
    return pd.DataFrame(
        [row for endpoint in _drawn(plan) for row in _rows(statistics, endpoint)], columns=COLUMNS
    ).astype({"time": "float64", "at_risk": "Int64", "cumulative_incidence": "float64"})


def _drawn(plan: Plan) -> list[Endpoint]:
    return [endpoint for endpoint in plan.endpoints.values() if endpoint.kind in TIMES]


def _rows(statistics: pd.DataFrame, endpoint: Endpoint) -> Iterator[dict[str, object]]:
    """The visits of one endpoint, in order."""
    own = statistics[
        (statistics["quantity"] == endpoint.kind)
        & (statistics["unit_of_analysis"] == endpoint.unit_of_analysis)
        & statistics["group"].map(lambda text: ("endpoint", endpoint.name) in groups.read(text))
    ]
    estimates = own[(own["statistic"] == "cumulative_incidence") & (own["method"] == "turnbull")]
    at_risk = own[own["statistic"] == "at_risk"]
    for (_, counted), (_, estimate) in zip(at_risk.iterrows(), estimates.iterrows(), strict=True):
        yield {
            "endpoint": endpoint.name,
            "label": endpoint.label,
            "unit_of_analysis": endpoint.unit_of_analysis,
            "time": dict(groups.read(counted["group"])).get(after_response(), counted["visit"]),
            "at_risk": int(counted["estimate"]),
            "cumulative_incidence": estimate["estimate"],
            "result_id": f"{counted['result_id']}; {estimate['result_id']}",
        }


def _name(endpoint: Endpoint) -> str:
    label = one_line(endpoint.label)
    return label[:1].upper() + label[1:]


def _axis_words(endpoint: Endpoint) -> str:
    if endpoint.kind == "time_to_response":
        return time_unit().capitalize()
    return f"{time_units().capitalize()} since the response was first seen"


def _time_title(endpoint: Endpoint, treatment: Treatment) -> str:
    return f"Time since first {'response' if endpoint.kind != 'time_to_response' else treatment.name} ({time_units()})"


def _panel(rows: pd.DataFrame, endpoint: Endpoint, start: int, treatment: Treatment, look: Look) -> list[Block]:
    """The name of an endpoint, its curve, and the numbers at risk."""
    heading = paragraph(_name(endpoint), look, INK)
    if rows.empty:
        return [heading, paragraph(NOTHING, look)]
    height = PANEL * look.scale
    foot = 4.6 * look.line

    def draw(figure: Figure, box: Box) -> None:
        _draw_curve(figure, box._replace(bottom=box.top - height), rows, endpoint, start, treatment, look)

    return [heading, gap(3), Block(height + foot, draw)]


def _draw_curve(
    figure: Figure, box: Box, rows: pd.DataFrame, endpoint: Endpoint, start: int, treatment: Treatment, look: Look
) -> None:
    """The steps, and below the axis the visits and the number at risk at each."""
    left = box.left + 1.4 * look.font + text_width("100", look.small) + 8
    last = float(rows["time"].iloc[-1])
    widest = max(text_width(number(value), look.small) for value in [*rows["time"], *rows["at_risk"]])
    axes = add_axes(figure, Box(left, box.bottom, box.right - widest / 2 - 1, box.top - look.line / 2))
    axes.set(xlim=(start, last + 0.03 * (last - start)), ylim=(0, 103))
    axes.set_yticks([0, 25, 50, 75, 100])
    shown = 100 * rows["cumulative_incidence"]
    steps = [0.0, *shown, shown.iloc[-1]]
    axes.step(
        [start, *rows["time"], axes.get_xlim()[1]], steps, where="post", color=CURVE, linewidth=1.3, clip_on=False
    )
    write(
        figure, "Cumulative incidence (%)", EDGE + 0.7 * look.font, (box.bottom + box.top) / 2,
        size=look.font, align="center", rotation=90,
    )  # fmt: skip

    def place(time: float) -> float:
        return float(axes.transData.transform((time, 0))[0])

    ticks = fitting_ticks([*rows["time"][::-1], float(start)], place, lambda text: widest, 4)
    axes.set_xticks(ticks, [number(tick) for tick in ticks])
    for row in rows.itertuples():
        if pd.notna(row.cumulative_incidence):
            x, y = axes.transData.transform((row.time, 100 * row.cumulative_incidence))
            mark(figure, "o", float(x), float(y), CURVE, MARKER - 1)
            words = f"{_axis_words(endpoint)} {number(row.time)}: {_share(row.cumulative_incidence)}"
            note_at(figure, float(x), float(y), words, str(row.result_id).split("; ")[1])
    middle = (axes.bbox.x0 + axes.bbox.x1) / 2
    write(
        figure, _time_title(endpoint, treatment), middle, box.bottom - 1.9 * look.line, size=look.font, align="center"
    )
    write(figure, "At risk:", box.left, box.bottom - 2.9 * look.line, size=look.small, color=MUTED)
    _write_at_risk(figure, rows[rows["time"].isin(ticks)], endpoint, place, box.bottom - 3.9 * look.line, look)


def _write_at_risk(
    figure: Figure, rows: pd.DataFrame, endpoint: Endpoint, place: Callable[[float], float], y: float, look: Look
) -> None:
    """The numbers at risk below their visits."""
    for row in rows.itertuples():
        x, text = place(float(row.time)), number(row.at_risk)
        write(figure, text, x, y, size=look.small, align="center")
        half = text_width(text, look.small) / 2
        words = f"{_axis_words(endpoint)} {number(row.time)}: {text} at risk"
        box = (x - half, y - look.line / 2, x + half, y + look.line / 2)
        note(figure, Mark(*box, words, result=str(row.result_id).split("; ")[0]))


def _in_words(rows: pd.DataFrame, endpoint: Endpoint) -> str:
    """What a curve shows, for readers who cannot see it."""
    label = _name(endpoint)
    if rows.empty:
        return f"{label}: no curve."
    steps = [
        f"{number(row.time)}: {'unknown' if pd.isna(row.cumulative_incidence) else _share(row.cumulative_incidence)}"
        for row in rows.itertuples()
    ]
    return f"{label}, cumulative incidence by {_axis_words(endpoint).lower()} {', '.join(steps)}."


def _share(incidence: float) -> str:
    return number(significant(incidence, 3))

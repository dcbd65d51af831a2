"""The responses at each visit as bars, with the reasons of those not evaluable: of too many lesions for a lane each."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from casetrace.figures.case_series import EVALUABLE, CaseSeries
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, RESPONSES, Look
from casetrace.figures.page import Block, Key, compose, gap, legend, rectangle, write
from casetrace.figures.panels import heading
from casetrace.figures.saving import Drawing
from casetrace.figures.text import count, named_visit, number, shorten, text_width

TITLE = "Response at each visit, including those not evaluable"
#: Height of the bar of a visit where states are counted.
STATES = 15.0
#: The shades of those not evaluable, by reason in order.
NOT_EVALUABLE = ("#d0d0d0", "#e2e2e2", "#efefef")


def draw_states(series: CaseSeries, columns: Sequence[str], look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    columns
        The columns of the data, which are those of the figure in whose place it stands.
    """
    data = states_data(series, columns)
    return Drawing(_states_figure(series, data, look), data, TITLE, _states_in_words(data, series))


def states_data(series: CaseSeries, columns: Sequence[str]) -> pd.DataFrame:
    """How many lesions have each response at each visit, and how many have none, by reason."""
    rows = series.rows
    states = rows["reason"].where(rows["reason"] != "", rows["response"].replace("", EVALUABLE))
    counted = rows.assign(what=states).groupby(["visit", "what"]).size().reset_index(name="n")
    data = counted.rename(columns={"visit": "week"}).assign(mark="state")
    return data.reindex(columns=columns).astype({"n": "Int64", "lane": "Int64", "lesion_visits_row": "Int64"})


def _states_figure(series: CaseSeries, data: pd.DataFrame, look: Look) -> Figure:
    """A bar for each visit, parted by response and by the reasons of those not evaluable."""
    states = _states(data)
    reasons = [name for name in states if name not in RESPONSES]
    shades = {name: NOT_EVALUABLE[min(place, len(NOT_EVALUABLE) - 1)] for place, name in enumerate(reasons)}
    looks = {
        name: (RESPONSES[name].color, RESPONSES[name].hatch) if name in RESPONSES else (shades[name], "")
        for name in states
    }
    blocks: list[Block] = []
    for visit, rows in data.groupby("week"):
        counts = rows.set_index("what")["n"]
        total = count(int(counts.sum()), series.bearer)
        blocks += [
            *heading(named_visit(float(visit), capital=True), total, look),
            gap(3),
            _state_bar(counts, looks, look),
            gap(8),
        ]
    keys = series.keys(set(states), bars=True) + [Key("patch", shades[name], shorten(name, 40)) for name in reasons]
    return compose(look, [*blocks, legend(keys, look)])


def _states(data: pd.DataFrame) -> list[str]:
    """The states in the order of the bars: responses, best first, and then reasons, the commonest first."""
    totals = data.groupby("what")["n"].sum()
    reasons = sorted((name for name in totals.index if name not in RESPONSES), key=lambda name: (-totals[name], name))
    return [*(name for name in RESPONSES if name in totals), *reasons]


def _state_bar(counts: pd.Series, looks: dict[str, tuple[str, str]], look: Look) -> Block:
    def draw_bar(figure: Figure, box: Box) -> None:
        left, total = box.left, int(counts.sum())
        for name, (color, hatch) in looks.items():
            n = int(counts.get(name, 0))
            right = left + (box.right - box.left) * n / total
            if n:
                rectangle(figure, Box(left, box.bottom, right, box.top), color, hatch, linewidth=0.6)
                text = number(n)
                if text_width(text, look.small) + 5 <= right - left:
                    light = name not in RESPONSES
                    write(figure, text, (left + right) / 2, (box.bottom + box.top) / 2, size=look.small,
                          color=INK, align="center", halo=not light)  # fmt: skip
            left = right

    return Block(STATES * look.scale, draw_bar)


def _states_in_words(data: pd.DataFrame, series: CaseSeries) -> str:
    parts = []
    for visit, rows in data.groupby("week"):
        counts = rows.set_index("what")["n"]
        words = [f"{name} {number(int(counts[name]))}" for name in _states(data) if name in counts]
        parts.append(
            f"{named_visit(float(visit), capital=True)}, {count(int(counts.sum()), series.bearer)}: {', '.join(words)}."
        )
    return " ".join(parts)

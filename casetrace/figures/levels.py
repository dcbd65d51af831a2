"""Levels of an ordered outcome at each visit: a bar of all with a level, parted by level, best first."""

from collections.abc import Iterator

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from casetrace.figures.case_series import CaseSeries, evaluable, not_evaluable
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MUTED, Look
from casetrace.figures.marks import Mark, note
from casetrace.figures.page import Block, Key, gap, legend, paragraph, write
from casetrace.figures.panels import heading
from casetrace.figures.text import count, named_visit, number, sentence, text_width
from casetrace.model.endpoint import LEVEL
from casetrace.model.outcome import Outcome
from casetrace.model.results import Subject, distinct_labels

#: Height of a bar.
BAR = 15.0
#: The colours of the best and of the worst level, as places on a scale that the colour-blind can read.
BEST, WORST = 0.92, 0.08


def levels_data(series: CaseSeries) -> pd.DataFrame:
    """One row per lesion and visit, the baseline first where anybody has one.

    Returns
    -------
    DataFrame
        With the `outcome` and the `arm`, the `level`, empty where there is none, the `reason` of that, and `at_level`,
        how many of the arm have the level at the visit.
    """
    columns = ["outcome", "arm", "patient_id", "lesion_id", "label", "visit", "level", "reason", "lesion_visits_row"]
    rows = series.rows.assign(outcome=series.outcome.name)
    follow_up = rows.assign(level=_level_names(rows["value"], series.outcome.levels))
    start = rows.drop_duplicates("lesion_id")
    baseline = start.assign(
        visit=series.baseline_visit,
        level=_level_names(start["baseline"], series.outcome.levels),
        reason="no baseline value",
    )
    baseline["reason"] = baseline["reason"].where(baseline["level"].isna(), "")
    parts = [baseline, follow_up] if baseline["level"].notna().any() else [follow_up]
    data = pd.concat(parts, ignore_index=True)[columns]
    data["level"] = data["level"].fillna("")
    order = data.sort_values(["visit", "lesion_id"], kind="stable", ignore_index=True)
    return order.assign(at_level=order.groupby(["visit", "arm", "level"], dropna=False)["lesion_id"].transform("size"))


def blocks_of(series: CaseSeries, name: str, look: Look) -> Iterator[Block]:
    """A bar for each arm and visit, its parts as wide as the share of those at the level, and how many they are."""
    for arm, some in series.by_arm:
        data = levels_data(some)
        before = "".join(f"{part}, " for part in (name, arm) if part)
        for visit in data["visit"].unique():
            rows = data[data["visit"] == visit]
            yield from _heading(rows, before, int(visit), some, look)
            yield gap(3)
            yield _bar(rows, arm, int(visit), some, look)
            yield gap(8)
    colors = colors_of(series.outcome)
    yield legend([Key("s", colors[level], level) for level in best_first(series.outcome)], look)
    yield from [gap(2), paragraph(series.periods, look)] if series.periods else []


def in_words(series: CaseSeries) -> str:
    """The bars for readers who cannot see them."""
    data = levels_data(series)
    parts = []
    for visit, rows in data.groupby("visit"):
        counts = rows.loc[rows["level"] != "", "level"].value_counts()
        shown = [f"{level} {number(counts[level])}" for level in best_first(series.outcome) if level in counts]
        parts.append(f"{named_visit(visit, capital=True)}: {', '.join(shown) or 'no level recorded'}.")
    return " ".join([f"Levels of {series.label}.", *parts])


def best_first(outcome: Outcome) -> list[str]:
    """The levels, the best one first."""
    levels = list(outcome.levels)
    return levels if outcome.direction.better == "lower" else levels[::-1]


def colors_of(outcome: Outcome) -> dict[str, str]:
    """The colour of each level, light for the better ones."""
    levels = best_first(outcome)
    scale = mpl.colormaps["cividis"]
    places = [BEST + (WORST - BEST) * place / (len(levels) - 1) for place in range(len(levels))]
    return {level: to_hex(scale(place)) for level, place in zip(levels, places, strict=True)}


def _heading(rows: pd.DataFrame, before: str, visit: int, series: CaseSeries, look: Look) -> list[Block]:
    """The week in bold, the number of lesions with a level there, and which have none, with their reasons."""
    missing = not_evaluable(rows, series.labelled)
    name = sentence(f"{before}{named_visit(visit)}")
    return [*heading(name, evaluable(rows), look), *([paragraph(missing, look)] if missing else [])]


def _bar(rows: pd.DataFrame, arm: str, visit: int, series: CaseSeries, look: Look) -> Block:
    """The bar of one visit; where no level recorded, that is said."""
    counts = rows.loc[rows["level"] != "", "level"].value_counts()
    colors, names = colors_of(series.outcome), _groups(series.outcome)

    def draw(figure: Figure, box: Box) -> None:
        left, middle = box.left, (box.bottom + box.top) / 2
        if counts.empty:
            write(figure, "no level recorded", left, middle, size=look.small, color=MUTED)
        for level in [level for level in best_first(series.outcome) if level in counts]:
            n = int(counts[level])
            right = left + (box.right - box.left) * n / int(counts.sum())
            _part(figure, Box(left, box.bottom, right, box.top), colors[level], number(n), look)
            title = (
                f"{named_visit(visit, capital=True)}, {level}: {count(n, 'lesion' if series.of_lesions else 'patient')}"
            )
            result = "" if arm else _result(series.outcome, visit, names[level])
            note(figure, Mark(left, box.bottom, right, box.top, title, result=result))
            left = right

    return Block(BAR * look.scale, draw)


def _part(figure: Figure, box: Box, color: str, text: str, look: Look) -> None:
    """A part of a bar with its number, where it has room."""
    width, height = figure.bbox.width, figure.bbox.height
    figure.add_artist(Rectangle((box.left / width, box.bottom / height), (box.right - box.left) / width,
                                (box.top - box.bottom) / height, transform=figure.transFigure, facecolor=color,
                                edgecolor="white", linewidth=0.8))  # fmt: skip
    if text_width(text, look.small) + 3 <= box.right - box.left:
        red, green, blue = to_rgb(color)
        shade = INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"
        middle = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        write(figure, text, *middle, size=look.small, color=shade, align="center")


def _groups(outcome: Outcome) -> dict[str, str]:
    """What each level is called in the group of a result."""
    return dict(zip(outcome.levels, distinct_labels(outcome.levels), strict=True))


def _result(outcome: Outcome, visit: int, level: str) -> str:
    """The result that is the number at a level."""
    subject = Subject(LEVEL, outcome.bearer, "secondary", outcome, visit, scenario="observed")
    return subject.within("level", level).result_id("count", "count")


def _level_names(numbers: pd.Series, levels: tuple[str, ...]) -> pd.Series:
    """The level's name for each number, 0 for the first level; missing where the number is."""
    return numbers.map(dict(enumerate(levels))).astype("str")

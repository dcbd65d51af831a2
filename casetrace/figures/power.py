"""Power of the next study against its patients, by the lesions of each patient."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from casetrace.figures.labels import Box
from casetrace.figures.look import ARMS, INK, Look
from casetrace.figures.marks import note_at
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import Block, Key, compose, gap, legend, paragraph
from casetrace.figures.plain_axes import panel_height, plain_axes
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import number
from casetrace.model import groups
from casetrace.model.planning import OF_ARMS, WITHIN
from casetrace.model.result_files import read_statistics

TITLE = "Power of the next study by patients and lesions per patient"
COLUMNS = ["design", "outcome", "visit", "lesions_per_patient", "patients", "power", "result_id"]
NOTHING = "no next study is declared in config, or its power cannot be given"
PANELS = {
    OF_ARMS.analysis: ("Two arms of patients", "Patients in each arm"),
    WITHIN.analysis: ("Lesions of the same patients", "Patients"),
}
#: Power in percent from which more patients tell nothing more.
ENOUGH = 99.0
MARKERS = ("o", "s", "^", "D", "v")


def drawing(source: Source) -> Drawing:
    """The figure of a study's next one."""
    return draw(power_data(read_statistics(source.files["statistics"])), source.look)


def draw(data: pd.DataFrame, look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    data
        As of `power_data`.
    """
    if data.empty:
        return not_drawn(NOTHING, data, look)
    lesions = list(dict.fromkeys(data["lesions_per_patient"]))
    blocks: list[Block] = [_keys(lesions, look), gap(4)]
    for design, (name, axis) in PANELS.items():
        rows = data[data["design"] == design]
        if len(rows):
            panel = _panel(rows, lesions, axis, look)
            blocks += [paragraph(name, look, INK), Block(panel_height(look), panel), gap(6)]
    return Drawing(compose(look, blocks), data, TITLE, _in_words(data))


def power_data(statistics: pd.DataFrame) -> pd.DataFrame:
    """What is drawn: the power of each design at each number of patients and of lesions."""
    rows = []
    for row in statistics[
        statistics["analysis"].isin(list(PANELS)) & (statistics["statistic"] == "power")
    ].itertuples():
        about = dict(groups.read(str(row.group)))
        if "patients" in about:
            rows.append(
                {
                    "design": row.analysis,
                    "outcome": row.outcome,
                    "visit": row.visit,
                    "lesions_per_patient": int(about["lesions_per_patient"]),
                    "patients": int(about["patients"]),
                    "power": 100 * row.estimate,
                    "result_id": row.result_id,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _keys(lesions: list[int], look: Look) -> Block:
    names = [f"{number} lesion{'' if number == 1 else 's'} per patient" for number in lesions]
    keys = [
        Key(marker, ARMS[place % len(ARMS)].color, name)
        for place, (name, marker) in enumerate(zip(names, MARKERS, strict=False))
    ]
    return legend(keys, look)


def _panel(rows: pd.DataFrame, lesions: list[int], axis: str, look: Look) -> Callable[[Figure, Box], None]:
    def draw_panel(figure: Figure, box: Box) -> None:
        last = _last(rows)
        axes = plain_axes(figure, box, (0.0, 1.03 * last), (0.0, 103.0), (axis, "Power (%)"), look)
        for place, number_of_lesions in enumerate(lesions):
            of_lesions = rows[(rows["lesions_per_patient"] == number_of_lesions) & (rows["patients"] <= last)]
            style = ARMS[place % len(ARMS)]
            marker = MARKERS[place % len(MARKERS)]
            axes.plot(
                of_lesions["patients"],
                of_lesions["power"],
                color=style.color,
                linewidth=1,
                marker=marker,
                markersize=3,
            )
            for row in of_lesions.itertuples():
                x, y = axes.transData.transform((row.patients, row.power))
                words = f"{row.patients} patients, {number_of_lesions} lesions each: {number(row.power, 1)} %"
                note_at(figure, float(x), float(y), words, str(row.result_id))

    return draw_panel


def _last(rows: pd.DataFrame) -> float:
    """Up to how many patients the power is drawn: where every curve is at its end, or else all."""
    weakest = rows.groupby("patients")["power"].min()
    enough = weakest.index[weakest >= ENOUGH]
    return float(min(enough, default=weakest.index.max()))


def _in_words(data: pd.DataFrame) -> str:
    """What the curves show, for readers who cannot see them."""
    parts = []
    for (design, lesions), rows in data.groupby(["design", "lesions_per_patient"], sort=False):
        powers = ", ".join(f"{row.patients}: {number(row.power, 1)} %" for row in rows.itertuples())
        parts.append(f"{PANELS[str(design)][0]}, {lesions} lesions per patient, power by patients {powers}.")
    return " ".join(parts)

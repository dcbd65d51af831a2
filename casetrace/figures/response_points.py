"""Points by response, drawn by seaborn. It takes a second to load, so only the figures with such points load it."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from casetrace.figures.look import MARKER, RESPONSES, SMALL_MARKER, VECTOR_MARKS


def draw_responses(axes: Axes, points: pd.DataFrame, x: str, y: str, labelled: bool) -> None:
    """Draw a point for each row of `points`, by its columns `x`, `y` and `response`.

    Parameters
    ----------
    axes
        Where to draw; its labels are taken off.
    points
        The points.
    x, y
        Names of the columns with their places.
    labelled
        Whether the points are large, each with a white edge that parts it from those it touches; or small and many.
    """
    names = list(RESPONSES)
    sns.scatterplot(
        points, x=x, y=y, ax=axes, legend=False, zorder=3, rasterized=len(points) > VECTOR_MARKS,
        hue="response", hue_order=names, palette={name: look.color for name, look in RESPONSES.items()},
        style="response", style_order=names, markers={name: look.marker for name, look in RESPONSES.items()},
        s=(MARKER if labelled else SMALL_MARKER) ** 2, linewidth=0.4 if labelled else 0, alpha=1 if labelled else 0.6,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")

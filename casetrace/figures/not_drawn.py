"""A figure of what an outcome's scale has not: a page that says so, and no data."""

import pandas as pd

from casetrace.figures.look import INK, Look
from casetrace.figures.page import compose, gap, paragraph
from casetrace.figures.saving import Drawing

TITLE = "Not drawn"


def not_drawn(reason: str, data: pd.DataFrame, look: Look) -> Drawing:
    """The page.

    Parameters
    ----------
    reason
        Why there is no figure.
    data
        Its data, of which only the names of the columns are kept.
    """
    text = f"{TITLE}: {reason}."
    return Drawing(
        compose(look, [gap(2), paragraph(text, look, INK), gap(2)]), data.iloc[:0], TITLE, text, is_drawn=False
    )

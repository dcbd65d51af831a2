"""Figures side by side."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Columns


def figure_row(content: CohortContent, *names: str) -> Iterator[Columns]:
    """Those of the figures in which there is anything to see; nothing where there are none."""
    figures = content.drawn_figures(*names)
    if figures:
        yield Columns(tuple((figure,) for figure in figures))

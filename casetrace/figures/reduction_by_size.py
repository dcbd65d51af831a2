"""Percent change against the baseline, from visit to visit."""

import pandas as pd

from casetrace.figures.against import Variable, against_data, draw_against
from casetrace.figures.case_series import CaseSeries, primary_series
from casetrace.figures.look import Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source

TITLE = "Percent change in {label} from baseline against baseline {label}, {bearer} by {bearer}"


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source).in_panels, source.look)


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    data = by_size_data(series)
    if not series.outcome.scale.needs_baseline:
        return not_drawn(series.outcome.scale.reason, data, look)
    title = TITLE.format(label=series.label, bearer=series.bearer)
    return draw_against(series, data, _variable(series), title, look)


def by_size_data(series: CaseSeries) -> pd.DataFrame:
    """The points, as of `against_data`."""
    baselines = series.rows.drop_duplicates("lesion_id").set_index("lesion_id")["baseline"]
    return against_data(series, baselines[baselines > 0], _variable(series))


def _variable(series: CaseSeries) -> Variable:
    words = f"baseline {series.title[:1].lower()}{series.title[1:]}"
    return Variable("baseline", f"Baseline {series.title[:1].lower()}{series.title[1:]}", words)

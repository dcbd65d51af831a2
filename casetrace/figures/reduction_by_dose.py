"""Percent change against the dose, from visit to visit."""

import pandas as pd

from casetrace.figures.against import Variable, against_data, draw_against
from casetrace.figures.case_series import CaseSeries, primary_series
from casetrace.figures.look import Look
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import sentence

TITLE = "Percent change in {label} from baseline against {dose}, {bearer} by {bearer}"

NO_DOSE = "no dose is recorded"


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source).in_panels, source.table("lesions"), source.look)


def draw(series: CaseSeries, lesions: pd.DataFrame, look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    series
        The outcome.
    lesions
        The analysis dataset `lesions`.
    look
        Sizes of the figure.
    """
    data = by_dose_data(series, lesions)
    if not series.outcome.scale.has_percent_change:
        return not_drawn(series.outcome.scale.reason, data, look)
    if "dose_mean" not in lesions or lesions["dose_mean"].isna().all():
        return not_drawn(NO_DOSE, data, look)
    variable = _variable(series)
    title = TITLE.format(label=series.label, dose=variable.words, bearer=series.bearer)
    return draw_against(series, data, variable, title, look)


def by_dose_data(series: CaseSeries, lesions: pd.DataFrame) -> pd.DataFrame:
    """The points, as of `against_data`; the dose of a patient is the mean over the patient's lesions."""
    name = "lesion_id" if series.of_lesions else "patient_id"
    known = lesions.get("dose_mean", pd.Series(float("nan"), index=lesions.index)).astype("float64")
    doses = known.groupby(lesions[name]).mean()
    by_row = pd.Series(series.lesion_of, dtype="str").map(doses).astype("float64")
    return against_data(series, by_row, _variable(series))


def _variable(series: CaseSeries) -> Variable:
    treatment = series.treatment
    words = f"mean {treatment.dose_label} per {treatment.name}"
    unit = f" ({treatment.dose_unit})" if treatment.dose_unit else ""
    return Variable("dose_mean", f"{sentence(words)}{unit}", words)

"""The table of a simulated cohort as texts, before and after something is wrong with it."""

import io
from dataclasses import dataclass

import numpy as np
import pandas as pd

from casetrace.simulate.cohort import DECIMALS, Cohort
from casetrace.simulate.population import Floats

#: The levels of an endpoint that counts categories, and the sizes in mm from which on each but the first is given.
LEVELS = ("clear", "mild", "moderate", "severe")
LEVEL_EDGES = (0.05, 20.0, 50.0)
SIZE, SEVERITY = "size_mm", "severity"
#: Columns of the table beside those of the values.
FIXED = (
    "patient_id", "lesion_id", "age_years", "sex", "diagnosis", "site", "n_treatments", "dose_mean", "event_type",
    "event_week", "disposition_status",
)  # fmt: skip
WEEK = "week"


@dataclass(frozen=True)
class Texts:
    """A table as texts.

    Attributes
    ----------
    frame
        Its columns by header; a blank cell is the empty text.
    places
        Place (row, number of the column) of every value that was taken, row by row, with the number of its lesion.
    """

    frame: pd.DataFrame
    places: pd.DataFrame


def outcome_name(cohort: Cohort) -> str:
    """What the values are called: sizes, or levels where the endpoint counts these."""
    return SEVERITY if cohort.design.endpoint == "category" else SIZE


def texts_of(cohort: Cohort) -> Texts:
    """The table of a cohort in its layout, with nothing wrong."""
    fixed = _fixed(cohort)
    values = np.column_stack([_written(column, cohort) for column in cohort.sizes.T])
    taken = ~np.isnan(cohort.sizes)
    lesions, visits = taken.nonzero()
    name = outcome_name(cohort)
    if cohort.design.layout == "wide":
        headers = [f"{name} week {week}" for week in cohort.design.weeks]
        frame = fixed.assign(**{header: values[:, place] for place, header in enumerate(headers)})
        places = pd.DataFrame({"row": lesions, "column": len(FIXED) + visits, "lesion": lesions})
        return Texts(frame, places)
    frame = fixed.take(lesions).reset_index(drop=True)
    first = pd.Series(frame["patient_id"]).duplicated()
    frame[["event_type", "event_week"]] = frame[["event_type", "event_week"]].mask(first, "")
    weeks = pd.Series([str(week) for week in cohort.design.weeks]).take(visits).to_numpy()
    frame = frame.assign(**{WEEK: weeks, name: values[taken]})
    return Texts(frame, pd.DataFrame({"row": np.arange(len(frame)), "column": len(FIXED) + 1, "lesion": lesions}))


def encoded(frame: pd.DataFrame, cohort: Cohort) -> bytes:
    """A table as the bytes of a text file."""
    dialect = cohort.design.dialect
    out = io.StringIO(newline="")
    frame.to_csv(out, sep=dialect.delimiter, index=False, lineterminator="\n")
    return out.getvalue().encode(dialect.encoding)


def _fixed(cohort: Cohort) -> pd.DataFrame:
    """What the table has of each lesion and its patient; the event of a patient stands beside the first lesion."""
    of_patient = cohort.patients.take(cohort.owners).reset_index(drop=True)
    first = ~of_patient["patient_id"].duplicated()
    lost = pd.Series(np.where(cohort.lost[cohort.owners], "lost", ""), dtype="str")
    columns = {
        **{name: of_patient[name] for name in ("age_years", "sex", "diagnosis")},
        **{name: of_patient[name].where(first) for name in ("event_type", "event_week")},
        "disposition_status": lost,
        **{name: cohort.lesions[name] for name in ("patient_id", "lesion_id", "site", "n_treatments", "dose_mean")},
    }
    return pd.DataFrame({name: columns[name].astype("str").fillna("") for name in FIXED})


def _written(sizes: Floats, cohort: Cohort) -> np.ndarray:
    """The texts of the values at one visit; empty where none was taken."""
    if cohort.design.endpoint == "category":
        texts = np.array(LEVELS, dtype=object)[np.digitize(sizes, LEVEL_EDGES)]
    else:
        form = f"%.{DECIMALS}f"
        texts = np.array([form % size for size in sizes.tolist()], dtype=object)
        if cohort.design.dialect.decimal != ".":
            texts = np.array([text.replace(".", cohort.design.dialect.decimal) for text in texts], dtype=object)
    return np.where(np.isnan(sizes), "", texts)

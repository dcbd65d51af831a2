"""Whether and why each patient's follow-up ended."""

import pandas as pd

from casetrace.model.membership import is_among


def one_row_per_patient(disposition: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """The ingested dispositions, with an empty row for every patient who has none.

    The ingested rows keep their index, so that their raw cells can still be found.
    """
    absent = patients.loc[~is_among(patients["patient_id"], disposition["patient_id"]), "patient_id"]
    rows = pd.DataFrame({"patient_id": absent}).reindex(columns=disposition.columns)
    return pd.concat([disposition, rows], ignore_index=True).astype("str")


def last_visit_with_data(measurements: pd.DataFrame) -> pd.Series:
    """The last visit at which a patient has any value, by patient."""
    measured = measurements.dropna(subset=["value"])
    return measured.groupby("patient_id")["visit"].max()


def completed(disposition: pd.DataFrame, last_visit: pd.Series, final_visit: int) -> pd.DataFrame:
    """The dispositions with what the visits imply filled in.

    Parameters
    ----------
    disposition
        One row per patient; status and time may be missing.
    last_visit
        The last visit with data, by patient.
    final_visit
        The last planned visit.

    Returns
    -------
    DataFrame
        A patient without a status has `completed` with data at the final visit, else `unknown`; a missing
        `after_week` is the last visit with data.
    """
    last = disposition["patient_id"].map(last_visit).astype("Int64")
    implied = pd.Series("unknown", index=disposition.index).mask((last >= final_visit).fillna(False), "completed")
    result = disposition.copy()
    result["status"] = result["status"].fillna(implied)
    result["after_week"] = result["after_week"].fillna(last)
    return result

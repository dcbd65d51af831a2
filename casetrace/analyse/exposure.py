"""In how much time, and in how many treatments, adverse events were counted."""

from dataclasses import dataclass

import pandas as pd

from casetrace.model.basis import DISPOSITION, LESIONS, Basis, with_value
from casetrace.model.having import having
from casetrace.model.reservations import combined
from casetrace.model.treatment import Treatment
from casetrace.model.wording import patients_in_words


@dataclass(frozen=True)
class Exposure:
    """Time, or a number of treatments.

    Attributes
    ----------
    amount
        Patient-weeks, or what else the study counts time in, or treatments.
    basis
        The rows that it rests on.
    flag
        Why it is flagged, to be said of it; empty where it is not.
    unknown
        Why it is not known; empty where it is.
    """

    amount: float
    basis: Basis
    flag: str = ""
    unknown: str = ""


#: Why the time that patients were followed is flagged.
UNDATED = "{patients} with an undated end of follow-up, counted to the last visit with data"


def patient_time(disposition: pd.DataFrame) -> Exposure:
    """The time from the start of treatment, visit 0, to the end of each patient's follow-up, in the study's unit.

    The end is the one that the source declares, else the last visit with data. Unknown where it is of anybody.
    """
    ends = disposition["after_week"]
    basis = with_value(DISPOSITION, disposition, ends.notna(), "after_week", "status", "dated")
    undated = int(((disposition["status"] != "completed") & (disposition["dated"] != "yes")).sum())
    absent = int(ends.isna().sum())
    total = float(ends.sum())
    if absent:
        of_whom = "1 patient" if absent == 1 else f"{absent} patients"
        return Exposure(total, basis, unknown=f"end of follow-up unknown for {of_whom}")
    unknown = "" if total > 0 else "no follow-up beyond the start of treatment"
    return Exposure(total, basis, UNDATED.format(patients=patients_in_words(undated)) if undated else "", unknown)


def treatments(lesions: pd.DataFrame, treatment: Treatment) -> Exposure:
    """The number of treatments, called as the study calls them, as the table gives it for each lesion."""
    known = having(lesions, "n_treatments")
    basis = with_value(LESIONS, lesions, lesions["n_treatments"].notna(), "n_treatments", "shared_cell")
    if known.empty:
        return Exposure(0.0, basis, unknown=f"the source gives no {treatment.label_of_number}")
    shared = int((known["shared_cell"] == "yes").sum())
    share = "1 lesion shares its cell" if shared == 1 else f"{shared} lesions share their cell"
    sharing = (
        f"counted per lesion; {share} with the lesion above: {if_shared(lesions):g} {treatment.plural} if a shared "
        "cell counts its lesions together"
    )
    absent = f"{len(lesions) - len(known)} lesions without a {treatment.label_of_number} are counted as 0"
    flag = combined(sharing if shared else "", absent if len(known) < len(lesions) else "")
    return Exposure(float(known["n_treatments"].sum()), basis, flag)


def if_shared(lesions: pd.DataFrame) -> float:
    """How many treatments there were if lesions that share a cell shared their treatments too."""
    return float(lesions.loc[lesions["shared_cell"] != "yes", "n_treatments"].sum())

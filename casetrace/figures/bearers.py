"""What the rows of a figure are about: lesions, or patients as a whole."""

from typing import Literal

import pandas as pd

#: What stands between a lesion and its period.
PERIOD = " · "


def bearer_of(rows: pd.DataFrame) -> Literal["lesion", "patient"]:
    """Whether rows are about lesions or patients: a patient as a whole has the patient's name as `lesion_id`."""
    is_patient = rows["lesion_id"].str.split(PERIOD, regex=False).str[0] == rows["patient_id"]
    return "patient" if is_patient.all() else "lesion"

"""What the rows of a figure are about: lesions, or patients as a whole."""

from typing import Literal

import pandas as pd

#: What stands between a lesion and its period.
PERIOD = " · "


def bearer_of(rows: pd.DataFrame) -> Literal["lesion", "patient"]:
    """Whether rows are about lesions or patients: a patient as a whole has the patient's name as `lesion_id`."""
    names = zip(rows["lesion_id"], rows["patient_id"], strict=True)
    # The first lesion tells; all rows are looked at of patients alone.
    return "patient" if all(str(name).split(PERIOD)[0] == patient for name, patient in names) else "lesion"

"""Number of treatments of those who cleared completely."""

import numpy as np
import pandas as pd

from casetrace.analyse.visit_courses import Courses
from casetrace.model.basis import LESIONS, with_value
from casetrace.model.reservations import combined
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import add_count, add_summary, sizes

#: The column of the dataset of lesions with the number of treatments.
NUMBER = "n_treatments"
MOST = (
    "a patient counts the treatments of the lesion with the most; the patient had more if lesions were treated at "
    "different times"
)
NOT_GIVEN = "cleared, but without a recorded number of treatments: excluded"


@adds_results
def add_treatments_to_clearance(results: Results, followed: Courses, lesions: pd.DataFrame) -> None:
    """Add how many cleared at any visit, and the number of treatments that these had."""
    measured = np.asarray(followed.measured.any(axis=1))
    units = followed.units[measured]
    cleared = pd.Series(followed.responded.any(axis=1), index=followed.units.index)[units.index]
    seen = followed.basis(measured)
    subject = followed.subject.resting_on(seen)
    add_count(results, subject.not_primary, cleared, units, flag=followed.flag)
    n = sizes(units, subject)
    results.add(subject.not_primary, "not_cleared", int((~cleared).sum()), "count", n, note=followed.flag)
    key = "lesion_id" if "lesion_id" in units else "patient_id"
    theirs = lesions[lesions[key].isin(units.loc[cleared, key])]
    treated = units[cleared].assign(treatments=units[key].map(theirs.groupby(key)[NUMBER].max()).astype("float64"))
    flag = combined(
        followed.flag,
        MOST if key == "patient_id" and theirs["patient_id"].duplicated().any() else "",
        NOT_GIVEN if treated["treatments"].isna().any() and treated["treatments"].notna().any() else "",
    )
    numbers = with_value(LESIONS, theirs, theirs[NUMBER].notna(), NUMBER)
    subject = subject.resting_on(numbers, tuple(basis_part.as_role("selects") for basis_part in seen))
    add_summary(results, subject, treated, "treatments", flag=flag)

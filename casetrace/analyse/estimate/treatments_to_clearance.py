"""Number of treatments of those who cleared completely."""

import pandas as pd

from casetrace.analyse.visit_courses import Courses
from casetrace.model.basis import LESIONS, part
from casetrace.model.reservations import combined
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import add_count, add_summary, sizes

#: The column of the dataset of lesions with the number of treatments.
NUMBER = "n_treatments"
MOST = "a patient has the number of treatments of the lesion with the most; lesions treated at other times have more"
NOT_GIVEN = "somebody who cleared has no number of treatments, and is left out"


@adds_results
def add_treatments_to_clearance(results: Results, followed: Courses, lesions: pd.DataFrame) -> None:
    """Add how many cleared at any visit, and the number of treatments that these had."""
    units = followed.units[followed.measured.any(axis=1)]
    cleared = pd.Series(followed.responded.any(axis=1), index=followed.units.index)[units.index]
    subject = followed.subject.resting_on(followed.basis())
    add_count(results, subject.not_primary, cleared, units, flag=followed.flag)
    n = sizes(units, subject)
    results.add(subject.not_primary, "not_cleared", int((~cleared).sum()), "count", n, note=followed.flag)
    treated = units[cleared].assign(treatments=_treatments(units[cleared], lesions))
    has_several = lesions.loc[lesions["patient_id"].isin(treated["patient_id"]), "patient_id"].duplicated().any()
    flag = combined(
        followed.flag,
        MOST if subject.unit_of_analysis == "patient" and has_several else "",
        NOT_GIVEN if treated["treatments"].isna().any() and treated["treatments"].notna().any() else "",
    )
    numbers = (part(LESIONS, lesions[lesions["patient_id"].isin(units["patient_id"])], NUMBER),)
    add_summary(results, subject.resting_on(subject.basis, numbers), treated, "treatments", flag=flag)


def _treatments(units: pd.DataFrame, lesions: pd.DataFrame) -> pd.Series:
    """The number of treatments of each lesion, or the largest one of each patient's lesions."""
    key = "lesion_id" if "lesion_id" in units else "patient_id"
    return units[key].map(lesions.groupby(key)[NUMBER].max()).astype("float64")

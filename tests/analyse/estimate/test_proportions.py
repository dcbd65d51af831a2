"""Proportions of made-up patients.

Expected limits are those that Clopper & Pearson's and Wilson's formulas have in closed form at 0 and n.
"""

from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.outcomes import an_outcome

SETTINGS = EstimationSettings({"confidence_level": 0.95}, 1)
PATIENTS = Subject(Quantity("any_complete"), "patient", "primary", an_outcome(), 12, scenario="observed")
Z = 1.959963984540054  # qnorm(0.975) of R 4.2


def counted(number: int, patients: str, **settings: Any) -> pd.DataFrame:
    """The proportion among lesions of the patients that the letters name."""
    among = pd.DataFrame({"patient_id": list(patients), "lesion_id": [f"L{n}" for n in range(len(patients))]})
    results = Results()
    add_proportion(results, PATIENTS, pd.Series(among.index < number), among, SETTINGS, **settings)
    return results.frame().set_index("method")


def test_none_of_n_has_exact_limits_and_a_one_sided_upper_limit():
    rows = counted(0, "abcdef")
    exact = rows.loc["clopper_pearson"]
    assert (exact["estimate"], exact["ci_lower"]) == (0, 0)
    assert exact["ci_upper"] == pytest.approx(1 - 0.025 ** (1 / 6), rel=1e-11)
    assert rows.loc["wilson", "ci_upper"] == pytest.approx(Z**2 / (6 + Z**2), rel=1e-9)
    limit = rows.loc["clopper_pearson_one_sided"]
    assert limit["statistic"] == "upper_limit"
    assert [limit["estimate"], limit["ci_upper"]] == pytest.approx([1 - 0.05 ** (1 / 6)] * 2, rel=1e-11)
    assert (limit["ci_lower"], limit["ci_level"]) == (0, 0.95)


def test_all_of_n_mirror_none_of_n_and_have_no_upper_limit():
    rows = counted(6, "abcdef")
    assert list(rows.index) == ["clopper_pearson", "wilson"]
    assert rows.loc["clopper_pearson", "ci_lower"] == pytest.approx(0.025 ** (1 / 6), rel=1e-11)
    assert rows.loc["wilson", "ci_lower"] == pytest.approx(6 / (6 + Z**2), rel=1e-9)
    assert set(rows["ci_upper"]) == {1}
    assert set(rows["estimate"]) == {1}


def test_lesions_of_one_patient_are_flagged_as_not_independent():
    rows = counted(0, "aabc", flag="both arms together")
    assert set(rows["status"]) == {"flagged"}
    assert rows["note"].str.startswith("both arms together; ignores clustering of lesions within patients").all()
    assert rows["n_patients"].tolist() == [3, 3, 3]
    assert rows["n_lesions"].tolist() == [4, 4, 4]


def test_one_lesion_each_is_not_flagged_and_the_exact_interval_alone_has_the_role_of_its_subject():
    rows = counted(1, "abcd")
    assert rows.loc["clopper_pearson", "status"] == "ok"
    # Not for its lesions, but since Wilson's interval is short with so few patients.
    assert "independent" not in rows.loc["wilson", "note"]
    assert rows["role"].to_dict() == {"clopper_pearson": "primary", "wilson": "secondary"}
    assert set(rows["estimate"]) == {0.25}


def test_nobody_to_count_among_is_refused_once():
    rows = counted(0, "")
    assert rows["status"].to_dict() == {"clopper_pearson": "refused"}
    assert rows["note"].iloc[0].startswith("the denominator is 0")

"""Why results are flagged, on made-up lesion visits."""

import pandas as pd
import pytest

from casetrace.model.reservations import pooled_note, repeated_note, worsening_note
from tests.outcomes import a_motion, a_pain, an_outcome


def lesions(ids: list[str], arms: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": "1", "lesion_id": ids, "arm": pd.array(arms, dtype="str")})


@pytest.mark.parametrize(
    ("ids", "arms", "note"),
    [
        (["a", "b"], [None, None], ""),
        (["a", "b"], ["drug", "drug"], ""),
        (["a", "b"], ["drug", None], ""),
        (["a", "b"], ["drug", "control"], "both arms together; see the results by arm"),
        (["a", "b", "c"], ["drug", "control", "sham"], "all arms together; see the results by arm"),
        (["a", "a"], [None, None], "each lesion is counted once per period"),
        (
            ["a", "a"],
            ["drug", "control"],
            "each lesion is counted once per period, with both arms together; see the results by arm",
        ),
    ],
)
def test_results_that_pool_arms_or_periods_say_so(ids, arms, note):
    assert pooled_note(lesions(ids, arms)) == note


def test_lesions_that_stand_there_once_are_not_repeated():
    assert repeated_note(lesions(["a", "b"], [None, None])) == ""
    assert repeated_note(lesions(["a", "a"], [None, None])) == "each lesion is counted once per period"


def test_a_value_that_got_worse_is_named_by_its_outcome_and_its_direction():
    worse = pd.DataFrame({"improvement": [10.0, -5.0, None]})
    assert worsening_note(worse, an_outcome()).startswith("lesion size rose in a lesion;")
    assert worsening_note(worse, a_motion()).startswith("range of motion fell in a lesion;")


def test_nothing_is_said_where_no_lesion_got_worse():
    assert worsening_note(pd.DataFrame({"improvement": [0.0, 5.0, None]}), an_outcome()) == ""


def test_what_is_measured_on_patients_is_said_of_patients():
    worse = pd.DataFrame({"improvement": [-5.0]})
    assert worsening_note(worse, a_pain()).startswith("pain rose in a patient;")
    of_patients = pd.DataFrame({"patient_id": ["1", "1"], "lesion_id": ["1", "1"]})
    assert repeated_note(of_patients) == "each patient is counted once per period"

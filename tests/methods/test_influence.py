import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import TooFewError
from casetrace.methods.influence import LeftOut, leave_one_out

PATIENTS = [1, 2, 3, 4, 5, 6, 6]
LESIONS = [100, 400 / 7, 50, 37.5, 75, 60, 1000 / 17]


def extremes(left_out: list[LeftOut]) -> tuple[tuple[object, ...], tuple[float, ...]]:
    """The patients without whom the mean is lowest and highest, and these means."""
    ordered = sorted(left_out, key=lambda one: one.value)
    return (ordered[0].patient, ordered[-1].patient), (ordered[0].value, ordered[-1].value)


@pytest.mark.parametrize(
    ("values", "patients", "expected"),
    # By hand, from the sizes as printed: all lesions, and the mean of each patient's.
    [
        (LESIONS, PATIENTS, (56.4110644258, 66.8277310924)),
        ([*LESIONS[:5], 1010 / 17], PATIENTS[:6], (55.8109243697, 68.3109243697)),
    ],
)
def test_the_real_cohort_has_its_lowest_and_highest_mean_without_cases_1_and_4(values, patients, expected):
    left_out, means = extremes(leave_one_out(values, patients))
    assert left_out == (1, 4)
    assert means == pytest.approx(expected, rel=1e-11)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(-500, 100), st.sampled_from("dbca")), min_size=3, max_size=12))
def test_each_mean_is_that_of_the_lesions_which_are_left(lesions):
    values, patients = zip(*lesions, strict=True)
    order = list(dict.fromkeys(patients))
    if len(order) < 3:
        with pytest.raises(TooFewError):
            leave_one_out(values, patients)
        return
    left_out = leave_one_out(values, np.array(patients, dtype=object))
    assert [one.patient for one in left_out] == order
    for one in left_out:
        rest = [value for value, patient in lesions if patient != one.patient]
        assert one.value == pytest.approx(np.mean(rest), rel=1e-12, abs=1e-11)

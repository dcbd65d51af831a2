import numpy as np
import pytest

from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.small_studies import egger
from tests.methods.test_pooling import TEN, TEN_ERRORS


def test_the_intercept_is_that_of_least_squares():
    # R 4.2: summary(lm(y / s ~ I(1 / s)))
    found = egger(TEN, TEN_ERRORS, 0.95)
    assert (found.value, found.se, found.df) == pytest.approx((4.026709508586, 1.687940944772, 8), rel=1e-11)
    assert found.p_value == pytest.approx(0.0441597637518, rel=1e-10)


def test_a_symmetric_funnel_has_no_intercept():
    errors = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], 2)
    values = 50 + errors * np.tile([1, -1], 5)
    assert egger(values, errors, 0.95).value == pytest.approx(0, abs=1e-12)


def test_few_cohorts_and_cohorts_of_one_precision_are_refused():
    with pytest.raises(TooFewError):
        egger(TEN[:9], TEN_ERRORS[:9], 0.95)
    with pytest.raises(SingularError):
        egger(TEN, np.ones(10), 0.95)

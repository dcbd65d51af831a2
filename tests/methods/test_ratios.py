import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.methods.estimates import t_estimate
from casetrace.methods.ratios import as_ratio, exponential


def test_a_ratio_has_the_exponentials_of_its_logarithm_and_keeps_its_degrees_of_freedom():
    log = t_estimate(-0.5, 0.3, 2.7, 0.95)
    ratio = as_ratio(log)
    assert (ratio.value, ratio.lower, ratio.upper) == pytest.approx(
        (math.exp(-0.5), math.exp(log.lower), math.exp(log.upper)), rel=1e-14
    )
    assert ratio.df == 2.7


@given(st.floats(-700, 700))
def test_exponentials_are_those_of_the_processor_to_the_last_digits(value):
    assert exponential(value) == pytest.approx(math.exp(value), rel=1e-14)


def test_a_limit_that_is_too_large_is_infinite():
    assert exponential(1e4) == math.inf
    assert exponential(-1e4) == 0

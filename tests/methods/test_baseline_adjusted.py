import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.baseline_adjusted import covariate_adjusted
from casetrace.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError
from casetrace.methods.intervals import welch_interval

# R 4.2.2, with the baseline b, the value v and arm 1 for the first of both:
#   m <- lm(log((v + o) / (b + o)) ~ arm + log(b + o)); coef(summary(m))["arm", ]; confint(m)["arm", ]
#   t.test(log((v1 + o) / (b1 + o)), log((v2 + o) / (b2 + o)))
FIRST = np.array(
    [(12, 0), (20, 5), (8, 2), (15, 9), (30, 12), (11, 3), (9, 0), (25, 10), (18, 4), (14, 6), (22, 1)], dtype=float
)
SECOND = np.array(
    [(14, 10), (18, 12), (9, 0), (16, 11), (28, 25), (12, 9), (10, 8), (21, 15), (19, 10), (13, 13), (24, 20), (17, 6)],
    dtype=float,
)

ARM = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=0, max_size=6)


def logs(arm: Any, offset: float) -> tuple[Any, Any]:
    """Log ratios of the patients of an arm, and the logarithms of their baselines."""
    shifted = np.log(np.asarray(arm, dtype=float).reshape(-1, 2) + offset)
    return shifted[:, 1] - shifted[:, 0], shifted[:, 0]


def adjusted(first: Any, second: Any, offset: float) -> Estimate:
    return covariate_adjusted(logs(first, offset), logs(second, offset), 0.95)


def numbers(estimate: Estimate) -> tuple[float, ...]:
    return (estimate.value, estimate.se, estimate.df, estimate.lower, estimate.upper, estimate.p_value)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (1, (-0.8579334599574, 0.27285373047898, 20, -1.4270963681867, -0.28877055172811, 0.0051046215572916)),
        (0.5, (-0.96903700915056, 0.34564397160557, 20, -1.6900376996876, -0.24803631861354, 0.010970114017475)),
    ],
)
def test_the_adjusted_difference_is_that_of_lm(offset, expected):
    assert numbers(adjusted(FIRST, SECOND, offset)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (
            1,
            (-0.87309390315043, 0.28308038584986, 19.7604229376, -1.4640485347995, -0.28213927150138, 0.00590828013822),
        ),
        (0.5, (-0.99219669699225, 0.36555969964913, 19.6343497846, -1.7556522708939, -0.228741123091, 0.0134992467779)),
    ],
)
def test_the_plain_difference_is_that_of_the_t_test(offset, expected):
    result = welch_interval(logs(FIRST, offset)[0], logs(SECOND, offset)[0], 0.95)
    assert numbers(result) == pytest.approx(expected, rel=1e-10)


def test_with_the_baseline_adjusted_for_the_value_itself_has_the_same_difference():
    first, second = (np.log(arm + 1) for arm in (FIRST, SECOND))
    of_value = covariate_adjusted((first[:, 1], first[:, 0]), (second[:, 1], second[:, 0]), 0.95)
    assert numbers(of_value) == pytest.approx(numbers(adjusted(FIRST, SECOND, 1)), rel=1e-10)


@settings(max_examples=60, deadline=None)
@given(ARM, ARM)
def test_least_squares_with_matrices_are_the_same_or_it_is_refused(first, second):
    arms = [np.array(arm, dtype=float).reshape(-1, 2) for arm in (first, second)]
    try:
        result = covariate_adjusted((arms[0][:, 0], arms[0][:, 1]), (arms[1][:, 0], arms[1][:, 1]), 0.95)
    except (TooFewError, SingularError, NoSpreadError):
        slopes = [np.ptp(arm[:, 1]) for arm in arms if len(arm)]
        design = np.column_stack([np.repeat([1, 0], [len(arm) for arm in arms]), np.concatenate(arms)[:, 1]])
        outcome = np.concatenate(arms)[:, 0]
        few = min(map(len, arms)) == 0 or len(outcome) < 4
        fit = design if few else np.column_stack([design, np.ones(len(outcome))])
        exact = few or np.linalg.lstsq(fit, outcome, rcond=None)[0] @ fit.T == pytest.approx(outcome, abs=1e-9)
        assert few or max(slopes) == 0 or exact
        return
    design = np.array([(1, arm == 0, x) for arm, rows in enumerate(arms) for _, x in rows], dtype=float)
    outcome = np.concatenate(arms)[:, 0]
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ outcome
    variance = np.sum((outcome - design @ coefficients) ** 2) / (len(outcome) - 3)
    assert result.value == pytest.approx(coefficients[1], abs=1e-9)
    assert result.se == pytest.approx(math.sqrt(variance * inverse[1, 1]), rel=1e-7)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(11)))
def test_the_order_of_patients_moves_no_digit_and_that_of_the_arms_the_sign(order):
    expected = adjusted(FIRST, SECOND, 1)
    assert numbers(adjusted(FIRST[list(order)], SECOND, 1)) == pytest.approx(numbers(expected), rel=1e-13)
    turned = adjusted(SECOND, FIRST, 1)
    assert (turned.value, turned.se, turned.lower) == pytest.approx((-expected.value, expected.se, -expected.upper))


@pytest.mark.parametrize(
    ("first", "second", "error", "reason"),
    [
        ([], [[3, 1]] * 4, TooFewError, "an arm has no patient"),
        ([[3, 1]], [[2, 1], [5, 1]], TooFewError, "fewer than 4"),
        ([[3, 1], [3, 2]], [[4, 1], [4, 3]], SingularError, "same baseline"),
        ([[3, 3], [4, 4]], [[5, 5], [6, 6]], NoSpreadError, "explains all values"),
    ],
)
def test_what_cannot_be_adjusted_is_refused(first, second, error, reason):
    with pytest.raises(error, match=reason):
        adjusted(first, second, 1)

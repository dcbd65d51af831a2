"""Degrees of freedom of the mixed model's mean, against lmerTest, pbkrtest and dense matrices."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import SingularError
from casetrace.methods.mixed_degrees import RandomIntercept, kenward_roger, satterthwaite_df
from casetrace.methods.models import mixed_mean

# R 4.2.2, lme4 1.1.31, lmerTest 3.1.3, pbkrtest 0.5.2:
#   d <- data.frame(y = y, g = factor(g))
#   m <- lmer(y ~ 1 + (1 | g), d,
#             control = lmerControl(optCtrl = list(xtol_rel = 1e-14, xtol_abs = 1e-14, ftol_abs = 1e-16)))
#   coef(summary(m)); coef(summary(m, ddf = "Kenward-Roger"))
# lmerTest differentiates numerically, which leaves eight digits.
SMALL = ([3, 5, 4, 8, 9, 7, 1, 2, 6, 6.5, 7, 10, 4, 2.5, 3], [1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 5, 5, 6, 6])
LARGER = (
    [12.1, 15.3, 9.8, 22.4, 25.1, 18.2, 17.7, 30.5, 28.1, 27.9, 33.3, 14.2, 11.9, 21.4, 20.2, 8.7, 26.6, 24.8, 19.5,
     23.1, 16.4, 13.3, 29.9, 31.2],
    [1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 8, 9, 9, 10, 10, 11, 12],
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "mean", "satterthwaite", "kenward"),
    [
        (SMALL, 4.8841210568, (1.04618607418, 5.10201429646), (1.05033699146, 4.94485701111)),
        (LARGER, 20.7775912098, (2.16054874628, 10.7931453964), (2.16084524403, 10.9944120299)),
    ],
)
def test_both_have_the_values_of_r(data, mean, satterthwaite, kenward):
    for degrees, expected in (("satterthwaite", satterthwaite), ("kenward_roger", kenward)):
        result = mixed_mean(data[0], data[1], 0.95, degrees).estimate  # type: ignore[arg-type]
        assert (result.value, result.se, result.df) == pytest.approx((mean, *expected), rel=5e-9)


def test_as_many_lesions_each_leave_one_degree_of_freedom_less_than_patients():
    # Balanced, the variance of the mean is a mean square between patients.
    values = np.random.default_rng(3).normal(size=24) + np.repeat(np.arange(8.0), 3)
    plain = mixed_mean(values, np.repeat(range(8), 3), 0.95).estimate
    for degrees in ("satterthwaite", "kenward_roger"):
        result = mixed_mean(values, np.repeat(range(8), 3), 0.95, degrees).estimate  # type: ignore[arg-type]
        assert (result.se, result.df) == pytest.approx((plain.se, 7), rel=1e-9)


def dense(model: RandomIntercept, residuals: np.ndarray) -> tuple[float, float, float]:
    """Satterthwaite's df, Kenward and Roger's error and df, from whole matrices.

    `residuals` are the values less the model's mean, patient by patient.
    """
    codes = np.repeat(np.arange(len(model.sizes)), model.sizes)
    parts = [(codes[:, None] == codes).astype(float), np.eye(len(codes))]
    inverse = np.linalg.inv(model.between_patients * parts[0] + model.between_lesions * parts[1])
    ones = np.ones(len(codes))
    variance = 1 / (ones @ inverse @ ones)
    projection = inverse - variance * np.outer(inverse @ ones, ones @ inverse)
    falls = np.array([ones @ inverse @ part @ inverse @ ones for part in parts])

    def over(element) -> np.ndarray:
        return np.array([[element(first, second) for second in parts] for first in parts])

    expected = over(lambda first, second: np.trace(projection @ first @ projection @ second)) / 2
    scores = projection @ residuals
    observed = over(lambda first, second: scores @ first @ projection @ second @ scores) - expected
    squares = over(lambda first, second: ones @ inverse @ first @ inverse @ second @ inverse @ ones)
    adjusted = variance + 2 * variance**2 * np.sum(
        np.linalg.inv(expected) * (squares - variance * np.outer(falls, falls))
    )
    degrees = [2 / (variance**2 * falls @ np.linalg.inv(each) @ falls) for each in (observed, expected)]
    return degrees[0], math.sqrt(adjusted), degrees[1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_sums_over_patients_are_those_of_whole_matrices(seed):
    draw = np.random.default_rng(seed)
    sizes = draw.integers(1, 5, size=int(draw.integers(4, 9)))
    codes = np.repeat(np.arange(len(sizes)), sizes)
    residuals = draw.normal(size=len(codes)) + draw.normal(size=len(sizes))[codes]
    between, lesions = draw.uniform(0.1, 3, size=2)
    weights = sizes / (sizes * between + lesions)
    averages = np.bincount(codes, residuals) / sizes
    residuals -= np.sum(weights * averages) / np.sum(weights)
    averages = np.bincount(codes, residuals) / sizes
    within = float(np.sum((residuals - averages[codes]) ** 2))
    model = RandomIntercept(sizes, averages, within, between, lesions)
    try:
        result = (satterthwaite_df(model), kenward_roger(model).se, kenward_roger(model).df)
    except SingularError:
        return
    assert result == pytest.approx(dense(model, residuals), rel=1e-8)


def test_the_unit_does_not_move_the_degrees_of_freedom():
    values, clusters = LARGER
    for degrees in ("satterthwaite", "kenward_roger"):
        one, other = (
            mixed_mean(factor * np.array(values), clusters, 0.95, degrees).estimate.df  # type: ignore[arg-type]
            for factor in (1, 1e6)
        )
        assert one == pytest.approx(other, rel=1e-9)


def test_information_that_is_not_positive_is_refused():
    flat = RandomIntercept(np.array([1, 1]), np.array([0.0, 0.0]), 0.0, 1.0, 1.0)
    for method in (satterthwaite_df, kenward_roger):
        with pytest.raises(SingularError, match="does not determine both variances"):
            method(flat)

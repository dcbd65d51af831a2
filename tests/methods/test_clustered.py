import math
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, stats

from casetrace.methods.clustered import clustered_mean, clustered_regression
from casetrace.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError
from casetrace.methods.intervals import t_interval

Floats = NDArray[np.float64]

PATIENTS = np.array([1, 2, 3, 4, 5, 6, 6])
BASELINE = np.array([3.0, 70, 6, 80, 4, 75, 85])
WEEK_4 = np.array([0.0, 30, 3, 50, 1, 30, 35])
WEEK_12 = np.array([0.0, 5, 2, 10, 0])
LESIONS = st.lists(st.tuples(st.integers(-60, 100), st.integers(0, 4)), min_size=4, max_size=9)


def reduction(baseline: Floats, value: Floats) -> Floats:
    return np.asarray(100 * (1 - value / baseline))


def log_ratio(baseline: Floats, value: Floats) -> Floats:
    return np.asarray(np.log((value + 0.5) / (baseline + 0.5)))


def with_ones(*columns: ArrayLike) -> Floats:
    return np.column_stack([np.ones(np.size(columns[0])), *columns])


def numbers(estimate: Estimate) -> list[float]:
    return [estimate.value, estimate.se, estimate.df, estimate.lower, estimate.upper]


def by_dense_matrices(design, values, clusters) -> list[tuple[float, float, float]]:
    """Value, CR2 standard error and Satterthwaite df with n by n matrices, as Pustejovsky & Tipton 2018 write them."""
    n = len(values)
    bread = np.linalg.inv(design.T @ design)
    residual_maker = np.eye(n) - design @ bread @ design.T
    rows = [np.flatnonzero(clusters == label) for label in np.unique(clusters)]
    results = []
    for direction in np.eye(design.shape[1]):
        contrasts = []
        for of_patient in rows:
            adjusted = linalg.sqrtm(linalg.inv(residual_maker[np.ix_(of_patient, of_patient)])).real
            contrasts.append(residual_maker[:, of_patient] @ adjusted @ design[of_patient] @ bread @ direction)
        vectors = np.array(contrasts)
        products = vectors @ vectors.T
        variance = float(np.sum((vectors @ values) ** 2))
        value = float(direction @ bread @ design.T @ values)
        results.append((value, math.sqrt(variance), float(np.trace(products) ** 2 / np.sum(products**2))))
    return results


def test_the_real_cohort_has_the_values_of_clubsandwich():
    # R 4.2 with clubSandwich 0.5.8.
    week_4 = clustered_mean(reduction(BASELINE, WEEK_4), PATIENTS, 0.95)
    expected = [62.6380552221, 7.59156019589, 4.5, 42.4527620827, 82.8233483615]
    assert numbers(week_4) == pytest.approx(expected, rel=1e-11)
    assert week_4.p_value == pytest.approx(0.000698001039235, rel=1e-11)
    week_12 = clustered_mean(reduction(BASELINE[:5], WEEK_12), PATIENTS[:5], 0.95)
    expected = [89.4047619048, 6.15258550449, 4, 72.3224459965, 106.487077813]
    assert numbers(week_12) == pytest.approx(expected, rel=1e-11)


def test_the_slope_of_the_real_cohort_has_the_values_of_clubsandwich():
    # R 4.2 with clubSandwich 0.5.8: week-4 reduction on the natural logarithm of the baseline in mm.
    design = with_ones(np.log(BASELINE))
    slope = clustered_regression(design, reduction(BASELINE, WEEK_4), PATIENTS, 0.95)[1]
    assert numbers(slope)[:3] == pytest.approx([-8.47570792577, 4.92949341355, 3.51482070516], rel=1e-11)
    assert slope.p_value == pytest.approx(0.1704640890212, rel=1e-11)


def test_log_ratios_of_the_real_cohort_have_the_values_of_clubsandwich():
    # R 4.2 with clubSandwich 0.5.8.
    week_4 = clustered_mean(log_ratio(BASELINE, WEEK_4), PATIENTS, 0.95)
    week_12 = clustered_mean(log_ratio(BASELINE[:5], WEEK_12), PATIENTS[:5], 0.95)
    assert (week_4.value, week_4.se) == pytest.approx((-0.964731596083, 0.181893951149), rel=1e-11)
    assert (week_12.value, week_12.se) == pytest.approx((-1.93727854325, 0.26626319546), rel=1e-11)


def test_one_lesion_each_gives_the_hc2_errors_of_stata():
    # Stata's `regress y x, vce(hc2)`, printed in the tests of the R package dfadjust (Kolesár).
    x = np.sin([*range(1, 11), *range(2, 12)])
    y = np.concatenate([np.cos(np.arange(10)), np.tan(np.arange(1, 11))])
    intercept, slope = clustered_regression(with_ones(x), y, np.arange(20), 0.95)
    assert (intercept.value, slope.value) == pytest.approx((-0.4456202905, 0.3241183110), abs=1e-10)
    assert (intercept.se, slope.se) == pytest.approx((0.4227339762, 0.4421048122), abs=1e-10)


def test_balanced_patients_give_the_standard_error_of_nlme():
    # Travel times in six rails (Pinheiro & Bates 2000, section 1.1): lme(travel ~ 1) prints 66.5 and 10.17104.
    travel = [55, 53, 54, 26, 37, 32, 78, 91, 85, 92, 100, 96, 49, 51, 50, 80, 85, 83]
    result = clustered_mean(travel, np.repeat(range(6), 3), 0.95)
    assert (result.value, result.df) == pytest.approx((66.5, 5))
    assert result.se == pytest.approx(10.17104, abs=5e-6)


@pytest.mark.parametrize("seed", range(6))
def test_regressions_agree_with_dense_matrices(seed):
    draw = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(6), draw.integers(1, 6, 6))
    draw.shuffle(clusters)
    n = len(clusters)
    design = with_ones(draw.normal(size=n), 100 + draw.normal(size=6)[clusters])
    values = draw.normal(size=6)[clusters] + draw.normal(size=n)
    estimates = clustered_regression(design, values, clusters, 0.95)
    for estimate, expected in zip(estimates, by_dense_matrices(design, values, clusters), strict=True):
        assert numbers(estimate)[:3] == pytest.approx(expected, rel=1e-7)


@settings(max_examples=30)
@given(LESIONS)
def test_means_agree_with_dense_matrices_and_with_the_regression_on_ones(lesions):
    values, clusters = (np.array(column, dtype=float) for column in zip(*lesions, strict=True))
    assume(len(set(clusters)) > 1)
    ones = np.ones((len(values), 1))
    try:
        mean = clustered_mean(values, clusters, 0.95)
    except NoSpreadError:
        with pytest.raises(NoSpreadError):
            clustered_regression(ones, values, clusters, 0.95)
        return
    (expected,) = by_dense_matrices(ones, values, clusters)
    assert numbers(mean)[:3] == pytest.approx(expected, rel=1e-9, abs=1e-9)
    (regressed,) = clustered_regression(ones, values, clusters, 0.95)
    assert numbers(regressed) == pytest.approx(numbers(mean), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 9), (4, 4, 7)])
def test_arms_give_welchs_error_and_the_degrees_of_freedom_of_equal_variances(sizes):
    # Imbens & Kolesár 2016, doi 10.1162/REST_a_00552: HC2 is Welch's error for two groups, and the df is Welch's
    # with both variances put at one value.
    first, second = sizes[:2]
    values = np.random.default_rng(3).normal(size=first + second)
    arm = np.repeat([0.0, 1.0], [first, second])
    difference = clustered_regression(with_ones(arm), values, np.arange(first + second), 0.95)[1]
    welch = math.sqrt(values[:first].var(ddof=1) / first + values[first:].var(ddof=1) / second)
    df = (1 / first + 1 / second) ** 2 / (1 / (first**2 * (first - 1)) + 1 / (second**2 * (second - 1)))
    assert (difference.se, difference.df) == pytest.approx((welch, df), rel=1e-10)


@settings(max_examples=20)
@given(st.lists(st.integers(-60, 100), min_size=2, max_size=8).filter(lambda values: len(set(values)) > 1))
def test_one_lesion_each_gives_students_interval(values):
    mean = clustered_mean(values, range(len(values)), 0.9)
    assert numbers(mean) == pytest.approx(numbers(t_interval(values, 0.9)), rel=1e-10, abs=1e-10)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.sampled_from([-1e6, -1, 1e-3, 3]))
def test_estimates_follow_the_units_and_neither_order_nor_labels(seed, factor):
    draw = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(5), draw.integers(1, 4, 5))
    x, values = draw.normal(size=(2, len(clusters)))
    order, labels = draw.permutation(len(clusters)), draw.permutation([f"case {number}" for number in range(5)])
    one = clustered_regression(with_ones(x), values, clusters, 0.95)[1]
    design, moved = with_ones(x[order] / 1000), factor * values[order]
    other = clustered_regression(design, moved, labels[clusters[order]], 0.95)[1]
    expected = sorted([1000 * factor * one.lower, 1000 * factor * one.upper])
    assert [other.lower, other.upper] == pytest.approx(expected, rel=1e-8)
    assert (other.df, other.p_value) == pytest.approx((one.df, one.p_value), rel=1e-8)
    mean, again = clustered_mean(values, clusters, 0.95), clustered_mean(moved, labels[clusters[order]], 0.95)
    assert [again.lower, again.upper] == pytest.approx(sorted([factor * mean.lower, factor * mean.upper]), rel=1e-9)


def test_copies_of_every_lesion_add_nothing_but_copies_of_every_patient_do():
    values, copies = reduction(BASELINE, WEEK_4), np.tile(PATIENTS, 2)
    one = clustered_mean(values, PATIENTS, 0.95)
    same_patients = clustered_mean(np.tile(values, 2), copies, 0.95)
    assert numbers(same_patients) == pytest.approx(numbers(one), rel=1e-10)
    more_patients = clustered_mean(np.tile(values, 2), [*PATIENTS, *(PATIENTS + 10)], 0.95)
    assert more_patients.value == pytest.approx(one.value)
    assert more_patients.se < one.se / math.sqrt(2)
    assert more_patients.df > 2 * one.df


def test_the_interval_covers_as_often_as_it_says():
    # 2000 draws of seven patients with one to four lesions; three standard errors of the share are 0.015.
    draw, covered = np.random.default_rng(5), 0
    clusters = np.repeat(np.arange(7), [1, 1, 2, 2, 3, 3, 4])
    for values in draw.normal(size=(2000, 7))[:, clusters] * 0.5 + draw.normal(size=(2000, len(clusters))):
        estimate = clustered_mean(values, clusters, 0.95)
        covered += estimate.lower <= 0 <= estimate.upper
    assert covered / 2000 == pytest.approx(0.95, abs=0.015)


def test_a_hundred_thousand_patients_take_well_under_a_second():
    draw = np.random.default_rng(1)
    clusters, values = np.repeat(np.arange(100_000), 2), draw.normal(size=200_000)
    start = time.process_time()
    mean = clustered_mean(values, clusters, 0.95)
    assert time.process_time() - start < 0.5
    assert mean.df == pytest.approx(99_999)
    slope = clustered_regression(with_ones(draw.normal(size=200_000)), values, clusters, 0.95)[1]
    assert time.process_time() - start < 2
    assert (slope.se, slope.lower) == pytest.approx(
        (200_000**-0.5, slope.value - stats.norm.ppf(0.975) * slope.se), rel=0.02
    )


@pytest.mark.parametrize("clusters", [[1, 1, 1], ["a", "a", "a"]])
def test_a_single_patient_has_no_interval(clusters):
    with pytest.raises(TooFewError):
        clustered_mean([1, 2, 3], clusters, 0.95)
    with pytest.raises(TooFewError):
        clustered_regression(with_ones([1, 2, 4]), [1, 2, 3], clusters, 0.95)


@pytest.mark.parametrize(
    "values",
    [[0, 0, 0, 0], [0.3, 0.1 + 0.2, 0.3, 0.3], [1, 3, 2, 2]],
    ids=["zeros", "rounding", "one mean per patient"],
)
def test_patients_of_one_mean_have_no_interval(values):
    with pytest.raises(NoSpreadError):
        clustered_mean(values, [1, 1, 2, 2], 0.95)


def test_a_perfect_fit_has_no_interval():
    x = np.array([1.0, 2, 3, 5, 8])
    with pytest.raises(NoSpreadError):
        clustered_regression(with_ones(x), 0.1 + 0.7 * x, [1, 1, 2, 3, 4], 0.95)


@pytest.mark.parametrize(
    "design",
    [
        with_ones([5.0, 5, 5, 5]),
        with_ones([0.0, 0, 0, 0]),
        with_ones([1.0, 2, 3, 4], [1e9, 2e9, 3e9, 4e9]),
        np.eye(4, 5),
    ],
    ids=["constant", "zero", "multiples", "more columns than lesions"],
)
def test_dependent_columns_are_refused(design):
    with pytest.raises(SingularError, match="columns are linearly dependent"):
        clustered_regression(design, [1, 2, 4, 3], [1, 2, 3, 4], 0.95)


def test_a_slope_that_one_patient_determines_is_refused():
    # Only the last patient differs in x: her or his residuals are 0, and say nothing about the slope's variance.
    with pytest.raises(SingularError, match="one patient alone"):
        clustered_regression(with_ones([0.0, 0, 0, 1]), [1, 2, 4, 9], [1, 2, 3, 4], 0.95)


def test_columns_of_very_different_units_are_no_dependent_columns():
    x = np.array([1.0, 2, 4, 8, 9])
    values, clusters = [1, 3, 2, 5, 4], [1, 1, 2, 3, 4]
    small, large = (clustered_regression(with_ones(x * unit), values, clusters, 0.95)[1] for unit in (1e-12, 1e12))
    assert (small.p_value, small.df) == pytest.approx((large.p_value, large.df), rel=1e-9)

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.pooling import (
    dersimonian_laird,
    hartung_knapp,
    paule_mandel,
    random_effects_mean,
    reml,
    restricted_likelihood,
)

# Nine laboratories, Kacker 2004, doi 10.1088/0026-1394/41/3/004; the values that R's metafor gives for them are printed
# in the tests of statsmodels (results_meta.py): rma(y, v, method="PM"), method="DL" and "FE" with test="knha".
LABORATORIES = np.array([61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9])
THEIR_ERRORS = np.sqrt([0.2025, 1.2100, 0.0900, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225])

# The thirteen trials of BCG vaccine of Colditz et al. 1994, metafor's dat.bcg: cases and others, vaccinated and not.
BCG = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
        [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
        [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ],
    dtype=float,
).T  # fmt: skip
LOG_RATIOS = np.log(BCG[0] / (BCG[0] + BCG[1])) - np.log(BCG[2] / (BCG[2] + BCG[3]))
THEIR_ERRORS_BCG = np.sqrt(1 / BCG[0] - 1 / (BCG[0] + BCG[1]) + 1 / BCG[2] - 1 / (BCG[2] + BCG[3]))

# Viechtbauer 2005, doi 10.3102/10769986030003261, the two examples of pages 271 and 272.
TEN = np.array([-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232])
TEN_ERRORS = np.sqrt([0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040])
EIGHTEEN = np.array(
    [0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045, 0.103, 0.121,
     -0.482, 0.290, 0.342]
)  # fmt: skip
EIGHTEEN_ERRORS = np.sqrt(
    [0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167, 0.134, 0.096,
     0.016, 0.035]
)  # fmt: skip

COHORTS = st.lists(
    st.tuples(st.floats(-100, 100).map(lambda value: round(value, 1)), st.floats(1, 20).map(lambda se: round(se, 1))),
    min_size=3,
    max_size=6,
)


def split(cohorts: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    values, ses = np.array(cohorts).T
    assume(np.ptp(values) > 0)
    return values, ses


def test_the_variance_between_and_the_mean_are_those_of_metafor():
    pooled = hartung_knapp(LABORATORIES, THEIR_ERRORS, 0.95)
    assert pooled.tau2 == pytest.approx(0.705395309224248, rel=1e-9)
    assert pooled.estimate.value == pytest.approx(62.4076199113286, rel=1e-12)
    # under Paule-Mandel the weighted mean square is 1, so the Hartung-Knapp standard error is the inverse-variance one
    assert pooled.estimate.se == pytest.approx(0.338030602684471, rel=1e-9)
    assert pooled.estimate.df == 8
    assert pooled.heterogeneity.i2 == pytest.approx(67.744403741711, rel=1e-10)
    half = stats.t.ppf(0.975, 8) * 0.338030602684471
    assert (pooled.estimate.upper - pooled.estimate.lower) / 2 == pytest.approx(half, rel=1e-9)


@pytest.mark.parametrize(
    ("between", "tau2", "mean", "se"),
    [
        # metafor's own tests: rma(yi, vi, method=...) of dat.bcg (test_misc_rma_uni.r and, of DL, the values of Stata's
        # metan in test_misc_metan_vs_rma.uni_with_dat.bcg.r)
        (paule_mandel, 0.3181, None, None),
        (dersimonian_laird, 0.3088, -0.7141, (-0.3638 + 1.0644) / 2 / 1.959964),
        # the first example of metafor's manual, of which 0.3132, -0.7145 and 0.1798 are printed
        (reml, 0.3132, -0.7145, 0.1798),
    ],
)
def test_the_vaccine_trials_have_the_variances_that_metafor_prints(between, tau2, mean, se):
    found = between(LOG_RATIOS, THEIR_ERRORS_BCG)
    assert found == pytest.approx(tau2, abs=5e-5)
    weights = 1 / (THEIR_ERRORS_BCG**2 + found)
    if mean:
        assert np.average(LOG_RATIOS, weights=weights) == pytest.approx(mean, abs=5e-5)
        assert weights.sum() ** -0.5 == pytest.approx(se, abs=6e-5)


def test_the_vaccine_trials_have_the_heterogeneity_that_metafor_prints():
    pooled = hartung_knapp(LOG_RATIOS, THEIR_ERRORS_BCG, 0.95, reml)
    assert pooled.heterogeneity.q == pytest.approx(152.2330, abs=5e-5)
    assert pooled.heterogeneity.i2 == pytest.approx(92.1173, abs=5e-5)
    assert pooled.heterogeneity.p_value == pytest.approx(stats.chi2.sf(152.2330, 12), rel=1e-4)
    # rma(yi, vi, test="knha") of its manual
    assert pooled.estimate.value / pooled.estimate.se == pytest.approx(-3.9522, abs=5e-5)
    assert (pooled.estimate.lower, pooled.estimate.upper) == pytest.approx((-1.1084, -0.3206), abs=5e-5)


@pytest.mark.parametrize(
    ("values", "ses", "restricted", "moments", "empirical_bayes"),
    [
        # Viechtbauer 2005, pages 271 and 272; the empirical Bayes estimate is that of Paule and Mandel
        (TEN, TEN_ERRORS, 0.223, 0.277, 0.192),
        (EIGHTEEN, EIGHTEEN_ERRORS, 0.016, 0.013, 0.010),
    ],
)
def test_the_variances_between_are_those_of_viechtbauer_2005(values, ses, restricted, moments, empirical_bayes):
    found = [between(values, ses) for between in (reml, dersimonian_laird, paule_mandel)]
    assert found == pytest.approx([restricted, moments, empirical_bayes], abs=5e-4)


@settings(max_examples=25)
@given(COHORTS)
def test_no_variance_between_has_a_larger_restricted_likelihood(cohorts):
    values, ses = split(cohorts)
    found = reml(values, ses)
    tried = np.concatenate([[0.0], np.geomspace(1e-3, np.ptp(values) ** 2, 1000)])
    best = max(restricted_likelihood(values, ses, tau2) for tau2 in tried)
    assert restricted_likelihood(values, ses, found) >= best - 1e-9


def test_cohorts_of_one_precision_have_the_variance_between_of_an_analysis_of_variance():
    values = np.array([40.0, 60.0, 95.0, 70.0])
    for between in (reml, paule_mandel, dersimonian_laird):
        assert between(values, np.full(4, 5.0)) == pytest.approx(np.var(values, ddof=1) - 25, rel=1e-9)


def test_the_ad_hoc_correction_widens_only_what_is_narrower_than_inverse_variances_give():
    # by hand: three equal weights and no variance between, so the inverse-variance error is 10 / sqrt(3)
    close = hartung_knapp([60, 60.1, 59.9], [10, 10, 10], 0.95)
    assert close.ad_hoc.se == pytest.approx(10 / math.sqrt(3), rel=1e-12)
    assert close.ad_hoc.upper == pytest.approx(60 + stats.t.ppf(0.975, 2) * 10 / math.sqrt(3), rel=1e-12)
    apart = hartung_knapp(LABORATORIES, THEIR_ERRORS, 0.95)
    assert apart.ad_hoc.se == pytest.approx(apart.estimate.se, rel=1e-9)


def test_the_prediction_intervals_differ_in_their_error_and_degrees_of_freedom():
    pooled = hartung_knapp(TEN, TEN_ERRORS, 0.95, reml)
    centre, inverse = pooled.estimate.value, 1 / np.sum(1 / (TEN_ERRORS**2 + pooled.tau2))
    for limits, variance, df in (
        (pooled.prediction, inverse, 8),
        (pooled.prediction_hk, max(inverse, pooled.estimate.se**2), 8),
        (pooled.prediction_hk_wide_df, max(inverse, pooled.estimate.se**2), 9),
    ):
        reach = stats.t.ppf(0.975, df) * math.sqrt(pooled.tau2 + variance)
        assert (limits.lower, limits.upper) == pytest.approx((centre - reach, centre + reach), rel=1e-12)


@pytest.mark.parametrize(
    ("tau2", "mean", "se", "lower", "upper"),
    [
        (0.288049246973751, 62.3901386044504, 0.29477605699879, 61.710383798052, 63.0698934108488),
        (0.0, 62.5833970939982, 0.189889223522271, 62.1455117593252, 63.0212824286713),
    ],
)
def test_the_hartung_knapp_interval_is_that_of_metafor(tau2, mean, se, lower, upper):
    estimate = random_effects_mean(LABORATORIES, THEIR_ERRORS, tau2, 0.95)
    found = (estimate.value, estimate.se, estimate.lower, estimate.upper)
    assert found == pytest.approx((mean, se, lower, upper), rel=1e-12)


def test_the_prediction_interval_has_two_degrees_of_freedom_less_than_cohorts():
    # the formula of Higgins, Thompson & Spiegelhalter 2009, with the variance and standard error of metafor
    pooled = hartung_knapp(LABORATORIES, THEIR_ERRORS, 0.9)
    reach = stats.t.ppf(0.95, 7) * math.sqrt(0.705395309224248 + 0.338030602684471**2)
    assert pooled.prediction.lower == pytest.approx(62.4076199113286 - reach, rel=1e-9)
    assert pooled.prediction.upper == pytest.approx(62.4076199113286 + reach, rel=1e-9)


@settings(max_examples=25)
@given(COHORTS)
def test_the_pooled_mean_agrees_with_statsmodels(cohorts):
    values, ses = split(cohorts)
    pooled = hartung_knapp(values, ses, 0.95)
    theirs = combine_effects(values, ses**2, method_re="iterated", use_t=True)
    # their iteration stops once the weighted sum of squares is within 1e-5 of its expectation
    assert pooled.tau2 == pytest.approx(theirs.tau2, rel=1e-3, abs=1e-3)
    assert pooled.estimate.value == pytest.approx(theirs.mean_effect_re, rel=1e-4, abs=1e-3)
    assert pooled.estimate.se == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-3)
    assert pooled.heterogeneity.i2 == pytest.approx(100 * max(0.0, theirs.i2), abs=1e-8)
    assert (pooled.fixed.lower, pooled.fixed.upper) == pytest.approx(theirs.conf_int(use_t=False)[0], abs=1e-9)


@settings(max_examples=25)
@given(COHORTS)
def test_the_variance_between_solves_its_equation_or_is_0(cohorts):
    values, ses = split(cohorts)
    tau2 = paule_mandel(values, ses)
    weights = 1 / (ses**2 + tau2)
    squares = weights @ (values - np.average(values, weights=weights)) ** 2
    assert squares == pytest.approx(len(values) - 1, rel=1e-9) if tau2 else squares <= len(values) - 1


@settings(max_examples=25)
@given(COHORTS, st.floats(0.5, 0.99), st.floats(-50, 50), st.floats(0.1, 10))
def test_the_pooled_mean_moves_with_its_cohorts(cohorts, level, shift, scale):
    values, ses = split(cohorts)
    first, second = hartung_knapp(values, ses, level), hartung_knapp(scale * values + shift, scale * ses, level)
    assert second.estimate.value == pytest.approx(scale * first.estimate.value + shift, rel=1e-6, abs=1e-6)
    assert second.estimate.se == pytest.approx(scale * first.estimate.se, rel=1e-6)
    assert second.heterogeneity.i2 == pytest.approx(first.heterogeneity.i2, abs=1e-6)
    assert second.prediction.upper == pytest.approx(scale * first.prediction.upper + shift, rel=1e-6, abs=1e-6)


@settings(max_examples=25)
@given(COHORTS, st.randoms(use_true_random=False))
def test_the_order_of_the_cohorts_does_not_matter(cohorts, random):
    values, ses = split(cohorts)
    order = list(range(len(values)))
    random.shuffle(order)
    first, second = hartung_knapp(values, ses, 0.95), hartung_knapp(values[order], ses[order], 0.95)
    assert second.estimate.value == pytest.approx(first.estimate.value, rel=1e-9, abs=1e-9)
    assert second.prediction.lower == pytest.approx(first.prediction.lower, rel=1e-9, abs=1e-9)


@settings(max_examples=25)
@given(COHORTS)
def test_the_prediction_interval_holds_the_confidence_interval(cohorts):
    pooled = hartung_knapp(*split(cohorts), 0.95)
    assert pooled.prediction.lower < pooled.estimate.lower < pooled.estimate.upper < pooled.prediction.upper


@settings(max_examples=25)
@given(COHORTS)
def test_it_is_narrower_than_one_mean_for_all_only_where_cohorts_differ_less_than_chance_gives(cohorts):
    pooled = hartung_knapp(*split(cohorts), 0.95)
    assert not (pooled.is_narrower_than_fixed and pooled.tau2 > 0)


def test_cohorts_closer_together_than_their_errors_are_narrower_than_one_mean_for_all():
    pooled = hartung_knapp([60, 60.1, 59.9], [10, 10, 10], 0.95)
    assert (pooled.tau2, pooled.heterogeneity.i2) == (0, 0)
    # by hand: three equal weights, so the standard error is that of a mean of three values
    assert pooled.estimate.se == pytest.approx(0.1 / math.sqrt(3), rel=1e-9)
    assert pooled.fixed.upper == pytest.approx(60 + stats.norm.ppf(0.975) * 10 / math.sqrt(3), rel=1e-12)
    assert pooled.is_narrower_than_fixed
    # t with one degree of freedom, and the standard error of the mean of cohorts that have one value
    assert pooled.prediction.upper == pytest.approx(60 + stats.t.ppf(0.975, 1) * 10 / math.sqrt(3), rel=1e-12)


def test_three_cohorts_of_equal_precision_that_differ_give_the_t_interval_of_their_values():
    values = [40.0, 60.0, 95.0]
    pooled = hartung_knapp(values, [5, 5, 5], 0.95)
    expected = stats.t.interval(0.95, 2, np.mean(values), stats.sem(values))
    assert (pooled.estimate.lower, pooled.estimate.upper) == pytest.approx(expected, rel=1e-9)
    assert pooled.tau2 == pytest.approx(np.var(values, ddof=1) - 25, rel=1e-9)


def test_a_variance_between_far_above_that_within_is_found():
    # statsmodels' iteration with a narrow tolerance ends at 0 for some such cohorts
    values, ses = np.array([0.0, 5e5, 1e6]), np.array([1e-3, 1e-3, 1e-3])
    assert paule_mandel(values, ses) == pytest.approx(2.5e11, rel=1e-12)


@pytest.mark.parametrize("values", [[60.0], [60.0, 70.0]])
def test_fewer_than_three_cohorts_are_refused(values):
    with pytest.raises(TooFewError):
        hartung_knapp(values, [5.0] * len(values), 0.95)


@pytest.mark.parametrize("values", [[60.0] * 3, [0.1 + 0.2, 0.3, 0.3], [0.0] * 4])
def test_cohorts_with_one_value_are_refused(values):
    with pytest.raises(NoSpreadError):
        hartung_knapp(values, [5.0] * len(values), 0.95)


@pytest.mark.parametrize("se", [0.0, math.nan, math.inf, -1.0])
def test_a_cohort_without_a_standard_error_is_refused(se):
    with pytest.raises(ValueError, match="standard error"):
        hartung_knapp([50.0, 60.0, 70.0], [5.0, 5.0, se], 0.95)

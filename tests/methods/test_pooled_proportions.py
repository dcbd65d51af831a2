import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from casetrace.methods.estimates import NoSpreadError, SingularError, TooFewError
from casetrace.methods.pooled_proportions import _cohorts as cohorts_of
from casetrace.methods.pooled_proportions import _moments, binomial_normal, double_arcsine, freeman_tukey, proportion_of

# Treated arms of the eighteen trials of catheters of Niël-Weise et al. 2007, metafor's dat.nielweise2007 (ai, n1i).
INFECTED = [0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4]
CATHETERS = [116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64]
# Miller 1978, doi 10.2307/2683695, page 138.
MILLER = ([3, 6, 10, 1], [11, 17, 21, 6])

COHORTS = st.lists(
    st.integers(1, 20).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=3, max_size=6
)


def split(cohorts: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    counts, sizes = (list(part) for part in zip(*cohorts, strict=True))
    assume(0 < sum(counts) < sum(sizes))
    return counts, sizes


def likelihood(counts, sizes, mean, tau) -> float:
    """The logarithm of the likelihood, integrated by SciPy's adaptive rule."""

    def at(effect, count, n):
        log_odds = mean + tau * effect
        return math.exp(count * log_odds - n * np.logaddexp(0, log_odds)) * stats.norm.pdf(effect)

    return sum(
        math.log(integrate.quad(at, -12, 12, args=(count, n), epsabs=0, epsrel=1e-12, limit=500, points=[0])[0])
        for count, n in zip(counts, sizes, strict=True)
    )


def test_the_catheters_are_those_of_stijnen_2010():
    # Table II, page 3050: -4.81 (0.36), 0.83; 0.008 (0.004 to 0.016) with normal limits. Verified by R 4.2.2, metafor
    # 3.8-1, rma.glmm(measure="PLO", xi=ai, ni=n1i, data=dat.nielweise2007, nAGQ=50): -4.811855 (0.355200), 0.825332
    pooled = binomial_normal(INFECTED, CATHETERS, 0.95)
    assert pooled.log_odds == pytest.approx(-4.81, abs=5e-3)
    assert pooled.se == pytest.approx(0.36, abs=5e-3)
    assert pooled.tau2 == pytest.approx(0.83, abs=5e-3)
    assert pooled.proportion == pytest.approx(0.008, abs=5e-4)
    assert special.expit(pooled.log_odds + 1.96 * pooled.se) == pytest.approx(0.016, abs=5e-4)


@pytest.mark.parametrize(
    ("counts", "sizes", "log_odds", "se", "tau2"),
    [
        # R 4.2, lme4 1.1: glmer(cbind(x, n - x) ~ 1 + (1 | s), family = binomial, nAGQ = 100)
        (INFECTED, CATHETERS, -4.81185, 0.3551986, 0.82532349),
        # a cohort in which all responded
        ([5, 3, 9, 12, 6], [5, 8, 11, 25, 6], 1.23877464, 0.84823364, 1.81700606),
        ([6, 1, 10, 7], [6, 9, 12, 20], 0.5036502, 1.12964555, 3.93871672),
    ],
)
def test_the_model_is_that_of_lme4(counts, sizes, log_odds, se, tau2):
    pooled = binomial_normal(counts, sizes, 0.95)
    assert (pooled.log_odds, pooled.se, pooled.tau2) == pytest.approx((log_odds, se, tau2), rel=2e-6)
    reach = stats.t.ppf(0.975, len(counts) - 1) * se
    limits = special.expit([log_odds - reach, log_odds + reach])
    assert (pooled.limits.lower, pooled.limits.upper) == pytest.approx(tuple(limits), rel=1e-5)
    reach = stats.t.ppf(0.975, len(counts) - 2) * math.sqrt(tau2 + se**2)
    limits = special.expit([log_odds - reach, log_odds + reach])
    assert (pooled.prediction.lower, pooled.prediction.upper) == pytest.approx(tuple(limits), rel=1e-4)


@pytest.mark.parametrize(("mean", "tau"), [(0.3, 0.7), (-2.0, 1.9), (1.5, 0.05), (0.0, 4.0)])
def test_the_likelihood_and_its_derivatives_are_those_of_brute_force(mean, tau):
    counts, sizes = [5, 3, 9, 0], [5, 8, 11, 7]
    found = _moments(cohorts_of(counts, sizes), mean, tau)
    assert found.value == pytest.approx(likelihood(counts, sizes, mean, tau), rel=1e-8 if tau > 2 else 1e-10)
    step = 1e-4
    slopes = (
        (likelihood(counts, sizes, mean + step, tau) - likelihood(counts, sizes, mean - step, tau)) / (2 * step),
        (likelihood(counts, sizes, mean, tau + step) - likelihood(counts, sizes, mean, tau - step)) / (2 * step),
    )
    assert found.gradient == pytest.approx(slopes, rel=1e-5, abs=1e-6)
    up, down = (_moments(cohorts_of(counts, sizes), mean + end, tau).gradient for end in (step, -step))
    high, low = (_moments(cohorts_of(counts, sizes), mean, tau + end).gradient for end in (step, -step))
    second = ((up[0] - down[0]), (up[1] - down[1]), (high[1] - low[1]))
    assert found.hessian == pytest.approx([end / (2 * step) for end in second], rel=1e-5, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(COHORTS)
def test_nothing_near_has_a_larger_likelihood(cohorts):
    counts, sizes = split(cohorts)
    try:
        pooled = binomial_normal(counts, sizes, 0.95)
    except SingularError:
        return
    tau = math.sqrt(pooled.tau2)
    best = _moments(cohorts_of(counts, sizes), pooled.log_odds, tau).value
    for by_mean in (-0.3, 0.0, 0.3):
        for by_tau in (-0.3, 0.0, 0.3):
            near = _moments(cohorts_of(counts, sizes), pooled.log_odds + by_mean, max(0.0, tau + by_tau)).value
            assert near <= best + 1e-9


def test_cohorts_alike_are_pooled_as_one():
    # without a variance between: the log-odds of all patients, and the error of logistic regression
    pooled = binomial_normal([4, 8, 4], [10, 20, 10], 0.95)
    assert pooled.tau2 == 0
    assert pooled.proportion == pytest.approx(0.4, rel=1e-12)
    assert pooled.se == pytest.approx(1 / math.sqrt(40 * 0.4 * 0.6), rel=1e-12)


def test_responders_and_others_change_places():
    counts, sizes = np.array([5, 3, 9, 12, 6]), np.array([5, 8, 11, 25, 6])
    first, second = binomial_normal(counts, sizes, 0.95), binomial_normal(sizes - counts, sizes, 0.95)
    assert second.proportion == pytest.approx(1 - first.proportion, rel=1e-9)
    assert second.limits.lower == pytest.approx(1 - first.limits.upper, rel=1e-8)


@pytest.mark.parametrize("method", [binomial_normal, freeman_tukey])
def test_too_few_cohorts_and_one_end_of_the_range_are_refused(method):
    with pytest.raises(TooFewError):
        method([1, 2], [3, 4], 0.95)
    for counts in ([3, 4, 5], [0, 0, 0]):
        with pytest.raises(NoSpreadError):
            method(counts, [3, 4, 5], 0.95)
    with pytest.raises(ValueError, match="not among"):
        method([4, 1, 1], [3, 4, 5], 0.95)


def test_all_or_nobody_has_no_peak():
    with pytest.raises(SingularError):
        binomial_normal([5, 0, 6], [5, 8, 6], 0.95)


def test_the_double_arcsines_are_those_of_miller_1978():
    counts, sizes = (np.array(part, dtype=float) for part in MILLER)
    values = double_arcsine(counts, sizes)
    assert 2 * values == pytest.approx([1.1391, 1.2888, 1.5253, 0.9515], abs=5e-5)
    assert 4 / (4 * sizes + 2) == pytest.approx([0.0870, 0.0571, 0.0465, 0.1538], abs=5e-5)
    harmonic = 4 / np.sum(1 / sizes)
    assert proportion_of(float(values.mean()), harmonic) == pytest.approx(0.3164, abs=5e-5)
    # metafor's test of the same page, weighted; Freeman and Tukey's variances say that there is none between cohorts
    assert freeman_tukey(*MILLER, 0.95).proportion == pytest.approx(0.3595, abs=5e-5)
    assert freeman_tukey(*MILLER, 0.95).tau2 == 0


@pytest.mark.parametrize("n", [1, 2, 10, 45])
def test_every_proportion_comes_back(n):
    for count in range(n + 1):
        value = double_arcsine(np.array([float(count)]), np.array([float(n)]))[0]
        assert proportion_of(float(value), n) == pytest.approx(count / n, abs=1e-12)


def test_what_is_beyond_the_ends_is_an_end():
    assert (proportion_of(-0.2, 10), proportion_of(1.7, 10)) == (0, 1)

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from casetrace.methods.estimates import NoSpreadError, SingularError, TooFewError
from casetrace.methods.pooled_categories import _Cohorts as Cohorts
from casetrace.methods.pooled_categories import _moments, cumulative_logit
from casetrace.methods.pooled_proportions import binomial_normal

# Ratings of the bitterness of eight glasses of wine by nine judges: Randall 1989, doi 10.1002/bimj.4710310104, Table 1;
# the data `wine` of R's package ordinal, its documented example.
WINE = [
    [0, 1, 2, 3, 2], [2, 2, 2, 1, 1], [0, 2, 2, 2, 2], [0, 3, 4, 0, 1], [0, 1, 6, 1, 0],
    [0, 3, 2, 2, 1], [2, 4, 2, 0, 0], [0, 3, 4, 1, 0], [1, 3, 2, 2, 0],
]  # fmt: skip
#: Cohorts of which one lacks the worst category and one the best.
LACKING = [[1, 2, 4, 2], [0, 1, 3, 6], [2, 3, 3, 0], [0, 4, 2, 5], [3, 3, 1, 1]]


@pytest.mark.parametrize(
    ("counts", "log_odds", "errors", "tau2", "log_likelihood"),
    [
        # R 4.2.2, ordinal 2022.11-16: clmm(rating ~ 1 + (1 | judge), data = wine, nAGQ = 50)
        (
            WINE,
            [-2.7252069798, -0.5428806473, 1.0960514352, 2.3550047079],
            [0.5197600, 0.3168269, 0.3399420, 0.4596771],
            0.3274475302,
            -102.97,
        ),
        (
            LACKING,
            [-2.0805607436, -0.3193343824, 1.0543016058],
            [0.6217780145, 0.5183797016, 0.5441862582],
            0.8243215154,
            -59.65177447,
        ),
    ],
)
def test_the_model_is_that_of_clmm(counts, log_odds, errors, tau2, log_likelihood):
    found = cumulative_logit(counts, 0.95)
    shares = [share for share in found.shares if share is not None]
    assert [share.log_odds.value for share in shares] == pytest.approx(log_odds, abs=2e-6)
    assert [share.log_odds.se for share in shares] == pytest.approx(errors, rel=2e-6)
    assert found.tau2 == pytest.approx(tau2, rel=2e-6)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-3 if counts is WINE else 1e-8)
    reach = stats.t.ppf(0.975, len(counts) - 1) * errors[0]
    limits = (shares[0].limits.lower, shares[0].limits.upper)
    assert limits == pytest.approx(tuple(special.expit([log_odds[0] - reach, log_odds[0] + reach])), rel=1e-5)


@pytest.mark.parametrize(("counts", "sizes"), [([5, 3, 9, 12, 6], [5, 8, 11, 25, 6]), ([6, 1, 10, 7], [6, 9, 12, 20])])
def test_two_categories_are_responders_and_the_others(counts, sizes):
    expected = binomial_normal(counts, sizes, 0.95)
    found = cumulative_logit(np.column_stack([counts, np.subtract(sizes, counts)]), 0.95)
    [share] = found.shares
    assert share is not None
    assert (share.proportion, share.limits.lower, found.tau2) == pytest.approx(
        (expected.proportion, expected.limits.lower, expected.tau2), rel=1e-10
    )


@pytest.mark.parametrize(("thresholds", "tau"), [([-1.0, 0.2, 1.5], 0.7), ([-3.0, -2.9, 0.0], 2.0)])
def test_the_likelihood_and_its_derivatives_are_those_of_brute_force(thresholds, tau):
    place = np.array([*thresholds, tau])
    found = _moments(Cohorts.of(np.array(LACKING, dtype=float)), place)
    assert found.value == pytest.approx(likelihood(LACKING, place), rel=1e-9)
    step = 1e-5
    for number, value in enumerate(found.gradient.tolist()):
        aside = np.eye(len(place))[number] * step
        slope = (likelihood(LACKING, place + aside) - likelihood(LACKING, place - aside)) / (2 * step)
        assert value == pytest.approx(slope, abs=1e-5)
        above, below = (_moments(Cohorts.of(np.array(LACKING, dtype=float)), place + way * aside) for way in (1, -1))
        bend = (above.gradient - below.gradient) / (2 * step)
        assert found.hessian[number] == pytest.approx(bend, rel=1e-6, abs=1e-5)


def likelihood(counts, place) -> float:
    """The logarithm of the likelihood, with differences of probabilities, integrated by SciPy's adaptive rule."""
    *thresholds, tau = place.tolist()

    def at(effect, patients):
        reached = special.expit([threshold + tau * effect for threshold in thresholds])
        shares = np.diff([0.0, *reached, 1.0])
        return float(np.prod(shares ** np.array(patients))) * stats.norm.pdf(effect)

    return sum(
        math.log(integrate.quad(at, -12, 12, args=(patients,), epsabs=0, epsrel=1e-11, limit=500, points=[0])[0])
        for patients in counts
    )


def test_cohorts_that_differ_less_than_by_chance_are_one():
    found = cumulative_logit([[2, 3, 5], [2, 3, 5], [2, 3, 5]], 0.95)
    assert found.tau2 == 0
    assert [share.proportion for share in found.shares if share] == pytest.approx([0.2, 0.5], rel=1e-12)
    first = found.shares[0]
    assert first is not None
    # the standard error of the log-odds of 6 of 30 patients
    assert first.log_odds.se == pytest.approx(math.sqrt(1 / 6 + 1 / 24), rel=1e-10)


def test_a_category_without_patients_has_the_share_of_the_one_before_it_or_none():
    full = cumulative_logit([[row[0], row[1] + row[2], row[3]] for row in LACKING], 0.95)
    counts = [[0, row[0], 0, row[1] + row[2], row[3], 0] for row in LACKING]
    found = cumulative_logit(counts, 0.95)
    assert found.shares == (None, full.shares[0], full.shares[0], full.shares[1], None)


def test_what_cannot_be_pooled_is_refused():
    with pytest.raises(TooFewError):
        cumulative_logit([[1, 2, 1], [2, 1, 3]], 0.95)
    with pytest.raises(NoSpreadError):
        cumulative_logit([[0, 4, 0], [0, 5, 0], [0, 3, 0]], 0.95)
    with pytest.raises(SingularError, match="no peak"):
        cumulative_logit([[30, 0, 0], [30, 0, 0], [0, 0, 30], [0, 0, 30]], 0.95)
    with pytest.raises(ValueError, match="no patients"):
        cumulative_logit([[1, 2], [0, 0], [2, 2]], 0.95)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=6))
def test_worst_first_gives_what_best_first_gives(counts):
    patients = np.array(counts)
    assume((patients.sum(axis=1) > 0).all() and (patients.sum(axis=0) > 0).sum() > 1)
    try:
        found, turned = cumulative_logit(patients, 0.95), cumulative_logit(patients[:, ::-1], 0.95)
    except SingularError:
        assume(False)
    assert turned.tau2 == pytest.approx(found.tau2, rel=1e-4, abs=1e-8)
    for share, other in zip(found.shares, turned.shares[::-1], strict=True):
        assert (share is None) == (other is None)
        if share is not None and other is not None:
            assert other.proportion == pytest.approx(1 - share.proportion, abs=1e-7)

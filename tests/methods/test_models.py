import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.generalized_estimating_equations import GEE
from statsmodels.regression.mixed_linear_model import MixedLM

from casetrace.methods import models
from casetrace.methods.clustered import clustered_mean
from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.models import Fit, gee_mean, mixed_mean

Floats = NDArray[np.float64]
MODELS = [gee_mean, mixed_mean]

# Yield of six batches of dyestuff, and the made-up second data of Davies & Goldsmith 1972 and Box & Tiao 1973.
DYESTUFF = [
    *(1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560),
    *(1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445),
]
DYESTUFF_2 = [
    *(7.298, 3.846, 2.434, 9.566, 7.990, 5.220, 6.556, 0.608, 11.788, -0.892, 0.110, 10.386, 13.434, 5.510, 8.166),
    *(2.212, 4.852, 7.092, 9.288, 4.980, 0.282, 9.014, 4.458, 9.446, 7.198, 1.722, 4.782, 8.106, 0.758, 3.758),
]
BATCHES = np.repeat(list("ABCDEF"), 5)

# Travel times in six rails, Pinheiro & Bates 2000, section 1.1.
RAIL = [55, 53, 54, 26, 37, 32, 78, 91, 85, 92, 100, 96, 49, 51, 50, 80, 85, 83]
RAILS = np.repeat(range(6), 3)


def drawn(seed: int, patients: int = 10) -> tuple[Floats, NDArray[np.intp]]:
    """Unbalanced lesions of patients who differ."""
    draw = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(patients), draw.permutation([1, 2, 3, 4, *([2] * (patients - 4))]))
    return 0.7 * draw.normal(size=patients)[clusters] + draw.normal(size=len(clusters)) + 5, clusters


def correlated(sizes: NDArray[np.intp], correlation: float) -> Floats:
    """Covariance of all lesions with one correlation within patients and variance 1."""
    n = int(np.sum(sizes))
    matrix = np.zeros((n, n))
    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        matrix[end - size : end, end - size : end] = correlation
    np.fill_diagonal(matrix, 1)
    return matrix


def outcome(model: Callable[..., Fit], values, clusters) -> Fit | str:
    """The model's fit, or why it was refused."""
    try:
        return model(values, clusters, 0.95)
    except SingularError as error:
        return str(error)


@pytest.mark.parametrize(
    ("values", "clusters", "mean", "se", "digits"),
    [
        (DYESTUFF, BATCHES, 1527.50, 19.38, 5e-3),  # R, lme4 1.1: lmer(Yield ~ 1 | Batch, Dyestuff)
        (RAIL, RAILS, 66.5, 10.17104, 5e-6),  # R, nlme 3.1: lme(travel ~ 1, random = ~ 1 | Rail)
    ],
)
def test_the_mixed_model_has_the_values_printed_by_r(values, clusters, mean, se, digits):
    result = mixed_mean(values, clusters, 0.95)
    assert (result.estimate.value, result.estimate.df) == pytest.approx((mean, 5))
    assert result.estimate.se == pytest.approx(se, abs=digits)
    assert result.caution == ""


def test_a_variance_that_r_estimates_as_0_is_refused():
    # R, lme4 1.1: lmer(Yield ~ 1 | Batch, Dyestuff2) gives a variance of 0 between batches.
    with pytest.raises(SingularError, match="variance between patients is estimated as 0"):
        mixed_mean(DYESTUFF_2, BATCHES, 0.95)


@pytest.mark.parametrize(("values", "clusters", "size"), [(DYESTUFF, BATCHES, 5), (RAIL, RAILS, 3)])
def test_balanced_patients_give_the_errors_of_the_analysis_of_variance(values, clusters, size):
    # REML: sqrt(mean square between / n). GEE: each residual mean over 1 - 1/6, as Mancl & DeRouen 2001 have it.
    means = np.reshape(values, (-1, size)).mean(axis=1)
    between = means.std(ddof=1) / math.sqrt(6)
    assert mixed_mean(values, clusters, 0.95).estimate.se == pytest.approx(between, rel=1e-10)
    assert gee_mean(values, clusters, 0.95).estimate.se == pytest.approx(between * math.sqrt(6 / 5), rel=1e-10)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_the_mixed_model_maximises_the_restricted_likelihood(seed):
    values, clusters = drawn(seed)
    sizes, ones = np.bincount(clusters), np.ones(len(values))

    def fitted(correlation: float) -> tuple[float, float, float]:
        inverse = np.linalg.inv(correlated(sizes, correlation))
        information = float(ones @ inverse @ ones)
        mean = float(ones @ inverse @ values / information)
        variance = float((values - mean) @ inverse @ (values - mean) / (len(values) - 1))
        logs = (len(values) - 1) * math.log(variance) - np.linalg.slogdet(inverse)[1] + math.log(information)
        return logs, mean, math.sqrt(variance / information)

    best = optimize.minimize_scalar(lambda value: fitted(value)[0], bounds=(0, 0.999), options={"xatol": 1e-10})
    result = mixed_mean(values, clusters, 0.95).estimate
    assert (result.value, result.se) == pytest.approx(fitted(best.x)[1:], rel=1e-6)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_estimating_equations_agree_with_dense_matrices(seed):
    values, clusters = drawn(seed)
    sizes, n, mean = np.bincount(clusters), len(values), values.mean()
    pairs = np.sum(sizes * (sizes - 1) / 2)
    for _ in range(200):
        residuals = values - mean
        products = (
            np.bincount(clusters, weights=residuals) ** 2 - np.bincount(clusters, weights=residuals**2)
        ).sum() / 2
        correlation = products / (pairs - 1) / (residuals @ residuals / (n - 1))
        inverse = np.linalg.inv(correlated(sizes, correlation))
        mean = inverse.sum(axis=0) @ values / inverse.sum()
    variance = 0.0
    for patient in range(len(sizes)):
        block = inverse[np.ix_(clusters == patient, clusters == patient)]
        leverage = np.outer(np.ones(len(block)), block.sum(axis=0)) / inverse.sum()
        adjusted = np.linalg.solve(np.eye(len(block)) - leverage, values[clusters == patient] - mean)
        variance += (block.sum(axis=0) @ adjusted) ** 2 / inverse.sum() ** 2
    result = gee_mean(values, clusters, 0.95).estimate
    assert (result.value, result.se) == pytest.approx((mean, math.sqrt(variance)), rel=1e-8)


def test_both_models_approach_the_clustered_mean_with_many_patients():
    draw = np.random.default_rng(2)
    clusters = np.repeat(np.arange(300), 2)
    values = draw.normal(size=300)[clusters] + draw.normal(size=600)
    expected = clustered_mean(values, clusters, 0.95)
    for model in MODELS:
        result = model(values, clusters, 0.95).estimate
        assert (result.value, result.se) == pytest.approx((expected.value, expected.se), rel=0.01)


@pytest.mark.parametrize("model", MODELS)
def test_the_interval_is_that_of_t_with_one_df_less_than_patients(model):
    values, clusters = drawn(1, patients=11)
    result = model(values, clusters, 0.9).estimate
    half = stats.t.ppf(0.95, 10) * result.se
    assert (result.df, result.upper - result.value) == pytest.approx((10, half))


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.randoms(use_true_random=False))
def test_neither_order_nor_labels_move_a_single_bit(model, seed, draw):
    values, clusters = drawn(seed)
    order = draw.sample(range(len(values)), len(values))
    labels = np.array(draw.sample([f"case {number}" for number in range(10)], 10))
    assert outcome(model, values[order], labels[clusters[order]]) == outcome(model, values, clusters)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.sampled_from([1e-9, 100, 1e6]), st.sampled_from([0, 50]))
def test_the_interval_follows_the_unit(model, seed, factor, shift):
    values, clusters = drawn(seed)
    one, other = outcome(model, values, clusters), outcome(model, factor * (values + shift), clusters)
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    expected = [factor * (limit + shift) for limit in (one.estimate.lower, one.estimate.upper)]
    assert [other.estimate.lower, other.estimate.upper] == pytest.approx(expected, rel=1e-7)
    assert other.caution == one.caution


@pytest.mark.parametrize("model", MODELS)
def test_the_other_sign_turns_the_interval_round(model):
    values, clusters = drawn(4)
    one, other = model(values, clusters, 0.95).estimate, model(-values, clusters, 0.95).estimate
    assert (one.lower, one.upper) == pytest.approx((-other.upper, -other.lower), rel=1e-9)


def test_copies_of_every_patient_leave_the_mean_and_narrow_the_interval():
    values, clusters = drawn(6)
    twice = gee_mean(np.tile(values, 2), [*clusters, *(clusters + 10)], 0.95).estimate
    once = gee_mean(values, clusters, 0.95).estimate
    assert (twice.df, twice.value) == pytest.approx((19, once.value), rel=0.01)
    assert twice.se < once.se / math.sqrt(2) * 1.01


def test_a_variance_between_patients_that_is_almost_0_is_told():
    # Six pairs whose mean square between is 1 % more than that within: the variance between them is almost 0.
    means = np.array([-1.0, 1, -1, 1, -1, 1])
    values = np.repeat(means, 2) * math.sqrt(1.01) + np.tile([-1.0, 1], 6) * math.sqrt(2 * 1.2 / 2)
    result = mixed_mean(values, np.repeat(range(6), 2), 0.95)
    assert "close to 0" in result.caution


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_both_models_agree_with_statsmodels(seed):
    values, clusters = drawn(seed)
    ones = np.ones(len(values))
    gee = GEE(values, ones, groups=clusters, cov_struct=Exchangeable()).fit(
        maxiter=200, ctol=1e-12, cov_type="bias_reduced"
    )
    result = gee_mean(values, clusters, 0.95).estimate
    assert (result.value, result.se) == pytest.approx((gee.params[0], gee.bse[0]), rel=1e-9)
    mixed = MixedLM(values, ones, groups=clusters).fit(reml=True, gtol=1e-10)
    assert mixed_mean(values, clusters, 0.95).estimate.value == pytest.approx(mixed.fe_params[0], rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_one_lesion_each_is_refused(model):
    with pytest.raises(SingularError, match=r"one lesion per patient|fewer than 2 pairs"):
        model([1, 2, 4, 3], [1, 2, 3, 4], 0.95)


def test_one_pair_of_lesions_is_too_few_for_a_correlation():
    with pytest.raises(SingularError, match="fewer than 2 pairs"):
        gee_mean([1, 2, 4, 3], [1, 2, 3, 3], 0.95)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("values", [[0, 0, 0, 0], [0.3, 0.3, 0.1 + 0.2, 0.3]])
def test_values_that_are_the_same_up_to_rounding_are_refused(model, values):
    with pytest.raises(SingularError, match="all values are the same"):
        model(values, [1, 1, 2, 2], 0.95)


@pytest.mark.parametrize("model", MODELS)
def test_lesions_that_are_alike_in_each_patient_are_refused(model):
    with pytest.raises(SingularError, match="no variance between lesions"):
        model([1, 1, 2, 2, 4, 4], [1, 1, 2, 2, 3, 3], 0.95)


@pytest.mark.parametrize("model", MODELS)
def test_a_single_patient_is_too_few(model):
    with pytest.raises(TooFewError):
        model([1, 2, 3], [1, 1, 1], 0.95)


def test_a_correlation_that_no_patient_of_that_size_can_have_is_refused():
    # Three lesions of one patient can't all be correlated at -0.5 or below.
    values = [-3, 0, 3, 1, -1, 0, 2, -4, 2, -1, -1, 2, 0, 0]
    with pytest.raises(SingularError, match="out of its range"):
        gee_mean(values, [*np.repeat(range(4), 3), 4, 5], 0.95)


def test_equations_that_do_not_converge_are_refused(monkeypatch):
    monkeypatch.setattr(models, "ROUNDS", 2)
    with pytest.raises(SingularError, match="does not converge"):
        gee_mean(*drawn(2), 0.95)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.intraclass import intraclass_correlation
from tests.methods.test_mixed_degrees import LARGER

# R 4.2.2, base alone; r is the variance between patients over that between lesions:
#   show <- function(y, g) {
#     g <- factor(g); m <- anova(lm(y ~ g))[["Mean Sq"]]; s <- as.numeric(table(g)); k <- length(s); n <- sum(s)
#     n0 <- (n - sum(s^2) / n) / (k - 1); a <- tapply(y, g, mean); icc <- (m[1] - m[2]) / (m[1] + (n0 - 1) * m[2])
#     f <- function(r) { w <- s / (1 + r * s); sum(w * (a - weighted.mean(a, w))^2) / (k - 1) / m[2] }
#     l <- sapply(c(0.975, 0.025), function(p)
#       uniroot(function(r) f(r) - qf(p, k - 1, n - k), c(-1 / max(s) + 1e-10, 1e4), tol = 1e-15)$root)
#     cat(sprintf("%.12g", c(icc, l / (1 + l), sum(s^2) / n, 1 + (sum(s^2) / n - 1) * icc)), "\n") }
# Ratings of six persons by four judges: Shrout & Fleiss 1979, doi 10.1037/0033-2909.86.2.420, whose ICC(1, 1) is 0.17.
RATINGS = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
NEGATIVE = ([1, 5, 2, 2, 4, 3, 6, 3, 3, 1, 5, 4, 2, 3, 5, 5], [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5])


@pytest.mark.parametrize(
    ("values", "clusters", "expected"),
    [
        (*LARGER, (0.918427079098, 0.756053438665, 0.976985988035, 7 / 3, 2.2245694388)),
        (RATINGS, np.repeat(range(6), 4), (0.165741768405, -0.132932324875, 0.722560062328, 4, 1.49722530522)),
        (*NEGATIVE, (-0.208322496749, -0.32665785854, 0.544940273251, 3.375, 0.505234070221)),
    ],
)
def test_estimate_interval_and_design_effect_have_the_values_of_r(values, clusters, expected):
    result = intraclass_correlation(values, clusters, 0.95)
    assert result.limits is not None
    numbers = (result.icc, result.limits.lower, result.limits.upper, result.weighted_size, result.design_effect)
    assert numbers == pytest.approx(expected, rel=1e-10)


def test_lesions_that_share_half_of_their_variance_are_told_to():
    draw = np.random.default_rng(5)
    clusters = np.repeat(np.arange(3000), 3)
    result = intraclass_correlation(draw.normal(size=3000)[clusters] + draw.normal(size=9000), clusters, 0.95)
    assert result.icc == pytest.approx(0.5, abs=0.04)
    assert result.design_effect == pytest.approx(1 + 2 * result.icc)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1e-6, 100.0]), st.randoms(use_true_random=False))
def test_neither_unit_nor_order_nor_labels_matter(seed, factor, shuffle):
    draw = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(5), draw.permutation([1, 2, 2, 3, 4]))
    values = np.round(draw.normal(size=12), 1)  # with ties
    order = shuffle.sample(range(12), 12)
    labels = np.array(shuffle.sample("abcde", 5))
    one = intraclass_correlation(values, clusters, 0.9)
    other = intraclass_correlation(factor * (values[order] + 7), labels[clusters[order]], 0.9)
    assert other.icc == pytest.approx(one.icc, abs=1e-9)
    assert (other.limits is None) == (one.limits is None)
    if one.limits is not None and other.limits is not None:
        assert (other.limits.lower, other.limits.upper) == pytest.approx((one.limits.lower, one.limits.upper), abs=1e-7)
        assert -1 / 3 <= one.limits.lower < one.limits.upper <= 1


def test_unequal_patients_are_covered_as_often_as_promised():
    # 1,000 data sets of 10 patients, of whom one has 30 lesions: four Monte Carlo standard errors are 2.8 percent.
    draw = np.random.default_rng(8)
    clusters = np.repeat(np.arange(10), [1, 1, 1, 1, 2, 2, 2, 3, 3, 30])
    held = 0
    for _ in range(1000):
        values = 0.5 * draw.normal(size=10)[clusters] + draw.normal(size=len(clusters))
        limits = intraclass_correlation(values, clusters, 0.95).limits
        held += limits is not None and limits.lower <= 0.2 <= limits.upper
    assert held / 1000 == pytest.approx(0.95, abs=0.028)


def test_patients_that_differ_by_less_than_any_correlation_explains_have_no_interval():
    # The two patients have one mean but for a hair, and their lesions differ widely.
    result = intraclass_correlation([-3, 3, -5, 5 + 1e-9, 0, 1e-9], [1, 1, 2, 2, 3, 3], 0.95)
    assert result.icc == pytest.approx(-1)
    assert result.limits is None


@pytest.mark.parametrize(
    ("values", "clusters", "error", "reason"),
    [
        ([1, 2, 3], [1, 1, 1], TooFewError, "fewer than 2 patients"),
        ([], [], TooFewError, "fewer than 2 patients"),
        ([1, 2, 3], [1, 2, 3], SingularError, "one lesion per patient"),
        ([1, 1, 3, 3], [1, 1, 2, 2], SingularError, "no variance between lesions"),
        ([0.3, 0.1 + 0.2, 0.3], [1, 1, 2], SingularError, "no variance between lesions"),
        ([0, 0, 0], [1, 1, 2], SingularError, "no variance between lesions"),
    ],
)
def test_what_has_no_correlation_is_refused(values, clusters, error, reason):
    with pytest.raises(error, match=reason):
        intraclass_correlation(values, clusters, 0.95)

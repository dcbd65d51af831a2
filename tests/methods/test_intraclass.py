import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.intraclass import intraclass_correlation
from tests.methods.test_mixed_degrees import LARGER

# R 4.2.2, base alone:
#   show <- function(y, g) {
#     g <- factor(g); m <- anova(lm(y ~ g))[["Mean Sq"]]; s <- as.numeric(table(g)); k <- length(s); n <- sum(s)
#     n0 <- (n - sum(s^2) / n) / (k - 1); h <- k / sum(1 / s); f <- h * var(tapply(y, g, mean)) / m[2]
#     l <- f / qf(c(0.975, 0.025), k - 1, n - k) - 1; icc <- (m[1] - m[2]) / (m[1] + (n0 - 1) * m[2])
#     sprintf("%.12g", c(icc, l / (l + h), sum(s^2) / n, 1 + (sum(s^2) / n - 1) * icc)) }
# Ratings of six persons by four judges: Shrout & Fleiss 1979, doi 10.1037/0033-2909.86.2.420, whose ICC(1, 1) is 0.17.
RATINGS = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
NEGATIVE = ([1, 5, 2, 2, 4, 3, 6, 3, 3, 1, 5, 4], [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4])


@pytest.mark.parametrize(
    ("values", "clusters", "expected", "balanced"),
    [
        (*LARGER, (0.918427079098, 0.761852438336, 0.977051463638, 7 / 3, 2.2245694388), False),
        (RATINGS, np.repeat(range(6), 4), (0.165741768405, -0.132932324875, 0.722560062328, 4, 1.49722530522), True),
        (*NEGATIVE, (-0.212901682481, -0.459004346715, 0.734150258588, 19 / 6, 0.53871302129), False),
    ],
)
def test_estimate_interval_and_design_effect_have_the_values_of_r(values, clusters, expected, balanced):
    result = intraclass_correlation(values, clusters, 0.95)
    numbers = (result.icc, result.limits.lower, result.limits.upper, result.weighted_size, result.design_effect)
    assert numbers == pytest.approx(expected, rel=1e-10)
    assert result.balanced is balanced


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
    assert (other.icc, other.limits.lower, other.limits.upper) == pytest.approx(
        (one.icc, one.limits.lower, one.limits.upper), abs=1e-9
    )
    assert one.limits.lower < one.limits.upper <= 1


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

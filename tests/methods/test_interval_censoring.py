import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import TooFewError
from casetrace.methods.interval_censoring import turnbull
from casetrace.methods.kaplan_meier import kaplan_meier

# R 4.2.2:
#   em <- function(l, r, lo, up, n) {
#     a <- outer(l, lo, "<=") & outer(r, up, ">="); p <- rep(1 / length(lo), length(lo))
#     for (i in seq_len(n)) p <- p * colMeans(a / drop(a %*% p)); p }
#   em(l, r, c(0, 2, 4, 6, 8, 12), c(2, 4, 6, 8, 12, Inf), 3e5)
# survival 3.5.3 stops earlier, with the same three digits:
#   survfit(Surv(ifelse(l == 0, NA, l), ifelse(is.infinite(r), NA, r), type = "interval2") ~ 1)
# has 0.10638, 0.28013, 0.54449, 0.54925, 0.82703 up to 2, 4, 6, 8, 12.
LEFT = [0, 0, 2, 2, 4, 4, 6, 0, 2, 8, 4, 8, 8, 12, 12, 0]
RIGHT = [2, 4, 4, 8, 6, 8, 12, 8, 12, 12, 12, math.inf, math.inf, math.inf, math.inf, 12]
SURVFIT = {2: 0.1063775350, 4: 0.2801333604, 6: 0.5444888951, 8: 0.5492451191, 12: 0.8270344869}
EM = [0.106390904824052, 0.174033383120494, 0.267259733098515, 0, 0.279579232190732, 0.172736746766206]

# Cosmetic deterioration after radiotherapy alone, in months: Finkelstein & Wolfe 1985, Biometrics 41, 933-945, all of
# its 46 patients. The probabilities are those of the EM algorithm above, up to 5, 7, 8, 12, 25, 34, 40 and 48 months.
COSMESIS = [
    (45, 0), (25, 37), (37, 0), (6, 10), (46, 0), (0, 5), (0, 7), (26, 40), (18, 0), (46, 0), (46, 0), (24, 0), (46, 0),
    (27, 34), (36, 0), (7, 16), (36, 44), (5, 11), (17, 0), (46, 0), (19, 35), (7, 14), (36, 48), (17, 25), (37, 44),
    (37, 0), (24, 0), (0, 8), (40, 0), (32, 0), (4, 11), (17, 25), (33, 0), (15, 0), (46, 0), (19, 26), (11, 15),
    (11, 18), (37, 0), (22, 0), (38, 0), (34, 0), (46, 0), (5, 12), (36, 0), (46, 0),
]  # fmt: skip
DETERIORATED = {
    (4, 5): 0.0463467739929, (6, 7): 0.0333633709346, (7, 8): 0.0886673680627, (11, 12): 0.0707529217924,
    (24, 25): 0.0926458365850, (33, 34): 0.0817857649025, (38, 40): 0.1208798273538, (46, 48): 0.4655581363760,
}  # fmt: skip

VISITS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=14)


def ends(visits) -> tuple[np.ndarray, np.ndarray]:
    """Last time without and first time with; from 8 on, never seen."""
    left = np.array([start for start, _ in visits], dtype=float)
    right = np.array([start + length for start, length in visits], dtype=float)
    return left, np.where(right >= 8, np.inf, right)


def test_the_incidence_is_that_of_the_self_consistency_algorithm_in_r():
    result = turnbull(LEFT, RIGHT)
    assert list(zip(result.lower, result.upper, strict=True)) == [
        (0, 2), (2, 4), (4, 6), (6, 8), (8, 12), (12, math.inf),
    ]  # fmt: skip
    assert result.probability == pytest.approx(EM, rel=1e-12)
    assert result.probability[3] == 0
    for time, expected in SURVFIT.items():
        assert result.by(time) == pytest.approx((expected, expected), abs=1e-2)


def test_the_incidence_of_a_published_series_is_that_of_the_self_consistency_algorithm_in_r():
    left, right = np.array(COSMESIS, dtype=float).T
    result = turnbull(left, np.where(right == 0, math.inf, right))
    ends = zip(result.lower.tolist(), result.upper.tolist(), result.probability.tolist(), strict=True)
    probable = {(lower, upper): probability for lower, upper, probability in ends if probability > 0}
    assert probable == pytest.approx(DETERIORATED, abs=1e-11)


@settings(max_examples=80, deadline=None)
@given(VISITS)
def test_no_probability_could_be_moved_to_make_the_data_likelier(visits):
    left, right = ends(visits)
    result = turnbull(left, right)
    inside = (left[:, None] <= result.lower) & (result.upper <= right[:, None])
    slopes = (inside / (inside @ result.probability)[:, None]).mean(axis=0)
    assert math.fsum(result.probability) == pytest.approx(1, abs=1e-12)
    assert slopes.max() <= 1 + 1e-11
    assert slopes[result.probability > 0] == pytest.approx(1, abs=1e-11)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_at_visits_that_all_come_to_it_is_the_share_of_patients(visits):
    times = np.array([0, 2, 4, 8, 12, 24, math.inf])
    result = turnbull(times[visits], times[np.add(visits, 1)])
    for visit, time in enumerate(times[1:-1]):
        assert result.by(time) == pytest.approx((np.mean(np.array(visits) <= visit),) * 2, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=12))
def test_with_known_times_it_is_kaplan_and_meiers(patients):
    times, events = (np.array(each) for each in zip(*patients, strict=True))
    result = turnbull(times, np.where(events, times, np.inf))
    for step in kaplan_meier(times, events, 0.95).steps:
        assert 1 - result.by(step.time)[0] == pytest.approx(step.event_free, abs=1e-11)


@settings(max_examples=30, deadline=None)
@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_of_patients_moves_nothing(visits, draw):
    one, other = (turnbull(*ends(each)) for each in (visits, draw.sample(visits, len(visits))))
    np.testing.assert_allclose(one.probability, other.probability, atol=1e-12)


def test_within_an_interval_the_incidence_is_between_two_values():
    result = turnbull([0, 0, 4], [4, 4, math.inf])
    assert result.by(2) == pytest.approx((0, 2 / 3))
    assert result.by(4) == pytest.approx((2 / 3, 2 / 3))
    assert result.by(5) == pytest.approx((2 / 3, 1))


@pytest.mark.parametrize(("left", "right"), [(0, 2), (3, math.inf), (3, 3)])
def test_a_single_patient_has_all_of_the_probability(left, right):
    result = turnbull([left], [right])
    assert (result.lower[0], result.upper[0], result.probability[0]) == (left, right, 1)


def test_many_patients_with_their_own_visits_are_found_to_the_last_digits():
    draw = np.random.default_rng(1)
    left = np.round(draw.uniform(0, 100, 150), 1)
    right = left + np.round(draw.uniform(0, 50, 150), 1)
    result = turnbull(left, right)
    inside = (left[:, None] <= result.lower) & (result.upper <= right[:, None])
    slopes = (inside / (inside @ result.probability)[:, None]).mean(axis=0)
    assert slopes.max() <= 1 + 1e-11
    assert np.count_nonzero(result.probability) < len(result.probability)


def test_nobody_and_an_event_before_the_last_time_without_it_are_refused():
    with pytest.raises(TooFewError, match="there is no patient"):
        turnbull([], [])
    with pytest.raises(ValueError, match="before the last time without it"):
        turnbull([4], [2])

"""The interval of Korn and Graubard. The values of R were made by R 4.2.2 with survey 4.1.1:

    d <- svydesign(ids = ~id, data = data.frame(y, id), weights = ~1)
    i <- svyciprop(~y, d, method = "beta", level = 0.95); c(coef(i), confint(i))

and, where svyciprop has no limit to the design effect, or divides by 0, by base R:

    n <- length(y); m <- length(unique(id)); p <- mean(y); v <- m / (m - 1) * sum(tapply(y - p, id, sum)^2) / n^2
    ne <- if (p %in% c(0, 1)) m else min(n, p * (1 - p) / v) * (qt(0.975, n - 1) / qt(0.975, m - 1))^2
    c(qbeta(0.025, ne * p, ne * (1 - p) + 1), qbeta(0.975, ne * p + 1, ne * (1 - p)), ne)
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casetrace.methods.clustered_proportion import ClusteredProportion, korn_graubard
from casetrace.methods.estimates import TooFewError
from casetrace.methods.intervals import clopper_pearson

LESIONS = st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=2, max_size=14)
MANY = [1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11]
MANY += [12, 12, 12]
EVENTS = [0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def limits(interval: ClusteredProportion) -> tuple[float, float, float]:
    return interval.value, interval.lower, interval.upper


@pytest.mark.parametrize(
    ("events", "clusters", "expected"),
    [
        ([1, 0, 0, 1, 1, 1, 0], [1, 1, 2, 3, 3, 3, 4], (0.571428571428571, 0.0320873980569343, 0.989922016127007)),
        ([1, 1, 0, 0, 1, 1, 0, 0, 0, 1], [1, 1, 2, 2, 3, 3, 3, 4, 5, 5], (0.5, 0.102099693409281, 0.897900306590719)),
        ([1, 0, 0, 0, 0, 1], range(6), (0.333333333333333, 0.0312426348024374, 0.812712918439862)),
        (EVENTS, MANY, (0.342857142857143, 0.138596309166689, 0.601541290438906)),
    ],
)
def test_limits_are_those_of_svyciprop(events, clusters, expected):
    assert limits(korn_graubard(events, clusters, 0.95)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("events", "clusters", "expected", "effective"),
    [
        # Patients who are more alike than chance would have it: the variance between them is 0.
        (
            [1, 0, 1, 0, 1, 0, 0, 1],
            [1, 1, 2, 2, 3, 3, 4, 4],
            (0.5, 0.0791046387965695, 0.920895361203431),
            4.41664096191662,
        ),
        (
            [1, 0, 0, 1, 0, 1, 0, 0],
            [1, 1, 1, 2, 2, 3, 3, 3],
            (0.375, 0.00667637350970462, 0.949725284334944),
            2.41624893293749,
        ),
    ],
)
def test_the_design_effect_is_not_below_1(events, clusters, expected, effective):
    interval = korn_graubard(events, clusters, 0.95)
    assert limits(interval) == pytest.approx(expected, rel=1e-9)
    assert interval.effective == pytest.approx(effective, rel=1e-9)
    assert interval.design_effect == 1


@pytest.mark.parametrize(("event", "expected"), [(0, (0, 0, 0.602364635616475)), (1, (1, 0.397635364383525, 1))])
def test_none_and_all_are_counted_by_patients(event, expected):
    interval = korn_graubard([event] * 7, [1, 1, 2, 3, 3, 3, 4], 0.95)
    assert limits(interval) == pytest.approx(expected, rel=1e-9)
    assert interval.effective == 4
    assert math.isnan(interval.design_effect)


@settings(max_examples=40)
@given(LESIONS, st.sampled_from([0.8, 0.95]))
def test_the_interval_is_never_narrower_than_that_of_independent_lesions(lesions, level):
    events, clusters = zip(*lesions, strict=True)
    assume(len(set(clusters)) > 1)
    interval, plain = korn_graubard(events, clusters, level), clopper_pearson(sum(events), len(events), level)
    assert interval.lower <= plain.lower + 1e-12
    assert interval.upper >= plain.upper - 1e-12
    assert 0 <= interval.lower <= interval.value <= interval.upper <= 1
    assert interval.effective <= len(events) + 1e-12


@settings(max_examples=40)
@given(LESIONS, st.randoms(use_true_random=False))
def test_the_interval_follows_neither_order_nor_labels_and_turns_round_with_the_event(lesions, draw):
    events, clusters = zip(*lesions, strict=True)
    assume(len(set(clusters)) > 1)
    interval = korn_graubard(events, clusters, 0.95)
    shuffled, labels = zip(*draw.sample(lesions, len(lesions)), strict=True)
    turned = korn_graubard(np.logical_not(shuffled), [f"case {9 - label}" for label in labels], 0.95)
    expected = (1 - interval.upper, 1 - interval.lower, interval.effective)
    assert (turned.lower, turned.upper, turned.effective) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_copies_of_every_lesion_add_nearly_nothing():
    # The variance between patients stays; only the correction looks at the number of lesions.
    once = korn_graubard(EVENTS, MANY, 0.95)
    often = korn_graubard(np.tile(EVENTS, 50), np.tile(MANY, 50), 0.95)
    assert often.effective == pytest.approx(once.effective, rel=0.08)
    assert often.design_effect == pytest.approx(50 * once.design_effect, rel=1e-12)


@pytest.mark.parametrize(("events", "clusters"), [([], []), ([1], [1]), ([1, 0, 1], ["a", "a", "a"]), ([0, 0], [1, 1])])
def test_a_single_patient_has_no_interval(events, clusters):
    with pytest.raises(TooFewError):
        korn_graubard(events, clusters, 0.95)

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casetrace.methods.crossover import CrossOverTests, crossover_effects, crossover_tests
from casetrace.methods.estimates import Estimate, NoSpreadError, TooFewError

# Dry nights of 14, of children with enuresis: Hills & Armitage 1979; drug and then placebo, and the other way.
DRUG_FIRST = [
    (8, 5), (14, 10), (8, 0), (9, 7), (11, 6), (3, 5), (6, 0), (0, 0), (13, 12), (10, 2), (7, 5), (13, 13), (8, 10),
    (7, 7), (9, 0), (10, 6), (2, 2),
]  # fmt: skip
PLACEBO_FIRST = [
    (12, 11), (6, 8), (13, 9), (8, 8), (8, 9), (4, 8), (8, 14), (2, 4), (8, 13), (9, 7), (7, 10), (7, 6),
]  # fmt: skip

SEQUENCE = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=4)


def numbers(estimate: Estimate) -> tuple[float, ...]:
    return (estimate.value, estimate.se, estimate.df, estimate.lower, estimate.upper, estimate.p_value)


def permuted(first, second, exact_assignments: int = 200_000) -> CrossOverTests:
    return crossover_tests(
        first,
        second,
        exact_assignments=exact_assignments,
        asymptotic_above=5000,
        resamples=4999,
        rng=np.random.default_rng(1),
    )


def test_the_effects_on_dry_nights_have_the_values_of_r():
    # R 4.2.2, with the first period less the second of either sequence, x and y:
    #   t.test(x, y, var.equal = TRUE) and t.test(x, -y, var.equal = TRUE), all but df and p halved.
    effects = crossover_effects(DRUG_FIRST, PLACEBO_FIRST, 0.95)
    assert numbers(effects.treatment) == pytest.approx(
        (2.0367647058824, 0.61860002304291, 27, 0.7675023011075, 3.3060271106572, 0.0027725113898047), rel=1e-12
    )
    assert numbers(effects.period) == pytest.approx(
        (0.78676470588235, 0.61860002304291, 27, -0.4824976988925, 2.0560271106572, 0.21427361273448), rel=1e-12
    )


def test_the_exact_tests_have_the_values_of_r():
    # R 4.2.2: z <- c(a, s * b); k <- combn(11, 6); st <- apply(k, 2, function(i) mean(z[i]) - mean(z[-i]));
    #   c(st[1] / 2, mean(abs(st) >= abs(st[1]) - 1e-9), mean(abs(st) >= max(abs(st)) - 1e-9)), for s of 1 and -1.
    tests = permuted(DRUG_FIRST[:6], PLACEBO_FIRST[:5])
    for test, expected in (
        (tests.treatment, (1.4666666666667, 0.16017316017316, 0.0043290043290043)),
        (tests.period, (1.8666666666667, 0.071428571428571, 0.0021645021645022)),
    ):
        assert test.kind == "exact"
        assert (test.statistic, test.p_value, test.p_value_minimum) == pytest.approx(expected, rel=1e-12)


def test_many_patients_are_dealt_at_random():
    tests = permuted(DRUG_FIRST, PLACEBO_FIRST, exact_assignments=1000)
    assert tests.treatment.kind == tests.period.kind == "monte_carlo"
    assert tests.treatment.p_value == pytest.approx(0.0028, abs=0.003)
    assert tests.period.p_value == pytest.approx(0.214, abs=0.025)


@settings(max_examples=60, deadline=None)
@given(SEQUENCE, SEQUENCE)
def test_it_is_the_regression_on_patient_period_and_treatment_or_is_refused(first, second):
    """Least squares with an indicator of each patient: what the two-sample test of the differences is short for."""
    try:
        effects = crossover_effects(first, second, 0.95)
    except (TooFewError, NoSpreadError):
        spread = [len({a - b for a, b in sequence}) for sequence in (first, second)]
        assert len(first) + len(second) < 3 or spread == [1, 1]
        return
    rows, values = [], []
    for patient, (pair, order) in enumerate([*((p, 0) for p in first), *((p, 1) for p in second)]):
        for period, value in enumerate(pair):
            identity = np.eye(len(first) + len(second))[patient]
            rows.append([period == 0, (period == 0) != (order == 1), *identity])
            values.append(value)
    design, outcome = np.array(rows, dtype=float), np.array(values, dtype=float)
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ outcome
    df = len(outcome) - design.shape[1]
    variance = np.sum((outcome - design @ fitted) ** 2) / df
    for place, effect in ((0, effects.period), (1, effects.treatment)):
        assert (effect.value, effect.df) == pytest.approx((fitted[place], df), abs=1e-9)
        assert effect.se == pytest.approx(np.sqrt(variance * inverse[place, place]), rel=1e-7)


@settings(max_examples=40, deadline=None)
@given(SEQUENCE, SEQUENCE)
def test_every_way_to_deal_the_patients_to_the_sequences_is_counted(first, second):
    x, y = ([a - b for a, b in sequence] for sequence in (first, second))
    for name, sign in (("treatment", 1), ("period", -1)):
        pool = np.array([*x, *(sign * value for value in y)], dtype=float)
        assume(np.ptp(pool) > 0)
        sums = [sum(pool[list(chosen)]) for chosen in itertools.combinations(range(len(pool)), len(x))]
        distances = np.abs(np.array(sums) - len(x) * pool.mean())
        expected = np.mean(distances >= distances[0] - 1e-9)
        try:
            tests = permuted(first, second)
        except NoSpreadError:
            continue
        assert getattr(tests, name).p_value == pytest.approx(expected)


def test_exchanged_sequences_turn_the_treatment_round_and_exchanged_periods_both():
    effects = crossover_effects(DRUG_FIRST, PLACEBO_FIRST, 0.95)
    swapped = crossover_effects(PLACEBO_FIRST, DRUG_FIRST, 0.95)
    assert (swapped.treatment.value, swapped.period.value) == pytest.approx(
        (-effects.treatment.value, effects.period.value)
    )
    turned = crossover_effects(np.array(DRUG_FIRST)[:, ::-1], np.array(PLACEBO_FIRST)[:, ::-1], 0.95)
    assert (turned.treatment.value, turned.period.value) == pytest.approx(
        (-effects.treatment.value, -effects.period.value)
    )


@pytest.mark.parametrize(
    ("first", "second", "error", "reason"),
    [
        ([], [(1, 2), (2, 3)], TooFewError, "a sequence has no patient"),
        ([(1, 2)], [(2, 3)], TooFewError, "fewer than 3"),
        ([(1, 2), (2, 3)], [(5, 5)], NoSpreadError, "same difference"),
        ([(0, 0), (0, 0)], [(0, 0)], NoSpreadError, "same difference"),
    ],
)
def test_what_has_no_variance_is_refused(first, second, error, reason):
    with pytest.raises(error, match=reason):
        crossover_effects(first, second, 0.95)


def test_a_test_without_a_sequence_or_a_spread_is_refused():
    with pytest.raises(TooFewError):
        permuted([], [(1, 2)])
    with pytest.raises(NoSpreadError):
        permuted([(1, 2), (2, 3)], [(4, 5)])

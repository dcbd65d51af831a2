import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.ranks import mid_ranks
from casetrace.methods.van_elteren import van_elteren

PATIENTS = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.sampled_from("abc")), min_size=4, max_size=11)


def by_brute_force(values, first, strata) -> tuple[float, float]:
    """The statistic and its p value over all ways to deal the patients of each stratum."""
    values, first, strata = (np.asarray(part) for part in (values, first, strata))
    by_stratum = []
    observed = 0.0
    for label in sorted(set(strata.tolist())):
        here = strata == label
        if not 0 < first[here].sum() < here.sum():
            continue
        ranks, n, m = mid_ranks(values[here].astype(float)), int(here.sum()), int(first[here].sum())
        centre = m * (n + 1) / 2
        observed += (ranks[first[here]].sum() - centre) / (n + 1)
        by_stratum.append([(sum(chosen) - centre) / (n + 1) for chosen in itertools.combinations(ranks, m)])
    totals = [sum(parts) for parts in itertools.product(*by_stratum)]
    return observed, float(np.mean(np.abs(totals) >= abs(observed) - 1e-9))


@settings(max_examples=40)
@given(PATIENTS)
def test_the_p_value_is_that_of_all_ways_to_deal_the_patients(patients):
    values, first, strata = (list(part) for part in zip(*patients, strict=True))
    try:
        found = van_elteren(values, first, strata, asymptotic_above=100)
    except (TooFewError, NoSpreadError):
        assume(False)
    statistic, p_value = by_brute_force(values, first, strata)
    assert found.statistic == pytest.approx(statistic, abs=1e-9)
    assert found.p_value == pytest.approx(p_value, rel=1e-12)
    assert found.p_value_minimum <= found.p_value


def test_one_stratum_without_ties_is_the_rank_sum_test():
    values, first = [3.0, 5.0, 8.0, 1.0, 2.0, 9.0, 4.0], [True, True, True, False, False, True, False]
    found = van_elteren(values, first, ["a"] * 7, asymptotic_above=100)
    array = np.array(values)
    expected = stats.mannwhitneyu(array[np.array(first)], array[~np.array(first)], method="exact").pvalue
    assert found.p_value == pytest.approx(expected, rel=1e-12)


def test_many_patients_have_the_normal_approximation_of_lehmann():
    rng = np.random.default_rng(5)
    values, strata = rng.normal(size=300), np.repeat(["a", "b", "c"], 100)
    first = rng.random(300) < 0.5
    found = van_elteren(values, first, strata, asymptotic_above=200)
    # without ties each stratum's rank sum has the variance m n (N + 1) / 12
    total = variance = 0.0
    for label in "abc":
        here = strata == label
        m, size = int(first[here].sum()), int(here.sum())
        ranks = stats.rankdata(values[here])
        total += (ranks[first[here]].sum() - m * (size + 1) / 2) / (size + 1)
        variance += m * (size - m) / (12 * (size + 1))
    assert found.kind == "normal"
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(total) / math.sqrt(variance)), rel=1e-9)


def test_a_stratum_with_one_arm_says_nothing():
    values, first, strata = [1.0, 2.0, 3.0, 9.0, 9.5], [True, False, False, True, True], ["a", "a", "a", "b", "b"]
    alone = van_elteren(values[:3], first[:3], strata[:3], asymptotic_above=100)
    assert van_elteren(values, first, strata, asymptotic_above=100) == alone


def test_no_two_arms_and_no_spread_are_refused():
    with pytest.raises(TooFewError):
        van_elteren([1.0, 2.0], [True, False], ["a", "b"], asymptotic_above=100)
    with pytest.raises(NoSpreadError):
        van_elteren([1.0, 1.0, 2.0, 2.0], [True, False, True, False], ["a", "a", "b", "b"], asymptotic_above=100)

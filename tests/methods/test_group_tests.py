import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError
from casetrace.methods.exact_tests import PermutationTest
from casetrace.methods.group_tests import (
    FisherTest,
    fisher_exact,
    groups,
    hodges_lehmann,
    mcnemar_exact,
    two_arms,
)
from casetrace.methods.rank_sum import moses_level, moses_rank, rank_sum_distribution

# Permeability of the chorioamnion at term and at 12 to 26 weeks: Hollander & Wolfe 1973, p. 69, and R's help page of
# wilcox.test.
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]
# Reaction times under two stimulants: SAS/STAT User's Guide, The NPAR1WAY Procedure, Exact Wilcoxon Two-Sample Test.
STIMULANT_1 = [1.94, 1.94, 2.92, 2.92, 2.92, 2.92, 3.27, 3.27, 3.27, 3.27, 3.70, 3.70, 3.74]
STIMULANT_2 = [3.27, 3.27, 3.27, 3.70, 3.70, 3.74]
# Mucociliary efficiency: Hollander & Wolfe 1973, p. 116, and R's help page of kruskal.test.
MUCOCILIARY = [2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0]
LUNGS = ["normal"] * 5 + ["obstructed"] * 4 + ["asbestosis"] * 5

ARM = st.lists(st.integers(-9, 9), min_size=1, max_size=4)
PATIENTS = st.lists(st.tuples(st.integers(-9, 9), st.sampled_from("abc")), min_size=3, max_size=7)


def settings_of(exact_assignments: int = 200_000, asymptotic_above: int = 5000, resamples: int = 999) -> dict:
    return {
        "exact_assignments": exact_assignments,
        "asymptotic_above": asymptotic_above,
        "resamples": resamples,
        "rng": np.random.default_rng(1),
    }


def arms(first, second, **how) -> PermutationTest:
    return two_arms(first, second, **settings_of(**how))


def compare(values, labels, **how) -> PermutationTest:
    return groups(values, labels, **settings_of(**how))


def ranked(first, second) -> tuple[np.ndarray, np.ndarray]:
    ranks = stats.rankdata([*first, *second])
    return ranks[: len(first)], ranks[len(first) :]


def between(values, labels) -> int:
    """Sum of squares between groups of whole numbers, times a number that makes it whole."""
    of_group = [[v for v, own in zip(values, labels, strict=True) if own == label] for label in "abc"]
    everybody = math.lcm(*range(1, len(values) + 1))
    squares: list[int] = [sum(own) ** 2 * everybody // len(own) for own in of_group if own]
    return sum(squares)


def by_brute_force(values, labels) -> tuple[float, float]:
    """P value and the smallest attainable one, every order of the labels counted one by one."""
    squares = [between(values, order) for order in itertools.permutations(labels)]
    shares = [sum(s >= limit for s in squares) / len(squares) for limit in (between(values, labels), max(squares))]
    return shares[0], shares[1]


def test_two_arms_on_ranks_have_the_exact_p_values_of_r_and_sas():
    # R's wilcox.test: W = 35, one-sided p-value = 0.1272; SAS: two-sided exact 0.2544 (no ties, so symmetric).
    assert arms(*ranked(TERM, EARLY)).p_value == pytest.approx(0.2544, abs=5e-5)
    # SAS, with ties: exact two-sided Pr >= |S - Mean| 0.1054; normal without correction 0.0764.
    assert arms(*ranked(STIMULANT_1, STIMULANT_2)).p_value == pytest.approx(0.1054, abs=5e-5)
    normal = arms(*ranked(STIMULANT_1, STIMULANT_2), asymptotic_above=18)
    assert normal.kind == "normal"
    assert normal.p_value == pytest.approx(0.0764, abs=5e-5)


def test_groups_on_ranks_are_approximated_as_by_rs_kruskal_test():
    # kruskal.test prints: Kruskal-Wallis chi-squared = 0.77143, df = 2, p-value = 0.68.
    result = compare(stats.rankdata(MUCOCILIARY), LUNGS, asymptotic_above=13)
    assert result.kind == "chi2"
    assert result.p_value == pytest.approx(0.68, abs=5e-4)
    assert result.p_value == pytest.approx(stats.chi2.sf(0.77143, 2), abs=5e-6)


@pytest.mark.parametrize(
    ("labels", "h", "p"),
    [
        ("aabbcc", 4.5714, 0.067),
        ("aaabbcc", 5.3571, 0.029),
        ("aaabcbc", 4.7143, 0.048),
        ("aaabccb", 4.5, 0.067),
        ("aababcc", 4.4643, 0.105),
        ("aaabbbccc", 7.2, 0.004),
    ],
)
def test_groups_on_ranks_have_the_exact_p_values_of_the_table_of_kruskal_and_wallis(labels, h, p):
    # Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441, Table 6.1: statistic and exact p of three small groups.
    n = len(labels)
    result = compare(range(1, n + 1), list(labels))
    assert 12 / (n * (n + 1)) * result.statistic == pytest.approx(h, abs=5e-5)
    assert result.p_value == pytest.approx(p, abs=5e-4)


@settings(max_examples=30)
@given(PATIENTS)
def test_exact_p_values_of_groups_agree_with_counting_every_order(patients):
    values, labels = zip(*patients, strict=True)
    assume(len(set(values)) > 1 and len(set(labels)) > 1)
    result = compare(values, labels)
    assert (result.p_value, result.p_value_minimum) == pytest.approx(by_brute_force(values, labels), rel=1e-12)


@settings(max_examples=40)
@given(ARM, ARM)
def test_two_arms_are_two_groups(first, second):
    assume(len({*first, *second}) > 1)
    pooled, labels = [*first, *second], ["a"] * len(first) + ["b"] * len(second)
    one, other = arms(first, second), compare(pooled, labels)
    assert (one.p_value, one.p_value_minimum) == (other.p_value, other.p_value_minimum)
    assert one.statistic == pytest.approx(np.mean(first) - np.mean(second), abs=1e-12)
    assert other.statistic == pytest.approx(
        one.statistic**2 * len(first) * len(second) / len(pooled), rel=1e-9, abs=1e-12
    )


@settings(max_examples=30)
@given(ARM, ARM, st.sampled_from([0.1, 1 / 3, -1, 1e-9, 1e9]), st.randoms(use_true_random=False))
def test_neither_order_nor_scale_nor_origin_nor_the_order_of_the_arms_counts(first, second, scale, draw):
    assume(len({*first, *second}) > 1)
    result = arms(first, second)
    for other in (
        arms(second, first),
        arms(draw.sample(first, len(first)), draw.sample(second, len(second))),
        arms([scale * value for value in first], [scale * value for value in second]),
        arms([value + 0.1 for value in first], [value + 0.1 for value in second]),
    ):
        assert (other.p_value, other.p_value_minimum) == (result.p_value, result.p_value_minimum)


@settings(max_examples=30)
@given(PATIENTS, st.permutations("abc"), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_patients_nor_the_names_of_the_groups_count(patients, names, draw):
    values, labels = zip(*patients, strict=True)
    assume(len(set(values)) > 1 and len(set(labels)) > 1)
    shuffled = [(value, names["abc".index(label)]) for value, label in draw.sample(patients, len(patients))]
    one, other = compare(values, labels), compare(*zip(*shuffled, strict=True))
    assert (other.p_value, other.p_value_minimum) == (one.p_value, one.p_value_minimum)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-9, abs=1e-12)


def test_names_of_groups_may_be_of_any_type():
    values = [1, 5, 2, 9, 7]
    expected = compare(values, list("abacc"))
    assert compare(values, [7, 1, 7, 3, 3]) == compare(values, np.array([True, "x", True, None, None], object))
    assert compare(values, [7, 1, 7, 3, 3]) == expected


@pytest.mark.parametrize(("first", "second"), [(TERM, EARLY), (EARLY, TERM)])
def test_drawn_p_values_are_within_their_error_of_the_exact_one(first, second):
    resamples, exact = 4999, arms(first, second).p_value
    limit = 4 * math.sqrt(exact * (1 - exact) / resamples)
    for drawn in (
        arms(first, second, exact_assignments=3002, resamples=resamples),
        compare([*first, *second], [0] * len(first) + [1] * len(second), exact_assignments=3002, resamples=resamples),
    ):
        assert drawn.kind == "monte_carlo"
        assert math.isnan(drawn.p_value_minimum)
        assert abs(drawn.p_value - exact) < limit
    # C(15, 5) = 3003 ways are just few enough to be counted.
    assert arms(first, second, exact_assignments=3003).kind == "exact"


def test_a_drawn_p_value_is_never_zero():
    assert arms(range(30), range(100, 130), resamples=99).p_value == 1 / 100


def test_ways_drawn_in_parts_are_as_many_as_asked_for():
    # One patient of 3000 differs, in an arm of half of them: whichever arm he is dealt to, the means are as far apart.
    values = [1] + [0] * 2999
    assert arms(values[:1500], values[1500:], resamples=700).p_value == 1


def test_the_normal_approximation_is_near_the_exact_p_value():
    draw = np.random.default_rng(8)
    first, second = draw.normal(0.8, 1, 9), draw.normal(0, 1, 10)
    exact, normal = arms(first, second), arms(first, second, asymptotic_above=18)
    assert normal.p_value == pytest.approx(exact.p_value, rel=0.15)
    # The square of a normal deviate is chi-squared on one degree of freedom.
    chi2 = compare([*first, *second], [0] * 9 + [1] * 10, asymptotic_above=18)
    assert chi2.p_value == pytest.approx(normal.p_value, rel=1e-12)


def test_groups_without_values_or_without_differences_are_refused():
    with pytest.raises(TooFewError):
        arms([], [1, 2])
    with pytest.raises(TooFewError):
        compare([1, 2, 3], ["a"] * 3)
    with pytest.raises(NoSpreadError):
        arms([0.3, 0.1 + 0.2], [0.3])
    with pytest.raises(NoSpreadError):
        compare([5, 5, 5], list("aab"))


def test_hodges_lehmann_has_the_values_printed_by_coin_and_sas():
    # confint(wilcox_test(pd ~ age, data = water_transfer, distribution = "exact", conf.int = TRUE)) of R's coin:
    # 95 percent confidence interval -0.76 0.15, difference in location -0.305 (R-help, 1 October 2006).
    result = hodges_lehmann(EARLY, TERM, 0.95)
    assert result.shift == pytest.approx(-0.305, abs=1e-12)
    assert result.limits is not None
    assert (result.limits.lower, result.limits.upper) == pytest.approx((-0.76, 0.15), abs=1e-12)
    # SAS NPAR1WAY, Example Hodges-Lehmann Estimation: location shift 0.35, asymptotic (Moses) 98% limits 0.00 and 0.82.
    stimulants = hodges_lehmann(STIMULANT_2, STIMULANT_1, 0.98)
    assert stimulants.shift == pytest.approx(0.35, abs=1e-12)
    assert stimulants.limits is not None
    assert (stimulants.limits.lower, stimulants.limits.upper) == pytest.approx((0, 0.82), abs=1e-12)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (2, 5), (4, 4), (6, 3)])
def test_the_rank_sum_distribution_counts_every_way_to_rank_the_groups(m, n):
    sums = [sum(chosen) - m * (m - 1) // 2 for chosen in itertools.combinations(range(m + n), m)]
    expected = np.bincount(sums) / math.comb(m + n, m)
    assert rank_sum_distribution(m, n) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("m", "n", "rank"), [(3, 3, 0), (3, 4, 0), (3, 5, 1), (4, 4, 1), (5, 5, 3), (8, 8, 14), (10, 10, 24), (20, 20, 128)]
)
def test_the_limits_are_those_of_the_table_of_mann_and_whitney(m, n, rank):
    # Critical values of U, two-sided 5 %: none, none, 0, 0, 2, 13, 23, 127 (Siegel 1956, Table K). As many differences
    # lie outside the interval on either side.
    assert moses_rank(m, n, 0.95) == rank


def test_a_level_that_an_interval_just_reaches_is_met_as_in_r():
    # The two extremes of the 20 ways to rank 3 and 3 leave exactly 90 %.
    assert moses_rank(3, 3, 0.9) == 1
    assert moses_rank(3, 3, 0.91) == 0
    # The second smallest and largest leave exactly 80 %; the qwilcox(0.1, 3, 3) of R is 1, so the extremes are kept.
    assert moses_rank(3, 3, 0.8) == 1
    assert moses_rank(3, 3, 0.79) == 2
    assert hodges_lehmann([1, 2, 3], [4, 6, 8], 0.9).limits == Limits(-7, -1)
    assert hodges_lehmann([1, 2, 3], [4, 6, 8], 0.95).limits is None


def test_the_level_of_moses_interval_is_that_of_every_way_to_rank_the_groups():
    """Counted: the interval leaves out a shift of 0 on one side when fewer than `rank` pairs are in that order."""
    for m, n in ((3, 3), (4, 5), (2, 7)):
        statistics = [sum(chosen) - m * (m - 1) // 2 for chosen in itertools.combinations(range(m + n), m)]
        for rank in range(1, m * n // 2):
            outside = sum(statistic < rank for statistic in statistics) / math.comb(m + n, m)
            assert moses_level(m, n, rank) == pytest.approx(1 - 2 * outside, rel=1e-12)
    # 2 of the 20 ways to rank 3 and 3: 90 %; of 10 and 5, 2 * 60 of 3003 (Hollander & Wolfe, water transfer)
    assert hodges_lehmann([1, 2, 3], [4, 6, 8], 0.8).level == pytest.approx(0.9)
    assert math.isnan(hodges_lehmann([1, 2, 3], [4, 6, 8], 0.95).level)
    assert hodges_lehmann(EARLY, TERM, 0.95).level == pytest.approx(1 - 2 * 60 / 3003)


def test_the_level_of_moses_interval_hardly_changes_where_it_is_approximated():
    exact = 1 - 2 * math.fsum(rank_sum_distribution(60, 55)[:1300])
    assert moses_level(60, 55, 1300) == pytest.approx(exact, abs=0.001)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_large_groups_have_nearly_the_rank_of_the_exact_distribution(level):
    cumulative = np.cumsum(rank_sum_distribution(60, 55))
    assert moses_rank(60, 55, level) == pytest.approx(np.argmax(cumulative >= (1 - level) / 2), rel=0.002)


@settings(max_examples=30)
@given(ARM, ARM, st.integers(-5, 5))
def test_a_shift_of_one_arm_shifts_the_estimate_and_its_limits(first, second, shift):
    still, moved = (hodges_lehmann([value + by for value in first], second, 0.8) for by in (0, shift))
    turned = hodges_lehmann(second, first, 0.8)
    assert (moved.shift, turned.shift) == (still.shift + shift, -still.shift)
    assert (moved.limits is None) == (turned.limits is None) == (still.limits is None)
    if still.limits and moved.limits and turned.limits:
        assert moved.limits == Limits(still.limits.lower + shift, still.limits.upper + shift)
        assert turned.limits == Limits(-still.limits.upper, -still.limits.lower)


def test_hodges_lehmann_needs_both_arms():
    with pytest.raises(TooFewError):
        hodges_lehmann([1.0], [], 0.95)


def test_fisher_exact_has_the_values_of_fishers_own_examples():
    # The lady tasting tea, and the twins of convicts: R's fisher.test prints p-value = 0.4857 and 0.0005367.
    tea = fisher_exact([[3, 1], [1, 3]])
    assert tea.odds_ratio == 9
    assert tea.p_value == pytest.approx(34 / 70, rel=1e-12)
    assert tea.p_value_minimum == pytest.approx(2 / 70, rel=1e-12)  # all cups right, or all wrong
    twins = fisher_exact([[2, 15], [10, 3]])
    assert twins.p_value == pytest.approx(0.0005367, abs=5e-8)


@settings(max_examples=30)
@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_the_smallest_fisher_p_is_that_of_some_table_with_the_same_margins(first, second, data):
    responders = data.draw(st.integers(0, first + second))
    possible = range(max(0, responders - second), min(responders, first) + 1)
    tables = [[[a, first - a], [responders - a, second - responders + a]] for a in possible]
    results = [fisher_exact(table) for table in tables]
    smallest = min(result.p_value for result in results)
    assert [result.p_value_minimum for result in results] == pytest.approx([smallest] * len(results), rel=1e-9)


def test_an_odds_ratio_may_be_infinite_or_missing():
    assert fisher_exact([[3, 0], [1, 2]]).odds_ratio == math.inf
    nobody = fisher_exact([[0, 3], [0, 3]])
    assert math.isnan(nobody.odds_ratio)
    assert FisherTest(0, nobody.p_value, nobody.p_value_minimum) == FisherTest(0, 1, 1)
    with pytest.raises(TooFewError):
        fisher_exact([[0, 0], [1, 2]])


def test_mcnemar_exact_has_the_value_of_exact2x2():
    # mcnemar.exact(matrix(c(21, 9, 2, 12), 2, 2)) of R's exact2x2 prints: b = 2, c = 9, p-value = 0.06543.
    result = mcnemar_exact(2, 9)
    assert result.p_value == pytest.approx(134 / 2048, rel=1e-12)
    assert result == mcnemar_exact(9, 2)
    assert result.p_value_minimum == mcnemar_exact(0, 11).p_value == pytest.approx(2 / 2048, rel=1e-12)
    assert mcnemar_exact(1, 0).p_value == mcnemar_exact(1, 0).p_value_minimum == 1
    with pytest.raises(TooFewError):
        mcnemar_exact(0, 0)

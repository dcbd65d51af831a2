import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from casetrace.printed.numbers import Printed, PrintedError
from casetrace.printed.p_values import PrintedStatistic, p_value

# Results with the verdicts of the tests of the R package statcheck (Nuijten et al. 2016).
ERRORS = [
    ("t(28) = 2.20", "=", ".03"),
    ("F(2, 28) = 2.20", "=", ".15"),
    ("r(28) = .22", "=", ".26"),
    ("chi2(28) = 22.20", "=", ".79"),
    ("z = 2.20", "=", ".04"),
    ("t(28) = 2.20", ">", ".05"),
    ("t(28) = 2.2", "=", ".08"),
    ("t(28) = 2.2", "=", ".02"),
    ("t(28) = 2.2", ">", ".08"),
    ("t(28) = 2.2", "<", ".02"),
    ("t(28) = 22.20", "<", ".000"),
    ("t(28) = 2.20", "=", ".05"),
]
DECISION_ERRORS = [
    ("t(28) = 2.20", "=", ".06"),
    ("t(28) = 1.20", "=", ".03"),
    ("F(2, 28) = 22.20", "=", ".06"),
    ("F(2, 28) = 2.20", "=", ".03"),
    ("r(28) = .22", "=", ".03"),
    ("r(28) = .52", "=", ".06"),
    ("chi2(28) = 2.20", "=", ".03"),
    ("chi2(28) = 52.20", "=", ".06"),
    ("z = 1.20", "=", ".03"),
    ("z = 2.20", "=", ".06"),
    ("t(28) = 2.20", "=", ".30"),
    ("t(48) = 1.02", "<", ".05"),
]
CORRECT = [
    ("t(28) = 2", "=", ".02"),
    ("t(28) = 2", "=", ".14"),
    ("t(28) = 2.2", "=", ".03"),
    ("t(28) = 2.2", "=", ".04"),
    ("t(28) = 2.20", "=", ".036"),
    ("t(28) = 2.20", "=", ".037"),
    ("t(28) = 2.2", "<", ".08"),
    ("t(28) = 2.2", ">", ".02"),
    ("t(28) = 2.0", "<", ".05"),
]


def verdict(test: str, comparator: str, p: str, tails: int = 2):
    return p_value(Printed.parse(p), comparator, test, tails)


@pytest.mark.parametrize(("test", "comparator", "p"), CORRECT)
def test_results_that_statcheck_finds_correct_agree(test, comparator, p):
    assert verdict(test, comparator, p).agrees


@pytest.mark.parametrize(("test", "comparator", "p"), ERRORS)
def test_errors_of_statcheck_do_not_agree(test, comparator, p):
    assert not verdict(test, comparator, p).agrees


@pytest.mark.parametrize(("test", "comparator", "p"), DECISION_ERRORS)
def test_decision_errors_of_statcheck_are_named(test, comparator, p):
    found = verdict(test, comparator, p)
    assert not found.agrees
    assert found.found.endswith("decision error at 0.05")


@pytest.mark.parametrize(
    ("test", "comparator", "p"),
    [("t(28) = 2.20", "=", ".05"), ("t(28) = 5.20", "=", ".02"), ("t(28) = 2.20", "<", ".02")],
)
def test_errors_on_the_same_side_of_the_level_are_no_decision_errors(test, comparator, p):
    assert "decision" not in verdict(test, comparator, p).found


@pytest.mark.parametrize(("p", "agrees"), [(".02", True), (".04", False), (".018", True), (".01", False)])
def test_one_tail_halves_the_p_value_as_in_statcheck(p, agrees):
    one_tailed = verdict("t(28) = 2.20", "=", p, tails=1)
    assert (one_tailed.agrees, one_tailed.against) == (agrees, "t(28) = 2.20, one-tailed")


def test_a_p_value_of_zero_is_what_rounds_to_it():
    """An error in statcheck by default; here it says less than 0.0005."""
    assert verdict("t(28) = 22.20", "=", ".000").agrees
    assert not verdict("t(28) = 2.20", "=", ".000").agrees


@pytest.mark.parametrize(
    "test",
    ["t(28) = 2.0484", "F(1, 28) = 4.1960", "chi2(1) = 3.8415", "z = 1.9600", "r(18) = 0.4438", "t(28) = −2.0484"],
)
def test_critical_values_of_the_tables_have_a_p_value_of_five_percent(test):
    assert verdict(test, "=", "0.0500").agrees
    assert not verdict(test, "=", "0.0510").agrees


@given(st.floats(0.1, 30), st.integers(1, 60), st.integers(1, 9), st.integers(1, 3), st.integers(2, 4))
def test_no_p_value_of_scipy_stats_is_accused(statistic, df, df1, decimals, decimals_of_p):
    """Statistic and p value rounded on their own, from the same unrounded statistic."""
    r = statistic / (df + statistic**2) ** 0.5
    exact = {
        f"t({df})": (statistic, 2 * stats.t.sf(statistic, df)),
        f"F({df1}, {df})": (statistic, stats.f.sf(statistic, df1, df)),
        f"chi2({df})": (statistic, stats.chi2.sf(statistic, df)),
        "z": (statistic, 2 * stats.norm.sf(statistic)),
        f"r({df})": (r, 2 * stats.t.sf(statistic, df)),
    }
    for name, (value, p) in exact.items():
        text = f"{name} = {value:.{decimals}f}"
        assert verdict(text, "=", f"{p:.{decimals_of_p}f}").agrees, (text, p)


def test_the_sample_size_of_a_chi_squared_test_may_stand_with_its_degrees():
    assert PrintedStatistic.parse("χ²(1, N = 90) = 3.84").degrees == (1.0,)
    assert PrintedStatistic.parse("t(17.3) = -2.1").degrees == (17.3,)


@pytest.mark.parametrize(
    "test", ["", "t = 2.1", "F(2) = 3", "z(3) = 2", "q(3) = 1", "t(0) = 1", "r(9) = 1.2", "F(1, 2) = -3", "t(4) = x"]
)
def test_what_is_no_test_is_named(test):
    with pytest.raises(PrintedError, match="found"):
        verdict(test, "=", ".05")


def test_one_tail_of_an_f_test_is_an_error():
    with pytest.raises(PrintedError, match="one tail"):
        verdict("F(2, 28) = 2.20", "=", ".05", tails=1)


def test_the_p_value_is_named_with_the_rounding_of_its_statistic():
    assert verdict("t(28) = 2.2", "=", ".90").found == "0.0325 to 0.0403; decision error at 0.05"
    assert verdict("z = 9.00", "<", "0.001").found == "< 0.0001"
    assert verdict("z = 9.00", "<", "0.001").printed == "< 0.001"

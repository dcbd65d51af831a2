import numpy as np
import pytest
from scipy import stats

from casetrace.methods.order_summaries import OrderSummary, box_cox, wan


def test_the_range_gives_the_deviation_that_metablue_prints():
    # the example of Wan.std in the manual of R's metaBLUE: X = (1, 4, 10), n = 30, type = "S1"
    assert wan(OrderSummary(30, 4, range=(1, 10))).sd == pytest.approx(2.205578, abs=5e-7)


def test_the_means_are_those_of_the_paper():
    # Wan et al. 2014, equations 2, 10 and 14
    assert wan(OrderSummary(30, 4, range=(1, 10))).mean == pytest.approx((1 + 8 + 10) / 4)
    assert wan(OrderSummary(30, 4, quartiles=(3, 6))).mean == pytest.approx(13 / 3)
    both = wan(OrderSummary(30, 4, range=(1, 10), quartiles=(3, 6)))
    assert both.mean == pytest.approx((1 + 6 + 8 + 12 + 10) / 8)
    parts = [wan(OrderSummary(30, 4, range=(1, 10))).sd, wan(OrderSummary(30, 4, quartiles=(3, 6))).sd]
    assert both.sd == pytest.approx(np.mean(parts), rel=1e-12)


@pytest.mark.parametrize(("n", "width"), [(2, 1.128), (5, 2.326), (10, 3.078), (20, 3.735), (50, 4.498)])
def test_a_range_is_divided_by_about_that_of_normal_values(n, width):
    # d2 of Tippett 1925, doi 10.2307/2332087, as in tables of control charts; the approximation is within 5 %
    assert 1 / wan(OrderSummary(n, 0.5, range=(0, 1))).sd == pytest.approx(width, rel=0.05)


def test_quartiles_of_many_normal_values_give_their_deviation():
    ends = tuple(stats.norm.ppf([0.25, 0.75], 10, 3))
    assert wan(OrderSummary(100_000, 10, quartiles=ends)).sd == pytest.approx(3, rel=1e-4)


@pytest.mark.parametrize(
    "summary",
    [
        OrderSummary(10, 4),
        OrderSummary(1, 4, range=(4, 4)),
        OrderSummary(10, 11, range=(1, 10)),
        OrderSummary(10, 4, range=(1, 10), quartiles=(0, 6)),
        OrderSummary(3, 4, quartiles=(3, 6)),
    ],
)
def test_what_tells_no_spread_is_refused(summary):
    with pytest.raises(ValueError, match=r"spread|order"):
        wan(summary)


@pytest.mark.parametrize(
    ("summary", "mean", "sd"),
    [
        # R 4.2.2, a program of its own from the paper's definition: optimize() of the power, integrate() of the moments
        (OrderSummary(100, 4, range=(2, 9)), 4.213118839, 1.297355395),
        (OrderSummary(10, 60, range=(5, 100)), 58.460955146, 22.907006863),
        (OrderSummary(50, 60, quartiles=(30, 80)), 57.008455380, 19.453908913),
        (OrderSummary(50, 60, range=(5, 100), quartiles=(30, 80)), 56.705899523, 21.911544380),
    ],
)
def test_the_box_cox_method_is_its_definition(summary, mean, sd):
    found = box_cox(summary)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=1e-7)


def test_the_box_cox_method_is_that_of_its_authors():
    # the README of R's estmeansd, 4.204881 and 1.277236, from 1100 random draws: within two of their standard errors
    found = box_cox(OrderSummary(100, 4, range=(2, 9)))
    assert found.mean == pytest.approx(4.204881, abs=2 * 1.3 / 1100**0.5)
    assert found.sd == pytest.approx(1.277236, abs=2 * 1.3 / 550**0.5)


def test_symmetric_numbers_need_no_power():
    # of nearly normal values far from 0: the mean is the median, the deviation that of Wan et al.
    summary = OrderSummary(40, 50, range=(40, 60))
    found = box_cox(summary)
    assert found.mean == pytest.approx(50, rel=1e-7)
    assert found.sd == pytest.approx(wan(summary).sd, rel=1e-6)


def test_logarithms_that_are_symmetric_give_a_log_normal_distribution():
    found = box_cox(OrderSummary(60, 10, quartiles=(5, 20)))
    spread = np.log(4) / (2 * stats.norm.ppf((0.75 * 60 - 0.125) / 60.25))
    assert found.mean == pytest.approx(10 * np.exp(spread**2 / 2), rel=1e-6)
    assert found.sd == pytest.approx(found.mean * np.sqrt(np.expm1(spread**2)), rel=1e-6)


@pytest.mark.parametrize("summary", [OrderSummary(10, 4, range=(0, 9)), OrderSummary(10, 9, range=(1, 9))])
def test_what_has_no_power_is_refused(summary):
    with pytest.raises(ValueError, match=r"above 0|symmetric"):
        box_cox(summary)

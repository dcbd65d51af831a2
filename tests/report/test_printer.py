"""How results are found and printed, on made-up results."""

import math
import re
from typing import Any

import pytest

from casetrace.model import numbers
from casetrace.model.quantities import Quantity
from casetrace.model.results import Interval, Results, Sizes, Subject
from casetrace.report.document.blocks import Paragraph
from casetrace.report.document.inlines import Inline, Inlines
from casetrace.report.document.prose import line
from casetrace.report.html import html, lines
from casetrace.report.printer import Printer
from tests.outcomes import an_outcome

SUBJECT = Subject(Quantity("reduction"), "lesion", "primary", an_outcome(), 4, scenario="observed")
ABOUT: dict[str, Any] = {"outcome": "size_mm", "visit": 4, "scenario": "observed"}
MEAN = ("reduction", "lesion", "mean")


def markup(*parts: Inline | Inlines) -> str:
    """The HTML of a line."""
    return str(lines(line(*parts)))


def text(*parts: Inline | Inlines) -> str:
    """What is seen of a line in HTML."""
    return re.sub(r"<[^>]*>", "", markup(*parts))


def noted(*parts: Inline | Inlines) -> list[str]:
    """What is seen of a paragraph in HTML: its line, and the notes below it."""
    return re.sub(r"<[^>]*>", "", html(Paragraph(line(*parts)))).split("\n")


@pytest.fixture
def printer() -> Printer:
    """The mean by several methods, tests of it, and its logarithm with two offsets."""
    results = Results()
    n = Sizes(6, 7)
    results.add(SUBJECT, "mean", 62.638, "summary", n)
    results.add(SUBJECT, "mean", 62.638, "cr2_t", n, interval=Interval(42.45, 106.49, 0.95), note="beyond 100 %")
    results.add(SUBJECT, "mean", 62.638, "bootstrap_exact", n, interval=Interval(48.59, 80.36, 0.95))
    results.refuse(SUBJECT, "mean", "gee_exchangeable", n, "fewer than 10")
    results.add(SUBJECT, "mean", 62.638, "sign_flip_monte_carlo", n, p_value=0.0312)
    logs = Subject(Quantity("log_ratio"), "lesion", "secondary", an_outcome(), 4, scenario="observed")
    for estimate, option in ((-1.5, "offset_0_25"), (-1.25, "offset_0_5")):
        results.add(logs, "mean", estimate, "cr2_t", n, option=option)
    results.add(logs, "mean", -1.0, "gee_exchangeable", n)
    results.add(SUBJECT, "signed_rank", 21, "signed_rank_exact", n, p_value=0.5, p_value_minimum=0.03125)
    results.add(SUBJECT, "p_value_holm", 0.0004, "holm", n)
    results.add(SUBJECT, "odds_ratio", math.inf, "fisher_exact", n)
    results.add(SUBJECT, "proportion", 0.4, "wilson", n, interval=Interval(0.1176, 0.7693, 0.95))
    return Printer(results.frame())


def test_without_a_method_the_description_is_meant(printer):
    assert printer.row(*MEAN, **ABOUT)["method"] == "summary"


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("cr2_t", "cr2_t"),
        ("cr2", "cr2_t"),
        ("bootstrap", "bootstrap_exact"),
        ("sign_flip", "sign_flip_monte_carlo"),
        ("gee_exchangeable", "gee_exchangeable"),
    ],
)
def test_a_method_is_found_by_its_key_or_by_what_it_begins_with_before_the_way(printer, method, found):
    assert printer.row(*MEAN, **ABOUT, method=method)["method"] == found


@pytest.mark.parametrize("method", ["t", "sign", "bootstrap_percentile", "boot"])
def test_a_method_that_there_is_not_is_a_fault_and_has_no_row(printer, method):
    assert not printer.has(*MEAN, **ABOUT, method=method)
    with pytest.raises(KeyError, match="0 results"):
        printer.row(*MEAN, **ABOUT, method=method)


def test_results_that_an_option_tells_apart_are_found_by_it_alone(printer):
    logs = ("log_ratio", "lesion", "mean")
    assert printer.row(*logs, **ABOUT, method="cr2_t", option="offset_0_5")["estimate"] == -1.25
    assert text(printer.number(*logs, **ABOUT, method="cr2_t", option="offset_0_25")) == "−1.50"
    assert not printer.has(*logs, **ABOUT, method="cr2_t")
    assert not printer.has(*logs, **ABOUT, method="cr2_t", option="25")
    with pytest.raises(KeyError, match="3 results"):
        printer.row(*logs, **ABOUT)


def test_a_flagged_number_is_marked_and_bears_its_reason(printer):
    shown = printer.number(*MEAN, **ABOUT, method="cr2_t")
    assert text(shown) == "63†"
    name = "reduction.size_mm.week_4.lesion.all.observed.mean.cr2_t"
    assert f'data-result="{name}" data-column="estimate">63' in markup(shown)
    assert noted(shown) == ["63†", "† Beyond 100&nbsp;%."]
    assert noted(printer.interval(*MEAN, **ABOUT, method="cr2_t")) == ["42 to 106†", "† Beyond 100&nbsp;%."]
    assert text(printer.number(*MEAN, **ABOUT, method="cr2_t", mark=False)) == "63"


def test_an_interval_names_the_cell_of_each_limit_and_is_not_cut(printer):
    shown = printer.interval(*MEAN, **ABOUT, method="cr2_t")
    assert text(shown).startswith("42 to 106")
    assert 'data-column="ci_lower"' in markup(shown)
    assert 'data-column="ci_upper"' in markup(shown)


def test_a_refused_result_is_a_dash_with_its_reason_and_so_is_its_interval(printer):
    about = ABOUT | {"method": "gee_exchangeable"}
    assert printer.is_refused(*MEAN, **about)
    for shown in (printer.number(*MEAN, **about), printer.interval(*MEAN, **about)):
        assert text(shown) == "—"
        assert noted(shown) == ["—†", "† Fewer than 10."]
    assert text(printer.p_value(*MEAN, **about)) == numbers.DASH


def test_p_values_are_printed_with_the_smallest_one_there_could_be(printer):
    about = ABOUT | {"method": "signed_rank"}
    assert text(printer.p_value("reduction", "lesion", "signed_rank", **about)) == "0.50"
    assert text(printer.smallest_p_value("reduction", "lesion", "signed_rank", **about)) == "0.031"
    assert text(printer.smallest_p_value(*MEAN, **ABOUT, method="sign_flip")) == numbers.DASH
    assert text(printer.number("reduction", "lesion", "p_value_holm", **ABOUT)) == "&lt;0.001"


def test_shares_are_printed_in_percent_and_infinity_as_such(printer):
    assert text(printer.number("reduction", "lesion", "proportion", **ABOUT)) == "40"
    assert text(printer.interval("reduction", "lesion", "proportion", **ABOUT)) == "12 to 77"
    assert text(printer.number("reduction", "lesion", "odds_ratio", **ABOUT)) == "∞"


@pytest.mark.parametrize(
    ("value", "statistic", "analysis", "expected"),
    [
        (0.333, "variance_share", "reduction_between_site", "33"),
        (-0.125, "risk_difference", "any_complete_difference", "−13"),
        (462.0, "distinct_samples", "reduction", "462"),
        (4.5, "df", "log_ratio", "4.5"),
        (0.655, "mean", "log_ratio", "0.66"),
        (0.379, "ratio", "log_ratio", "0.38"),
        (0.0049, "ratio", "log_ratio", "<0.01"),
        (0.005, "ratio", "log_ratio", "0.01"),
        (0.0, "rate_per_treatment", "complication", "0.000"),
        (0.0004, "rate_per_treatment", "complication", "<0.001"),
        (-8.4757, "slope", "reduction_on_log_baseline", "−8.5"),
        (10.5, "signed_rank", "increase", "10.5"),
        (2.0, "empty_cells", "site_with_sex", "2"),
        (-0.0001, "mean", "reduction", "0.0"),
        (0.456, "mean", "slope", "0.46"),
        (-0.2, "median", "slope", "−0.20"),
        (0.918, "icc", "percent_change", "0.92"),
        (2.2246, "design_effect", "percent_change", "2.22"),
        (-math.inf, "shift", "reduction_difference", "−∞"),
    ],
)
def test_a_number_is_printed_as_its_statistic_is(value, statistic, analysis, expected):
    assert numbers.estimate(value, statistic, analysis, 7) == expected

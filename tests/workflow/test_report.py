"""The report of the real cohort: what it says, how it rounds, and that it needs nothing from outside."""

import re
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import Environment, nodes

from casetrace.model import numbers
from casetrace.model.result_files import read_statistics
from tests.report.reading import Report, both_pages
from tests.workflow.running import REPOSITORY

TEMPLATES = sorted((REPOSITORY / "workflow" / "report").glob("*.j2"))


@pytest.fixture(scope="module")
def report(results) -> Report:
    return Report(both_pages(results))


@pytest.fixture(scope="module")
def statistics(results) -> pd.DataFrame:
    return read_statistics(str(results / "statistics.csv")).set_index("result_id")


def test_the_summary_states_the_values_with_their_denominators(report):
    for sentence in (
        "6 patients with 7 lesions were treated.",
        "5 of 6 patients (83 %) and 5 of 7 lesions (71 %) could be assessed.",
        "5 of 5 evaluable patients (100 %), 95 % CI 47.8 to 100 %",
        "5 of 6 treated patients (83 %), 95 % CI 35.9 to 99.6 %",
        "median 92.9 % (93.75 % CI 66.7 to 100.0); mean 89.4 % (95 % CI 72.3 to 106.5†)",
        "median 4 mm (93.75 % CI 3 to 70); mean 29.2 mm (95 % CI −14.3 to 72.7†)",
        "2 of 5 evaluable patients (40 %); of all lesions, those without a percent change counted as no response: 2 of",
        "the mean reduction per patient would be 74.5 %.",
        "of 6 patients (0 %) a serious one",
    ):
        assert sentence in report.words, sentence


def test_the_report_needs_nothing_from_outside(report, results):
    text = both_pages(results)
    for tag, attrs in report.elements:
        assert tag not in {"link", "iframe", "img", "object"}
        for name in ("src", "href", "xlink:href"):
            target = attrs.get(name) or ""
            assert re.match(r"(#|[a-z_]+(/[a-z_]+)*\.(csv|json|pdf|png)$|$)", target), target
            if target and not target.startswith("#"):
                assert (results / target).is_file(), target
    assert "@import" not in text
    assert "url(http" not in text


def test_links_within_the_report_have_their_targets(report):
    names = [attrs["id"] for _, attrs in report.elements if attrs.get("id")]
    targets = {
        attrs["href"].removeprefix("#") for _, attrs in report.elements if (attrs.get("href") or "").startswith("#")
    }
    assert targets <= set(names)
    sections = [attrs["id"] for tag, attrs in report.elements if tag == "section"]
    assert len(sections) == len(set(sections)) == 16


def test_figures_do_not_share_ids(report, results):
    text = both_pages(results)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_digit_of_a_result(path: Path):
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    written = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    assert re.findall(r"\d+", re.sub(r"<[^>]*>", "", written)) == []
    # what is left are decimals of a cell, indices and comparisons with one
    numbers_used = {item.value for item in tree.find_all(nodes.Const) if isinstance(item.value, int | float)}
    assert numbers_used <= {0, 1}


def test_flagged_and_refused_results_are_listed_with_their_reason(report, statistics):
    listed = {carried["data-result"] for text, carried in report.texts if carried.get("data-result") and text.strip()}
    for _, rows in statistics[statistics["status"] != "ok"].groupby(["status", "note"]):
        assert set(rows.index) & listed


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (62.6380552221, 1, "62.6"),
        (0.25, 1, "0.3"),
        (-0.25, 1, "−0.3"),
        (-0.04, 1, "0.0"),
        (12345.678, 1, "12\u202f345.7"),
        (float("nan"), 1, "–"),
    ],
)
def test_numbers_round_halves_away_from_zero_with_a_true_minus(value, decimals, text):
    assert numbers.fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.14444, "0.14"), (0.03125, "0.031"), (0.0009, "<0.001"), (1.0, "1.00"), (0.001, "0.001")]
)
def test_p_values_keep_two_digits_and_have_a_floor(value, text):
    assert numbers.p_value(value) == text

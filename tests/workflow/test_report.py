"""The report of the real cohort: what it says, how it rounds, and that it needs nothing from outside."""

import re
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import Environment, nodes

from casetrace.model import numbers
from casetrace.model.result_files import read_statistics
from tests.report.reading import PAGES, Report, both_pages
from tests.workflow.running import REPOSITORY

TEMPLATES = sorted((REPOSITORY / "workflow" / "report").glob("*.j2"))


@pytest.fixture(scope="module")
def pages(results) -> dict[str, Report]:
    return {name: Report((results / name).read_text(encoding="utf-8")) for name in PAGES}


@pytest.fixture(scope="module")
def report(results) -> Report:
    return Report(both_pages(results))


def ids(page: Report) -> list[str]:
    """The ids of a page's elements, in order."""
    return [name for _, attrs in page.elements if (name := attrs.get("id"))]


@pytest.fixture(scope="module")
def statistics(results) -> pd.DataFrame:
    return read_statistics(str(results / "statistics.csv")).set_index("result_id")


def test_the_summary_and_the_endpoints_state_the_values_with_their_denominators(pages):
    for sentence in (
        "All 5 patients assessed at week 12 had a reduction of at least 30 %; the lesions cleared completely in 2.",
        "6 patients with 7 lesions received 1 to 4 injections per lesion.",
        "Lesion size at baseline: median 70 mm (range 3 to 85).",
        "5 of 5 evaluable patients (100 %), 95 % CI 48 to 100 %; 5 of 6 treated patients (83 %), 95 % CI 36 to 99.6 %;",
        "At week 12, 5 of 6 patients (83 %) and 5 of 7 lesions (71 %) could be assessed.",
        "2 of 5 evaluable patients (40 %), 95 % CI 5 to 85 %; 2 of 6 treated patients (33 %), 95 % CI 4 to 78 %.",
        "Percent reduction: median 93 % (range 67 to 100).",
        "The mean reduction was 89 %; it would be 75 % if the patient without a value were assumed unchanged.",
        "Adverse events other than death: 4 of 6 patients (67 %): infection 1, transient pain 3.",
        "Serious and related to the treatment (as classified by the analysts): 0 of 6.",
    ):
        assert sentence in pages["report.html"].words, sentence
    for sentence in (
        "median 93 % (93.75 % CI 67 to 100); mean 89 % (95 % CI 72 to 106†); 5 patients",
        "median 4 mm (93.75 % CI 3 to 70); mean 29.2 mm (95 % CI −14.3 to 72.7†); 5 patients",
    ):
        assert sentence in pages["appendix.html"].unlettered, sentence


def test_the_report_needs_nothing_from_outside(report, results):
    text = both_pages(results)
    for tag, attrs in report.elements:
        assert tag not in {"link", "iframe", "img", "object"}
        for name in ("src", "href", "xlink:href"):
            target = attrs.get(name) or ""
            assert re.match(r"(#|[a-z_]+(/[a-z_]+)*\.(csv|json|pdf|png|docx)$|(report|appendix)\.html(#|$)|$)", target)
            if target and not target.startswith("#"):
                assert (results / target.partition("#")[0]).is_file(), target
    assert "@import" not in text
    assert "url(http" not in text


def test_links_within_and_between_the_pages_have_their_targets(pages):
    for name, page in pages.items():
        links = [attrs["href"] or "" for _, attrs in page.elements if "#" in (attrs.get("href") or "")]
        assert links
        for link in links:
            target, _, fragment = link.partition("#")
            assert fragment in ids(pages[target or name]), f"{name}: {link}"


@pytest.mark.parametrize(("name", "n_sections"), [("report.html", 7), ("appendix.html", 14)])
def test_a_page_has_its_sections_once_and_no_id_twice(pages, name, n_sections):
    sections = [attrs["id"] for tag, attrs in pages[name].elements if tag == "section"]
    assert len(sections) == len(set(sections)) == n_sections
    assert len(ids(pages[name])) == len(set(ids(pages[name])))


def test_no_section_and_no_figure_is_in_both_pages(pages):
    shared = set(ids(pages["report.html"])) & set(ids(pages["appendix.html"]))
    assert shared == {"content", "trace-hint", "lineage"}


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

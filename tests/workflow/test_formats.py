"""The first cohort's report in all its formats: how much there is to read, and that a number is the same everywhere."""

import csv
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from benchmarks.report_measures import measured, reports
from casetrace.model.result_files import read_statistics
from casetrace.report.word import numbers_of
from tests.report.pdf_reading import Pdf
from tests.report.reading import Report, both_pages
from tests.workflow.access import WIDTHS, resize

#: The name of a number: the result, and its column.
Named = tuple[str, str]


@pytest.fixture(scope="module")
def in_html(results: Path) -> dict[Named, set[str]]:
    """What the pages print of each number."""
    shown: dict[Named, set[str]] = {}
    for text, carried in Report(both_pages(results)).texts:
        name, column = carried.get("data-result"), carried.get("data-column")
        if name and column and column != "note":
            shown.setdefault((name, column), set()).add(text)
    return shown


@pytest.fixture(scope="module")
def in_word(results: Path) -> list[tuple[str, str, str]]:
    """The numbers of the manuscript, each with the result and column that it comes from."""
    return list(numbers_of((results / "manuscript.docx").read_bytes()))


def test_a_number_is_printed_alike_in_every_page(in_html):
    assert {name: texts for name, texts in in_html.items() if len(texts) > 1} == {}


def test_the_numbers_of_the_manuscript_are_results_and_those_of_the_pages(in_html, in_word, results):
    statistics = read_statistics(str(results / "statistics.csv")).set_index("result_id")
    assert len(in_word) > 150
    assert {name for _, name, _ in in_word} <= set(statistics.index)
    both = [(text, (name, column)) for text, name, column in in_word if (name, column) in in_html]
    assert len(both) > 0.9 * len(in_word)
    assert [(text, named) for text, named in both if in_html[named] != {text}] == []


def test_the_named_values_are_those_of_the_manuscript(in_word, results):
    with (results / "values.csv").open(encoding="utf-8", newline="") as file:
        values = list(csv.DictReader(file))
    assert {(row["text"], row["result_id"], row["column"]) for row in values} == set(in_word)
    statistics = pd.read_csv(results / "statistics.csv").set_index("result_id")
    estimates = [row for row in values if row["column"] == "estimate"]
    assert [row["name"] for row in estimates if not pd.notna(statistics.loc[row["result_id"], "estimate"])] == []


def test_the_pdf_has_the_numbers_of_the_report(results):
    printed = Pdf((results / "report.pdf").read_bytes()).text
    report = Report((results / "report.html").read_text(encoding="utf-8"))
    numbers = {
        text for text, carried in report.texts if carried.get("data-result") and carried["data-column"] != "note"
    }
    assert len(numbers) > 50
    assert [number for number in numbers if number not in printed] == []


def test_the_report_is_short_and_fits_a_phone(browser: Browser, results: Path):
    assert [path.name for path in reports(results.parent)] == ["report.html", "appendix.html"]
    measures = measured(browser, results / "report.html")
    assert measures.screens <= 8, asdict(measures)
    assert measures.too_wide == 0
    assert measures.words < 2_500


def test_no_table_of_the_report_is_scrolled_sideways_on_a_phone(browser: Browser, results: Path):
    """But for the raw data, which are as they are."""
    script = """() => [...document.querySelectorAll('main .wide')]
      .filter(box => box.scrollWidth > box.clientWidth + 1 && !box.closest('#raw') && box.querySelector('caption'))
      .map(box => box.querySelector('caption').innerText)"""
    page = browser.new_page()
    page.goto((results / "report.html").as_uri())
    for width in WIDTHS:
        resize(page, width)
        assert page.evaluate(script) == [], width
    page.close()


def test_the_report_of_six_patients_has_four_pages(results: Path):
    """As many as CHANGELOG.md says."""
    assert len(Pdf((results / "report.pdf").read_bytes()).pages) == 4

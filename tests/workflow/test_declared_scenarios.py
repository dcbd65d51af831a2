"""Lesions that the study declares, in the report: what is added, why, and what the results would be."""

import pytest

from tests.report.reading import PAGES, Report, both_pages

AT_WEEK_12 = "size_mm.week_12.lesion.all.implied_lesion"


@pytest.fixture(scope="module")
def report(results) -> Report:
    return Report(both_pages(results))


def test_a_declared_scenario_is_shown_with_what_it_builds_on_and_its_reason(report):
    start = report.words.index("Scenarios with hypothetical lesions: mean reduction of lesion size, %")
    shown = report.words[start : report.words.index("Robustness of the mean")]
    for part in (
        "Added to: percentages printed in the source.",
        "Reason: proposed by the audit of the published claims; an inference, not data.",
        "Together 8 lesions and 21 injections.",
        " of 6 (50 %)",
    ):
        assert part in shown, part


def test_its_results_are_printed_by_their_names(report):
    printed = {(carried.get("data-result"), carried.get("data-column")): text for text, carried in report.texts}
    assert printed[(f"reduction.{AT_WEEK_12}.mean.summary", "estimate")] == "90"
    assert printed[(f"reduction.{AT_WEEK_12}.mean.summary", "n_lesions")] == "6"
    assert printed[(f"response.{AT_WEEK_12}.response=complete.count.count", "estimate")] == "3"


def test_no_other_section_prints_a_number_of_a_declared_scenario(results):
    pages = [(results / name).read_text(encoding="utf-8").partition("<script")[0] for name in PAGES]
    sections = {part.partition('"')[0]: part for text in pages for part in text.split('<section id="')[1:]}
    holding = {name for name, part in sections.items() if ".implied_lesion." in part}
    assert "sensitivity" in holding
    assert holding <= {"sensitivity", "flags", "audit"}

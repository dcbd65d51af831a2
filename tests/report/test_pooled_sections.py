"""The sections of the report of cohorts together: what is left out where there is nothing to say."""

from dataclasses import replace
from typing import Any

import pytest

from casetrace.report.document.blocks import Table
from casetrace.report.document.tables import header, noted, number_cell, row
from casetrace.report.document.walking import parts_of
from casetrace.report.pooled_content import ComparedRate, PooledCohort, PooledContent
from casetrace.report.sections.pooled import NO_MEANS, NOTHING_IN_COMMON, cohorts, pooled_results
from casetrace.report.sections.pooled_terms import pooled_terms
from casetrace.report.text import text
from tests.report.test_printers import pooled_content

ABOUT = {"row": 0, "citation": "Somebody 2014", "year": "2014", "design": "case series", "jbi": ""}


@pytest.fixture(scope="module")
def content() -> PooledContent:
    return pooled_content({})


def with_about(content: PooledContent, **about: Any) -> PooledContent:
    """The content with what cohorts.csv says of the last cohort."""
    *_, last = content.cohorts
    return replace(content, cohorts={**content.cohorts, last: replace(content.cohorts[last], about=ABOUT | about)})


def columns(content: PooledContent) -> list[str]:
    first = next(parts_of(cohorts(content), Table))
    return ["".join(map(str, cell.content)) for cell in first.header[0].cells]


def test_the_table_of_cohorts_has_the_columns_that_are_told_of_a_cohort(content):
    assert columns(content) == ["Cohort", "Patients"]
    assert columns(with_about(content)) == ["Cohort", "Patients", "Year", "Design", "Source"]
    assert "JBI" not in text(cohorts(with_about(content)))
    shown = with_about(content, jbi="yyyyyyyyyn")
    assert columns(shown) == ["Cohort", "Patients", "Year", "Design", "JBI answers", "Source"]
    assert "ten questions of the JBI checklist" in text(cohorts(shown))


def test_cohorts_that_share_counts_alone_have_something_in_common(content):
    rate = ComparedRate("responders", "size_mm", 4, "halved", "halved")
    assert NOTHING_IN_COMMON in text(pooled_results(replace(content, compared=[])))
    assert NO_MEANS in text(pooled_results(replace(content, compared=[], rates=[rate])))


def test_of_many_cohorts_what_most_have_is_said_of_all_but_the_others(content):
    names = [f"c{number}" for number in range(22)]
    rows = [{"cohort": name, "kind": "outcome", "own": "size", "term": "size", "how": "mm"} for name in names]
    rows[4]["how"] = "cm"
    rows += [{"cohort": name, "kind": "visit", "own": "week 26", "term": "none", "how": ""} for name in names[:5]]
    cohorts = {f"cohort={name}": PooledCohort(name, f"Clinic {name}", None, "report.html", {}) for name in names}
    shown = text(pooled_terms(replace(content, cohorts=cohorts, harmonisation=rows, printed=[])))
    assert "| All with individual patient data but Clinic c4 | outcome | size | size | mm |" in shown
    assert "| Clinic c4 | outcome | size | size | cm |" in shown
    assert "Not mapped to a term of the study: week 26 (Clinic c0; Clinic c1; Clinic c2; and others)." in shown


def test_pairs_of_many_cohorts_stand_by_what_they_have_in_common(content):
    cohorts_of = {f"cohort=c{n}": PooledCohort(f"c{n}", f"C{n}", None, "report.html", {}) for n in range(22)}
    agree = "{} of 24 and 24 patients have the same measured values in both"
    reasons = [*[agree.format(shared) for shared in (1, 1, 24, 2)], "both name the same publication (doi)"]
    pairs = [{"first": "c0", "second": f"c{n + 1}", "reason": reason} for n, reason in enumerate(reasons)]
    shown = text(cohorts(replace(content, cohorts=cohorts_of, overlap=pairs)))
    order = [line.split("|")[2].strip() for line in shown.splitlines() if line.startswith("| C0 ")]
    assert order == ["C5", "C3", "C4", "C1", "C2"]


def test_a_column_of_notes_is_left_out_where_no_row_has_one():
    names = header("Cohort", "Mean", "Note")
    without = noted(names, [row("A", number_cell("1"), ""), row("B", number_cell("2"), "")])
    assert [len(each.cells) for each in (*without.header, *without.bodies[0].rows)] == [2, 2, 2]
    one = noted(names, [row("A", number_cell("1"), ""), row("B", number_cell("2"), "few patients")])
    assert [len(each.cells) for each in (*one.header, *one.bodies[0].rows)] == [3, 3, 3]

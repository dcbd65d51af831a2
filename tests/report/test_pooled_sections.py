"""The sections of the report of cohorts together: what is left out where there is nothing to say."""

from dataclasses import replace
from typing import Any

import pytest

from casetrace.report.document.blocks import Table
from casetrace.report.document.tables import header, noted, number_cell, row
from casetrace.report.document.walking import parts_of
from casetrace.report.pooled_content import ComparedRate, PooledContent
from casetrace.report.sections.pooled import NO_MEANS, NOTHING_IN_COMMON, cohorts, pooled_results
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


def test_a_column_of_notes_is_left_out_where_no_row_has_one():
    names = header("Cohort", "Mean", "Note")
    without = noted(names, [row("A", number_cell("1"), ""), row("B", number_cell("2"), "")])
    assert [len(each.cells) for each in (*without.header, *without.bodies[0].rows)] == [2, 2, 2]
    one = noted(names, [row("A", number_cell("1"), ""), row("B", number_cell("2"), "few patients")])
    assert [len(each.cells) for each in (*one.header, *one.bodies[0].rows)] == [3, 3, 3]

"""Every number in a report has a source, and the source has that number; whatever has none is found."""

import re

import pytest

from tests.report.reading import both_pages
from tests.stages.running import study
from tests.workflow.number_sources import NumberSources, same
from tests.workflow.traced_numbers import KINDS, Traced

PRIMARY = re.escape("reduction.size_mm.week_12.patient.all.observed.median.summary")
#: Changes of a report, and what is then wrong.
PLANTED = {
    (r"There was no control group:", "There was no control group of 12:"): "it says not where it comes from",
    (rf'(data-result="{PRIMARY}" data-column="estimate">)93', r"\g<1>94"): "has 92.857",
    (r'data-result="age_years\.patient\.enrolled\.median\.summary"', 'data-result="age"'): "there is no result age",
    (r'(data-column="note">)5 patients, fewer than 10', r"\g<1>5 patients, fewer than 9"): "the note of",
    (r'(data-cell="lesions\|2a\|dose_mean">)57\.5', r"\g<1>7.5"): "lesions|2a|dose_mean has 57.5",
    (
        r'(data-cell="lesion_visits\|3a, week 4\|improvement">)50',
        r"\g<1>51",
    ): "lesion_visits|3a, week 4|improvement has 50",
    (r'data-cell="lesions\|3a\|', 'data-cell="lesions|9z|'): "there is no cell lesions|9z|",
    (r'(data-count="audit/claims">)37', r"\g<1>40"): "audit/claims has 37 rows",
    (r'(data-config="methods\.confidence_level">)95', r"\g<1>90"): "config has methods.confidence_level: 0.95",
    (r'(<span data-label="visit">Week&nbsp;)12', r"\g<1>13"): "no visit is called so",
    (r'(<span data-label="name">)under 5 mm', r"\g<1>under 6 mm"): "no name is called so",
    (r"<code>(reduction\.size_mm\.)week_4", r"<code>\g<1>week_5"): "no code is called so",
    (r"(Brown &amp; Heathers )2017", r"\g<1>2071"): "the register has other words on",
    (r"<!-- −93 -->", "<!-- −94 -->"): "'waterfall: 94': not in its data",
    (r"<!-- 5 of 7 lesions evaluable -->", "<!-- 6 of 7 lesions evaluable -->"): "not what the data count",
    (
        r"<title>Lesion 3a, week 4: −50 %</title>",
        "<title>Lesion 3a, week 4: −75 %</title>",
    ): "its source has other numbers",
    (r"<title>Week 12: 5 patients</title>", "<title>Week 12: 6 patients</title>"): "its source has other numbers",
}


@pytest.fixture(scope="module")
def text(results) -> str:
    return both_pages(results)


@pytest.fixture(scope="module")
def sources(results) -> NumberSources:
    return NumberSources(results, study(), results.parents[1])


def test_every_number_of_the_report_is_traced_to_a_source_that_has_it(results, sources):
    found = Traced(sources)
    found.check(both_pages(results))
    assert found.faults == []
    assert set(KINDS) <= set(found.kinds)
    assert found.kinds["data-result"] > 1000
    assert found.kinds["data-cell"] > 800
    assert found.kinds["data-count"] > 50
    assert found.kinds["figure: a mark"] > 300


def test_numbers_without_a_source_or_other_than_it_are_found_and_no_others(text, sources):
    for pattern, replacement in PLANTED:
        text, changed = re.subn(pattern, replacement, text, count=1)
        assert changed, pattern
    found = Traced(sources)
    found.check(text)
    missed = [words for words in PLANTED.values() if not any(words in fault for fault in found.faults)]
    assert missed == []
    assert len(found.faults) == len(PLANTED)


@pytest.mark.parametrize(
    ("words", "value", "agrees"),
    [
        ("62.6", "62.6380552221", True),
        ("62.7", "62.6380552221", False),
        ("−4.4", "-4.3619447779", True),
        ("4.4", "-4.3619447779", False),
        ("12\u202f345.7", "12345.678", True),
        ("<0.001", "0.0002", True),
        ("<0.001", "0.002", False),
        ("5", "57.5", False),
        ("6a, 6b", "6a, 6b", True),
        ("6a", "6a, 6b", False),
        ("4", "", False),
    ],
)
def test_a_printed_number_is_its_value_rounded_to_its_decimals(words, value, agrees):
    assert same(words, value) == agrees

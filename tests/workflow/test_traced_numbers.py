"""Every number in a report has a source, and the source has that number; whatever has none is found."""

import re

from tests.stages.running import study
from tests.workflow.traced_numbers import Traced, traced

PRIMARY = re.escape("reduction.size_mm.week_12.patient.all.observed.median.summary")
#: Changes of a report, and what is then wrong.
PLANTED = {
    (r"There is no control group\.", "There is no control group of 12."): "it says not where it comes from",
    (rf'(data-result="{PRIMARY}" data-column="estimate" title="[^"]*">)92\.9', r"\g<1>92.8"): "has 92.857",
    (r'data-result="age_years\.patient\.enrolled\.mean\.summary"', 'data-result="age"'): "there is no result age",
    (r'(data-cell="lesions\|2a\|dose_mean_mg">)57\.5', r"\g<1>75.5"): "lesions|2a|dose_mean_mg has 57.5",
    (r'data-cell="lesions\|3a\|', 'data-cell="lesions|9z|'): "there is no cell lesions|9z|",
    (r'(data-count="audit/claims">)38', r"\g<1>39"): "audit/claims has 38 rows",
    (r'(data-config="methods\.confidence_level">)95', r"\g<1>90"): "config has methods.confidence_level: 0.95",
}


def test_every_number_of_the_report_is_traced_to_a_source_that_has_it(results):
    found = traced(results / "report.html", study())
    assert found.faults == []
    assert found.kinds["data-result"] > 1000
    assert found.kinds["data-cell"] > 800
    assert found.kinds["data-count"] > 50


def test_numbers_without_a_source_or_other_than_it_are_found_and_no_others(results):
    text = (results / "report.html").read_text(encoding="utf-8")
    for pattern, replacement in PLANTED:
        text, changed = re.subn(pattern, replacement, text)
        assert changed, pattern
    found = Traced(results, study())
    found.check(text)
    for words in PLANTED.values():
        assert any(words in fault for fault in found.faults), words
    assert [fault for fault in found.faults if not any(words in fault for words in PLANTED.values())] == []

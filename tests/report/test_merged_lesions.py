"""Reports of cohorts in which lesions grew together."""

from casetrace.report.article.narratives import narratives
from casetrace.report.text import text
from tests.report.manuscripts import content_of
from tests.report.test_odd_cohorts import drawn_for_the_report_alone, report_of
from tests.stages.made_up import cohort, table
from tests.stages.running import run_stages

__all__ = ["drawn_for_the_report_alone"]

ROWS = [
    {"Patient": "P1", "Lesion": "1a", "W0": "10", "W4": "8", "W12": "12"},
    {"Patient": "P1", "Lesion": "1b", "W0": "6", "W4": "5", "W12": "merged with 1a"},
    {"Patient": "P2", "Lesion": "2a", "W0": "20", "W4": "10", "W12": "5"},
    {"Patient": "P3", "Lesion": "3a", "W0": "10", "W4": "5", "W12": "0"},
]


def test_a_merged_lesion_is_listed_with_the_other_one_and_counted(folder):
    section = cohort()
    run = run_stages(folder, table(ROWS, section["tables"][0]["columns"]), section)
    report = report_of(run, section)
    assert "merged with 1a" in report.words
    assert "missing: merged1 of 4 (25 %)" in report.words
    assert "lesion size of 1a from week 12 on, which is that of 1b too" in report.words
    told = text(narratives(content_of(run, section))).replace("\N{NO-BREAK SPACE}", " ")
    assert "merged with 1a at week 12" in told

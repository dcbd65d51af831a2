"""Tables leave out rows that repeat the observed numbers, and columns that no mean has; notes say what is not there.

Under CASETRACE_EXAMPLES all figures are drawn.
"""

import pytest

from tests.report.reading import Report
from tests.report.test_odd_cohorts import rendered
from tests.stages.made_up import cohort, patients, table

FILLED = ["observed", "locf", "no_change"]
NOT_REPEATED = "give the observed results, which are not repeated"
HOLM = "Holm's method adjusts P for the tests of the same quantity at all follow-up visits"
FEW = "Intraclass correlation and design effect not estimated: 4 patients"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Five patients, of whom one has no value at week 12."""
    rows = patients(5)
    rows[0]["W12"] = ""
    return rendered(tmp_path_factory.mktemp("few"), table(rows), cohort(scenarios=FILLED))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Twelve patients with two lesions each, nobody missing."""
    rows = [row | {"Lesion": f"{row['Patient']}{name}", "W4": str(int(row["W4"]) + place)}
            for row in patients(12) for place, name in enumerate("ab")]  # fmt: skip
    return rendered(tmp_path_factory.mktemp("many"), table(rows), cohort(scenarios=FILLED))


def printed(report: Report, *parts: str) -> set[str]:
    """Names of the printed results with these parts."""
    names = {str(attrs.get("data-result") or "") for _, attrs in report.elements}
    return {name for name in names if all(part in name for part in parts)}


def test_an_assumption_that_fills_in_nothing_at_a_visit_is_not_printed_there(few):
    assert printed(few, ".week_12.", ".locf.")
    assert not printed(few, ".week_4.", ".locf.")
    assert printed(few, ".week_4.", ".observed.")
    # said below the percent changes, and below the means under each assumption
    assert few.words.count(NOT_REPEATED) == 2


def test_where_nobody_is_ever_missing_no_filled_in_row_is_printed(many):
    assert not printed(many, ".locf.")
    assert many.words.count(NOT_REPEATED) == 2


def test_bootstrap_intervals_have_a_column_only_where_there_is_one(few, many):
    # The correlations have such a column too.
    assert (few.words.count("Bootstrap CI"), many.words.count("Bootstrap CI")) == (1, 3)
    assert printed(many, "reduction.size_mm.week_4.patient", "mean.bootstrap")


def test_tests_at_two_visits_have_holms_p_value_beside_them(few):
    assert few.words.count(HOLM) == 1
    names = {f"reduction.size_mm.week_{week}.patient.all.observed.p_value_holm.holm" for week in (4, 12)}
    assert names <= printed(few, "p_value_holm")


def test_how_alike_lesions_are_stands_below_the_means_or_why_it_is_not_known(few, many):
    assert FEW in few.words
    assert "Clustering of lesions within patients, observed data" in many.words
    assert printed(many, "week_4", "design_effect.icc_f")
    assert printed(many, "week_4", ".icc.icc_f")

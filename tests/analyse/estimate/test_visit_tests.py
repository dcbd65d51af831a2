"""Holm's p values over the visits of an outcome."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.analyse.estimate.cohorts import SIZE, cohort
from tests.analyse.estimate.test_outcomes import estimates, one_each

THREE = replace(SIZE, follow_up_visits=(1, 2, 3))


def family(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """P values of a quantity by week: raw, and Holm's."""
    own = rows[(rows["analysis"] == quantity) & (rows["unit_of_analysis"] == "patient")]
    raw = own[own["method"].str.startswith("sign_flip")].set_index("visit")["p_value"]
    return pd.DataFrame({"raw": raw, "holm": own[own["method"] == "holm"].set_index("visit")["estimate"]})


def test_sign_flip_tests_at_the_visits_are_adjusted_for_their_number_by_quantity():
    # Of six patients all get better at week 1; at week 2 one is worse by a little; at week 3 three are worse.
    courses = [(10, 5, 8, 12), (10, 6, 7, 7), (10, 4, 6, 13), (10, 7, 11, 9), (10, 3, 5, 14), (10, 2, 4, 8)]
    rows = estimates(cohort(one_each(*courses), outcome=THREE))
    for quantity in ("reduction", "absolute_reduction"):
        p_values = family(rows, quantity)
        assert p_values["raw"].is_monotonic_increasing
        first, second, third = p_values["raw"]
        expected = [3 * first, max(3 * first, 2 * second), max(3 * first, 2 * second, third)]
        assert p_values["holm"].tolist() == pytest.approx(expected)
    adjusted = rows[rows["method"] == "holm"]
    assert set(adjusted["role"]) == {"secondary"}
    assert set(adjusted["statistic"]) == {"p_value_holm"}
    assert not adjusted["p_value"].notna().any()


def test_one_visit_has_no_family_and_a_visit_without_a_test_is_not_in_it():
    assert not (estimates(cohort(one_each((10, 5), (10, 6))))["method"] == "holm").any()
    rows = estimates(cohort(one_each(*[(10, 5, 10, 4)] * 6), outcome=THREE))
    p_values = family(rows, "reduction")
    assert p_values["holm"].dropna().tolist() == pytest.approx([2 * 0.03125] * 2)


def test_each_scenario_is_a_family_by_itself():
    courses = [(10, 5, 8, None), (10, 6, 7, 7), (10, 4, 6, 3), (10, 7, 9, 9)]
    rows = estimates(cohort(one_each(*courses), outcome=THREE, scenario="no_change"))
    assert rows[rows["method"] == "holm"].groupby("scenario").size().to_dict() == {"no_change": 6, "observed": 6}


def test_an_adjusted_p_value_rests_on_the_tests_of_its_family():
    from casetrace.analyse.estimate.outcomes import estimate_outcome
    from casetrace.analyse.estimate.settings import EstimationSettings
    from casetrace.analyse.visits import OutcomeVisits
    from casetrace.model.results import Results
    from tests.analyse.estimate.cohorts import METHODS

    made = cohort(one_each(*[(10, 5, 8, 7 - n) for n in range(4)]), outcome=THREE)
    results, visits = Results(), OutcomeVisits(made.outcomes["size_mm"], made.plan(), made.visits("observed"))
    estimate_outcome(results, visits, EstimationSettings(METHODS, 1))
    adjusted = next(row for row in results.rows if row["method"] == "holm" and row["visit"] == 2)
    weeks = {
        role: {int(week) for part in adjusted["basis"] if part.role == role for week in visits.rows["visit"][part.rows]}
        for role in ("used", "selects")
    }
    assert weeks == {"used": {2}, "selects": {1, 3}}

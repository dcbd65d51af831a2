"""Tipping points of made-up patients, put into the t interval of the completed data."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from casetrace.analyse.assess.missing import assess_missing
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from casetrace.model.visits import improved
from tests.analyse.estimate.cohorts import METHODS, MOTION, PAIN, SIZE, Course, cohort

#: Quantiles 97.5 % of Student's t by its degrees of freedom, of R 4.2.
QUANTILES = {2: 4.302652729696142, 3: 3.182446305283710, 4: 2.776445105197793}


def tipping(courses: Sequence[Course], outcome: Outcome = SIZE) -> pd.DataFrame:
    visits = cohort(courses, outcome=outcome).visits("observed")
    seen = improved(visits, outcome)
    results = Results()
    subject = Subject(Quantity("reduction"), outcome.bearer, "sensitivity", outcome, 4, scenario="observed")
    assess_missing(results, subject, outcome, seen, EstimationSettings(METHODS, 1))
    return results.frame().set_index("unit_of_analysis")


def reductions(*values: float | None) -> list[Course]:
    """One patient with one lesion for each percent reduction."""
    return [Course(f"P{n}", f"L{n}", (100, None if value is None else 100 - value)) for n, value in enumerate(values)]


def increases(*values: float | None) -> list[Course]:
    return [
        Course(f"P{n}", f"L{n}", (60, None if value is None else 60 * (1 + value / 100)))
        for n, value in enumerate(values)
    ]


def limits(values: Sequence[float]) -> tuple[float, float]:
    """Limits of Student's interval."""
    mean, half = statistics.mean(values), statistics.stdev(values) / math.sqrt(len(values)) * QUANTILES[len(values) - 1]
    return mean - half, mean + half


def test_where_nobody_has_a_percent_change_nobody_is_said_to_be_complete():
    rows = tipping([Course("A", "a1", (0, 0)), Course("B", "b1", (0, 3))], PAIN)
    assert rows["note"].str.startswith("not applicable (no percent change observed)").all()


def test_at_the_tipping_point_a_limit_is_0_and_below_it_the_conclusion_is_lost():
    rows = tipping(reductions(50, 60, 70, 60, None))
    for unit in ("lesion", "patient"):
        row = rows.loc[unit]
        assert row["estimate"] < 60
        assert limits([50, 60, 70, 60, row["estimate"]])[0] == pytest.approx(0, abs=1e-9)
        assert limits([50, 60, 70, 60, row["estimate"] + 1])[0] > 0
        assert (row["status"], row["role"], row["n_patients"], row["n_lesions"]) == ("ok", "sensitivity", 4, 4)
        assert row["note"] == "below this value of the missing data the CI includes 0"


def test_where_the_lesions_got_worse_more_than_the_tipping_point_loses_the_conclusion():
    row = tipping(reductions(-50, -60, -70, -60, None)).loc["patient"]
    assert limits([-50, -60, -70, -60, row["estimate"]])[1] == pytest.approx(0, abs=1e-9)
    assert row["note"] == "above this value of the missing data the CI includes 0"


def test_where_0_is_not_left_out_the_missing_ones_must_do_better_than_the_mean():
    row = tipping(reductions(95, 25, 95, -5, None)).loc["patient"]
    assert row["estimate"] > 52.5
    assert limits([95, 25, 95, -5, row["estimate"]])[0] == pytest.approx(0, abs=1e-9)
    assert row["note"] == "the CI excludes 0 only above this value of the missing data"


def test_one_more_patient_like_the_others_may_be_what_the_conclusion_lacks():
    assert limits([5, 40, 30])[0] < 0 < limits([5, 40, 30, 25])[0]
    row = tipping(reductions(5, 40, 30, None)).loc["patient"]
    assert row["estimate"] < 25
    assert row["note"] == "the CI excludes 0 only above this value of the missing data"


def test_a_tipping_point_that_cannot_be_is_refused():
    row = tipping(reductions(95, 25, 95, -5, None), replace(SIZE, best_value=60)).loc["patient"]
    assert row["status"] == "refused"
    assert row["note"].startswith("the tipping point would be above 40 %, the largest possible value")


def test_a_value_that_is_0_at_least_cannot_fall_by_more_than_all_of_it():
    row = tipping(increases(110, 113, 116, 119, 110, 113, None), MOTION).loc["patient"]
    assert row["status"] == "refused"
    assert row["note"].startswith("the tipping point would be below -100 %, the smallest possible value")


def test_the_best_that_can_be_is_that_of_the_missing_ones_of_each_unit():
    # The missing lesion of a seen patient could gain 800 %, the missing patient 200 %: 500 % over lesions.
    courses = [*increases(380, 100, 380, -20), Course("P0", "L0b", (20, None)), Course("Z", "Za", (60, None))]
    rows = tipping(courses, MOTION)
    assert "above 200 %" in rows.loc["patient", "note"]
    assert rows.loc["lesion", "status"] == "ok"


def test_nobody_missing_is_said():
    rows = tipping(reductions(50, 60, 70))
    assert set(rows["status"]) == {"refused"}
    assert set(rows["note"]) == {"not applicable (no missing data)"}


def test_a_patient_with_another_lesion_seen_is_not_missing_as_a_patient():
    rows = tipping([*reductions(50, 60, 70, 60), Course("P0", "L0b", (100, None))])
    assert rows.loc["patient", "note"] == "not applicable (no missing data)"
    assert rows.loc["lesion", "status"] == "ok"


def test_a_patient_with_two_missing_lesions_is_one_missing_patient():
    two = tipping([*reductions(50, 60, 70, 60), Course("Z", "a", (100, None)), Course("Z", "b", (100, None))])
    one = tipping(reductions(50, 60, 70, 60, None))
    assert two.loc["patient", "estimate"] == pytest.approx(one.loc["patient", "estimate"], rel=1e-11)
    assert two.loc["lesion", "estimate"] != pytest.approx(one.loc["lesion", "estimate"], rel=1e-3)


def test_what_has_no_baseline_is_not_missing():
    rows = tipping([*reductions(50, 60, 70), Course("Z", "a", (None, None)), Course("Y", "b", (0, None))])
    assert set(rows["note"]) == {"not applicable (no missing data)"}


@pytest.mark.parametrize("values", [(50, None), (50, 50, 50, None)])
def test_without_an_interval_nothing_tips(values):
    rows = tipping(reductions(*values))
    assert set(rows["status"]) == {"refused"}
    assert rows["note"].str.startswith("no tipping point without a CI").all()


def test_a_conclusion_that_no_value_reaches_is_refused():
    rows = tipping(reductions(90, -90, 0.5, None))
    assert set(rows["note"]) == {"no value of the missing data changes whether the CI includes 0"}


def test_an_outcome_of_the_patient_has_one_row_without_lesions():
    rows = tipping([Course(f"P{n}", "", values) for n, values in enumerate([(8, 4), (8, 3), (8, 2), (8, None)])], PAIN)
    assert list(rows.index) == ["patient"]
    assert rows["n_lesions"].isna().all()

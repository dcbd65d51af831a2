"""Results, rows and cleaned cells in words."""

from typing import Any

import pytest

from casetrace.model.quantities import Quantity
from casetrace.model.results import Subject
from casetrace.model.treatment import Treatment
from casetrace.trace.words import cleaning_words, result_words, row_label
from tests.outcomes import an_outcome


def parts(quantity: Quantity) -> dict[str, Any]:
    """What statistics.csv says of a quantity."""
    columns = Subject(quantity, "patient", "secondary").columns
    return {name: columns[name] for name in ("analysis", "quantity", "relation", "variable")}


OUTCOMES = {"size_mm": an_outcome()}
RESULT = {
    **parts(Quantity("reduction")),
    "outcome": "size_mm",
    "visit": 12,
    "visit_from": None,
    "unit_of_analysis": "patient",
    "group": "",
    "scenario": "observed",
    "statistic": "mean",
}
ENTRY = dict.fromkeys(("table", "field", "old_value", "new_value", "action", "rule", "reason", "source"), "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Mean, reduction of lesion size at week 12, per patient, observed data"),
        (
            {"group": "site=buttocks"},
            "Mean, reduction of lesion size at week 12, site: buttocks, per patient, observed data",
        ),
        (
            parts(Quantity("reduction", "change_in")) | {"visit_from": 4},
            "Mean, change in reduction of lesion size from week 4 to week 12, per patient, observed data",
        ),
        (
            parts(Quantity("reduction_per_week")) | {"visit_from": 4},
            "Mean, weekly slope of the reduction of lesion size from week 4 to week 12, per patient, observed data",
        ),
        (
            parts(Quantity("reduction")) | {"statistic": "icc"},
            "Intraclass correlation, reduction of lesion size at week 12, per patient, observed data",
        ),
        (
            parts(Quantity("response")) | {"statistic": "count", "group": "response=complete"},
            "Number, response of lesion size at week 12: complete, per patient, observed data",
        ),
        (
            parts(Quantity("response")) | {"statistic": "count", "group": r"arm=drug\; new; response=complete"},
            "Number, response of lesion size at week 12: complete, arm: drug; new, per patient, observed data",
        ),
        (
            parts(Quantity("reduction", "by", "age_years")) | {"statistic": "spearman_rho"},
            "Spearman's rho, reduction of lesion size by age at week 12, per patient, observed data",
        ),
        (
            parts(Quantity("age_years")) | {"outcome": "", "visit": None, "scenario": ""},
            "Mean, age in years, per patient",
        ),
        (
            parts(Quantity("patients")) | {"outcome": "", "visit": None, "scenario": "", "statistic": "count"},
            "Number, patients",
        ),
    ],
)
def test_a_result_is_told_by_statistic_quantity_visit_group_unit_and_scenario(changes, words):
    assert result_words(RESULT | changes, OUTCOMES) == words


ALONE = {"outcome": "", "visit": None, "scenario": ""}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            parts(Quantity("treatments")) | ALONE | {"statistic": "sum_if_shared", "unit_of_analysis": "treatment"},
            "Total if shared sessions count once, sessions",
        ),
        (parts(Quantity("dose_mean")) | ALONE, "Mean, mean fluence in J/cm², per patient"),
        (
            parts(Quantity("reduction", "by", "n_treatments")),
            "Mean, reduction of lesion size by number of sessions at week 12, per patient, observed data",
        ),
    ],
)
def test_a_result_of_the_treatment_is_told_in_the_words_of_the_cohort(changes, words):
    sessions = Treatment("session", "sessions", "fluence", "J/cm²")
    assert result_words(RESULT | changes, OUTCOMES, sessions) == words


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"patient_id": "3", "lesion_id": "3a", "visit": 4, "scenario": "observed"}, "lesion 3a of patient 3, week 4"),
        # measured on the patient as a whole
        ({"patient_id": "3", "lesion_id": "3", "visit": 4, "period": 2}, "patient 3, period 2, week 4"),
        ({"patient_id": "3", "lesion_id": None, "visit": None, "period": None}, "patient 3"),
    ],
)
def test_a_row_is_told_by_whose_it_is_and_when(row, label):
    assert row_label("derive/lesion_visits", row) == label


def test_rows_of_other_scenarios_are_told_apart():
    row = {"patient_id": "3", "lesion_id": "3a", "visit": 4}
    scenarios = ("observed", "as_reported", "locf", "no_change", "complete_response", "declared")
    assert len({row_label("derive/lesion_visits", row | {"scenario": name}) for name in scenarios}) == 6


def test_what_cleaning_did_is_told_with_old_and_new_value_once():
    corrected = ENTRY | {"table": "disposition", "field": "status", "old_value": "lost", "new_value": "died"}
    entry = corrected | {"action": "corrected", "rule": "corrections.csv:2", "reason": "the text says so"}
    filled = ENTRY | {"action": "filled", "new_value": "6", "rule": "merged cell"}
    assert cleaning_words([entry, filled, entry]) == (
        "disposition.status corrected lost to died: corrections.csv:2, the text says so; filled to 6: merged cell"
    )
    assert cleaning_words([]) == ""

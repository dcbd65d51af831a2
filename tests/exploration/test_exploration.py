"""Explorations on made-up analysis datasets; expected ranks are worked out by hand."""

from collections.abc import Sequence

import pandas as pd
import pytest

from scripts.exploration.associations import (
    CorrelationSettings,
    add_correlation,
    patient_variables,
    tie_note,
    tied_variables,
)
from scripts.exploration.groups import add_groups, joined
from scripts.results.rows import Results, Subject

METHODS = {"exact_permutation_patients": 8, "resamples": 199, "correlation_patients": 4}
LABELS = {"baseline": "baseline size", "age_years": "age", "dose_mean_mg": "mean dose", "improvement": "the reduction"}
OUTCOME = {"label": "lesion size", "better": "lower"}
REDUCTION = Subject("reduction", "lesion", "exploratory", "size_mm", 4, scenario="observed")
SUBJECT = Subject("reduction_by_age_years", "patient", "exploratory", "size_mm", 4, scenario="observed")


def correlation(
    ages: Sequence[float | None], reductions: Sequence[float], flag: str = "", methods=METHODS
) -> pd.Series:
    rows = pd.DataFrame(
        {"patient_id": [str(n) for n in range(len(ages))], "age_years": ages, "improvement": reductions}
    )
    results = Results()
    settings = CorrelationSettings(methods, 1, LABELS)
    add_correlation(results, SUBJECT, rows, ("age_years", "improvement"), settings, flag)
    return results.frame().iloc[0]


def test_variables_of_a_patient_are_means_over_her_lesions():
    lesions = pd.DataFrame(
        {
            "patient_id": ["1", "1", "2"],
            "lesion_id": ["a", "b", "c"],
            "age_years": [50.0, 50, 60],
            "n_injections": pd.array([1, 4, None], dtype="Int64"),
        }
    )
    baselines = pd.DataFrame({"lesion_id": ["c", "b", "a"], "baseline": [7.0, 30, 10]})
    means = patient_variables(lesions, baselines, ["baseline", "n_injections", "age_years"]).set_index("patient_id")
    assert means.loc["1"].tolist() == [20, 2.5, 50, 2]
    assert means.loc["2", "baseline"] == 7
    assert pd.isna(means.loc["2", "n_injections"])


def test_variables_are_tied_from_the_declared_correlation_whatever_its_sign():
    patients = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 2, 1], "c": [2.0, 1, 4, 3], "d": [1.0, 1, 1, 1]})
    ties = tied_variables(patients, ["a", "b", "c", "d"], 0.7)
    assert ties["a"] == {"b": pytest.approx(-1)}
    assert ties["b"] == {"a": pytest.approx(-1)}
    assert ties["c"] == ties["d"] == {}
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * 4 / 60 = 0.6.
    assert tied_variables(patients, ["a", "c"], 0.59)["a"] == {"c": pytest.approx(0.6)}


def test_a_note_names_what_a_variable_is_tied_to_and_how_much():
    assert tie_note({"dose_mean_mg": 0.98561}, LABELS) == "cannot be told apart from mean dose (rho 0.99)"
    assert tie_note({}, LABELS) == ""


def test_too_few_patients_are_refused():
    row = correlation([1, 2, 3, None], [1, 2, 3, 4])
    assert row["status"] == "refused"
    assert row["note"].startswith("3 patients have both, fewer than 4")
    assert row["n_patients"] == 3


@pytest.mark.parametrize(
    ("ages", "reductions", "what"), [([5] * 4, [1, 2, 3, 4], "age"), ([1, 2, 3, 4], [5] * 4, "the reduction")]
)
def test_a_constant_is_refused_and_named(ages, reductions, what):
    row = correlation(ages, reductions)
    assert row["status"] == "refused"
    assert row["note"].startswith(f"{what} is the same for everybody")


def test_patients_without_a_value_are_left_out():
    row = correlation([1, 2, 3, 4, None], [1, 2, 3, 4, 5])
    assert (row["estimate"], row["n_patients"], row["method"]) == (1, 4, "spearman_exact")
    assert row["p_value"] == 2 / 24


@pytest.mark.parametrize(("n", "method"), [(8, "spearman_exact"), (9, "spearman_monte_carlo")])
def test_the_method_says_whether_orders_were_counted_or_drawn(n, method):
    row = correlation(list(range(n)), [value % 5 for value in range(n)])
    assert row["method"] == method
    assert method in row["result_id"]


def test_a_drawn_p_value_is_the_same_in_every_run():
    ages, reductions = list(range(12)), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    assert correlation(ages, reductions)["p_value"] == correlation(ages, reductions)["p_value"]


def test_ties_flag_the_correlation():
    row = correlation([1, 2, 3, 4], [1, 2, 3, 5], flag="cannot be told apart")
    assert (row["status"], row["note"]) == ("flagged", "cannot be told apart")


def test_groups_are_described_in_their_order_and_over_both_units():
    visits = pd.DataFrame(
        {
            "patient_id": ["1", "1", "2", "3"],
            "lesion_id": list("abcd"),
            "visit": 4,
            "arm": None,
            "improvement": [20.0, 40, 60, None],
        }
    )
    lesions = pd.DataFrame(
        {"lesion_id": list("abcd"), "patient_id": ["1", "1", "2", "3"], "site_group": ["z", "z", "b", None]}
    )
    results = Results()
    rows = joined(visits, lesions)
    add_groups(results, REDUCTION, OUTCOME, rows, ["site"], {"site": ["z", "unused", "b"]}, {})
    frame = results.frame()
    counts = frame[frame["statistic"] == "count"]
    found = list(zip(counts["group"], counts["unit_of_analysis"], counts["estimate"], strict=True))
    assert found == [
        ("site=z", "lesion", 2),
        ("site=z", "patient", 1),
        ("site=b", "lesion", 1),
        ("site=b", "patient", 1),
        ("site=not recorded", "lesion", 0),
        ("site=not recorded", "patient", 0),
    ]
    means = frame[(frame["statistic"] == "mean") & (frame["status"] != "refused")]
    assert set(means["status"]) == {"ok"}
    assert means["estimate"].tolist() == [30, 30, 60, 60]
    assert set(frame["role"]) == {"exploratory"}


def test_a_group_made_of_a_tied_variable_is_flagged_in_all_its_numbers():
    rows = pd.DataFrame(
        {
            "patient_id": list("1234"),
            "lesion_id": list("abcd"),
            "arm": None,
            "improvement": [20.0, 40, 60, 80],
            "baseline_band": "under 5 mm",
        }
    )
    results = Results()
    add_groups(
        results, REDUCTION, OUTCOME, rows, ["baseline_band"], {}, {"baseline": "cannot be told apart from mean dose"}
    )
    frame = results.frame()
    assert set(frame.loc[frame["statistic"] != "count", "status"]) == {"flagged"}


def test_the_mean_of_a_group_in_which_a_lesion_grew_is_flagged():
    rows = pd.DataFrame(
        {
            "patient_id": list("123"),
            "lesion_id": list("abc"),
            "arm": None,
            "improvement": [-400.0, 40, 60],
            "sex": "female",
        }
    )
    results = Results()
    add_groups(results, REDUCTION, OUTCOME, rows, ["sex"], {}, {})
    frame = results.frame()
    assert set(frame.loc[frame["status"] == "flagged", "statistic"]) == {"mean"}


def test_ties_are_judged_on_the_patients_of_the_visit():
    # over four patients a and b go together; over all five they do not
    rows = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [1.0, 2, 3, 4, 0]})
    assert tied_variables(rows[:4], ["a", "b"], 0.7)["a"] == {"b": 1.0}
    assert tied_variables(rows, ["a", "b"], 0.7)["a"] == {}

"""The audit of the first cohort finds what does not add up in its paper, from the rows and the claims alone."""

import re
from pathlib import Path

import pandas as pd
import pytest

from casetrace.audit import assumptions, missing_row
from tests.stages.running import ROOT, audit, real_cohort, real_texts, run_stages

CLAIMS = "data/aarhus-2014/claims.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    raw, corrections = real_texts()
    cohort = real_cohort()
    cohort.pop("declared_scenarios", None)
    claims = (ROOT / CLAIMS).read_text(encoding="utf-8")
    run = run_stages(tmp_path_factory.mktemp("audited"), raw, cohort, corrections, claims=claims)
    return audit(run, cohort)


@pytest.fixture(scope="module")
def claims(folder):
    return folder.frame("audit/claims").set_index("claim_id")


#: What does not add up, checked by hand: what the rows give, and the verdict.
NOT_AS_STATED = {
    "n_lesions": (7, "reproduced under an assumption", "a lesion that the table does not have"),
    "n_injections": (20, "reproduced under an assumption", "a lesion that the table does not have"),
    "mean_week_4": (62.638, "reproduced under an assumption", "a lesion that the table does not have"),
    "mean_week_12": (89.405, "reproduced under an assumption", "a lesion that the table does not have"),
    "complete_week_12": (40, "reproduced under an assumption", "a lesion that the table does not have"),
    "others_week_12": (82.341, "reproduced under an assumption", "from the percentages as printed"),
    "age_range": (49, "not reproduced", "the age of patient 5 is 71, not 74"),
    "on_extremities": (100 * 5 / 7, "not reproduced", ""),
    "single_fingertips": (50, "not reproduced", ""),
    "weekly_four": (60, "not reproduced", ""),
    "nsf_died": (0, "reproduced under an assumption", "with the corrections"),
    "died_after_third": (4, "not reproduced", ""),
    "most_pain": (50, "not reproduced", ""),
}


@pytest.mark.parametrize("name", NOT_AS_STATED)
def test_a_statement_that_does_not_hold_is_named_with_what_the_rows_give(claims, name):
    value, verdict, assumption = NOT_AS_STATED[name]
    assert claims.loc[name, "recomputed"] == pytest.approx(value, abs=5e-4)
    assert claims.loc[name, "verdict"] == verdict
    assert assumption in claims.loc[name, "assumption"]


def test_nothing_else_is_called_wrong(claims):
    checkable = claims[claims["verdict"] != "not checkable"]
    assert set(checkable.index[checkable["verdict"] != "reproduced"]) == set(NOT_AS_STATED)
    assert len(claims) >= 25
    assert (claims.loc[claims["verdict"] == "not checkable", "note"] != "").all()


def test_the_age_range_ends_at_74_and_changing_it_breaks_the_mean_age(claims):
    assert claims.loc["age_range", "recomputed_to"] == 74
    assert "which then breaks mean_age" in claims.loc["age_range", "assumption"]
    assert claims.loc["mean_age", "recomputed"] == pytest.approx(62.8333333333)


def test_those_who_contradict_are_named(claims):
    assert claims.loc["on_extremities", "exceptions"] == "6a, 6b"
    assert claims.loc["single_fingertips", "exceptions"] == "5a"
    assert claims.loc["weekly_four", "exceptions"] == "6a, 6b"
    assert claims.loc["most_pain", ["count", "n"]].tolist() == [3, 6]


#: Other readings of the same statements, with what each gives: values checked by hand.
READINGS = {
    ("mean_week_4", "source=printed"): 439 / 7,
    ("mean_week_4", "unit=patient"): 63.17577031,
    ("mean_week_12", "source=printed"): 88.0,
    ("complete_week_12", "denominator=enrolled"): 100 / 3,
    ("others_week_12", "source=printed"): 80.0,
    ("n_injections", "shared"): 17,
}


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_other_readings_are_shown_with_what_they_give(folder, name, reading):
    tried = folder.frame("audit/readings").set_index(["claim_id", "reading"])
    assert tried.loc[(name, reading), "recomputed"] == pytest.approx(READINGS[name, reading])


def test_one_missing_lesion_reconciles_five_claims_at_once(folder):
    best = folder.frame("audit/assumptions").iloc[0]
    assert best["assumption_id"] == "missing_lesion"
    assert set(best["reconciled"].split("; ")) == {
        "n_lesions", "n_injections", "mean_week_4", "mean_week_12", "complete_week_12",
    }  # fmt: skip
    assert best["n_broken"] == 0


def test_what_the_missing_lesion_must_have_been(folder):
    implied = folder.frame("audit/implied").set_index("variable")
    limits = implied[["lower", "upper"]]
    assert limits.loc["percent_reduction.size_mm.week_4"].tolist() == pytest.approx([93, 100])
    assert limits.loc["percent_reduction.size_mm.week_12"].tolist() == pytest.approx([97, 100])
    assert limits.loc["n_treatments"].tolist() == [1, 1]
    assert implied.loc["response.size_mm.week_12", "category"] == "complete"


def test_other_assumptions_are_the_lesion_in_one_patient_and_leaving_out_the_one_whose_percentage_is_wrong(folder):
    # without it: 400.97 / 6 = 66.8; 359.52 / 4 = 89.9; 2 of 4 patients; (92.86 + 66.67) / 2 = 79.8
    others = folder.frame("audit/assumptions").set_index("assumption_id")
    assert list(others.index[:3]) == ["missing_lesion", "missing_lesion:2", "not_evaluated:4a"]
    assert set(others.loc["not_evaluated:4a", "reconciled"].split("; ")) == {
        "mean_week_4",
        "mean_week_12",
        "complete_week_12",
        "others_week_12",
    }


def test_printed_numbers_are_held_against_each_other(folder):
    tests = folder.frame("audit/consistency")
    wrong = tests[~tests["agrees"]]
    assert wrong["source"].tolist() == ["measurements|4a|size_mm|12|reported_reduction_percent"]
    assert "87.5" in wrong["found"].iloc[0]
    assert (tests["test"] == "mean_range").sum() >= 7


def test_the_scenario_that_is_proposed_is_the_one_that_the_study_declares(folder):
    import json

    import yaml

    text = json.loads((folder.folder / "out/audit/scenario.json").read_text(encoding="utf-8"))["yaml"]
    proposed = yaml.safe_load(text)["declared_scenarios"]["implied_lesion"]
    declared = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["cohorts"]["aarhus-2014"]
    declared = declared["declared_scenarios"]["implied_lesion"]
    assert proposed["lesions"] == declared["lesions"]
    assert proposed["based_on"] == declared["based_on"]


def test_every_recomputed_number_is_a_result(folder, claims):
    results = folder.frame("audit/statistics").set_index("result_id")["estimate"]
    for _, claim in claims[claims["verdict"] != "not checkable"].iterrows():
        names = claim["result_ids"].split("; ")
        assert results[names[0]] == pytest.approx(claim["recomputed"])
        if claim["kind"] == "range":
            assert results[names[1]] == pytest.approx(claim["recomputed_to"])


def test_the_code_knows_nothing_of_this_cohort():
    sources = Path(assumptions.__file__).parent.glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert not re.search(r"\beighth?\b|aarhus|NSF|\b4a\b", text)
    assert missing_row.__doc__


def test_tables_have_their_types_without_a_row(folder):
    readings = folder.frame("audit/readings")
    assert pd.api.types.is_bool_dtype(readings["holds"])

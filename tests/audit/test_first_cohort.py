"""The audit of the first cohort finds what does not add up in its paper, from the rows and the claims alone."""

import re
from pathlib import Path

import pandas as pd
import pytest

from casetrace.audit import assumptions, missing_row
from casetrace.claims.verdicts import verdict_counts
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
    "n_lesions": (7, "reproduced under an assumption", "one additional lesion"),
    "n_injections": (20, "reproduced under an assumption", "one additional lesion"),
    "mean_week_4": (62.638, "reproduced under an assumption", "one additional lesion"),
    "mean_week_12": (89.405, "reproduced under an assumption", "one additional lesion"),
    "complete_week_12": (40, "reproduced under an assumption", "one additional lesion"),
    "others_week_12": (82.341, "reproduced under an assumption", "printed percentages used"),
    "age_range": (49, "not reproduced", "the age of patient 5 is 71 instead of 74"),
    "on_extremities": (100 * 5 / 7, "not reproduced", ""),
    "fingertips_single": (100, "depends on interpretation", ""),
    "weekly_four": (60, "depends on interpretation", ""),
    "all_women": (100, "not independent", "the value was taken from this statement"),
    "nsf_died": (0, "not independent", "the correction was made from this statement"),
    "died_after_third": (4, "depends on interpretation", ""),
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
    assert "but then another statement would disagree: mean age;" in claims.loc["age_range", "assumption"]
    assert claims.loc["mean_age", "recomputed"] == pytest.approx(62.8333333333)


def test_those_who_contradict_are_named(claims):
    assert claims.loc["on_extremities", "exceptions"] == "6a, 6b"
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
    # (93 + 67 + 80) / 3 = 80: printed percentages alone, and the missing lesion, a complete response, is not among them
    assert best["kept"] == "others_week_12"


def test_what_the_missing_lesion_must_have_been(folder):
    implied = folder.frame("audit/implied").set_index("variable")
    limits = implied[["lower", "upper"]]
    assert limits.loc["percent_reduction.size_mm.week_4"].tolist() == pytest.approx([93, 100])
    assert limits.loc["percent_reduction.size_mm.week_12"].tolist() == pytest.approx([97, 100])
    assert limits.loc["n_treatments"].tolist() == [1, 1]
    assert implied.loc["response.size_mm.week_12", "category"] == "complete"


def test_an_assumption_says_in_which_reading_it_reconciles_a_claim(folder):
    # 3 of 6 lesions with the missing one; of patients it would be 2 of 5, as its patient is not known
    best = folder.frame("audit/assumptions").iloc[0]
    readings = dict(zip(best["reconciled"].split("; "), best["readings"].split("; "), strict=True))
    assert {name: reading for name, reading in readings.items() if reading != "as stated"} == {
        "complete_week_12": "per lesion"
    }


#: The interpretations of each claim that has several: what the rows give, and whether the statement then holds.
INTERPRETATIONS = {
    "fingertips_single": [("fingertips_single", 100, "yes"), ("single_fingertips", 50, "no")],
    "weekly_four": [("weekly_four", 60, "no"), ("ulcerated_four", None, "not checkable")],
    "complete_week_12": [("complete_week_12", 40, "no"), ("complete_lesions_week_12", 40, "no")],
    "died_after_third": [("died_after_third", 4, "no"), ("died_within_weeks", 4, "yes")],
    "all_smaller": [("all_smaller", 100, "yes"), ("all_smaller_week_12", 100, "yes")],
}


def test_every_interpretation_is_recomputed(folder):
    frame = folder.frame("audit/interpretations")
    columns = ["interpretation", "recomputed", "holds"]
    shown = {
        name: [(other, None if pd.isna(value) else value, holds) for other, value, holds in rows[columns].to_numpy()]
        for name, rows in frame.groupby("claim_id", sort=False)
    }
    assert shown == INTERPRETATIONS


def test_verdicts_add_up_to_the_claims_and_interpretations_are_no_claims(claims):
    counts = verdict_counts(claims["verdict"])
    assert list(counts.values()) == [13, 6, 3, 3, 2, 10]
    assert sum(counts.values()) == len(claims) == 37
    assert "single_fingertips" not in claims.index


def test_the_readme_tells_the_same_counts(claims):
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    told = re.search(
        r"Of (\d+) statements in the article, (\d+) agree with its table, (\d+) only under an assumption, (\d+) depend "
        r"on interpretation, (\d+) disagree, (\d+) are not independent and (\d+) could not be checked",
        readme,
    )
    assert told
    assert list(map(int, told.groups())) == [len(claims), *verdict_counts(claims["verdict"]).values()]


def test_a_claim_of_all_says_of_how_many_it_can_be_told(claims):
    assert claims.loc["all_responded_week_12", "measured"] == "of 5 patients measured; 1 without a value"
    assert claims.loc["mean_week_4", "measured"] == ""


def test_the_words_of_the_article_are_few_and_stand_beside_the_coding(claims):
    assert (claims["words"] != "").all()
    assert claims["words"].str.split().str.len().max() <= 12
    assert claims.loc["on_extremities", "coding"] == "all lesions: group of sites is fingertip or limb"


def test_other_assumptions_are_the_lesion_in_one_patient_and_leaving_out_the_one_whose_percentage_is_wrong(folder):
    # without it: 400.97 / 6 = 66.8; 359.52 / 4 = 89.9; 2 of 4 patients; (92.86 + 66.67) / 2 = 79.8
    others = folder.frame("audit/assumptions").set_index("assumption_id")
    assert list(others.index[:4]) == ["missing_lesion", "missing_lesion:2", "missing_patient", "not_evaluated:4a"]
    # the article says twice that there were six patients, which is one statement that a seventh contradicts
    assert others.loc["missing_patient", "n_broken"] == 1
    # (93 + 76 + 80) / 3 = 83: what the printed percentages alone reconcile, this one takes back
    assert others.loc["mistyped:printed.size_mm.week_12:3a:76", "kept"] == ""
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


def test_every_number_of_an_interpretation_is_a_result(folder, claims):
    results = folder.frame("audit/statistics").set_index("result_id")["estimate"]
    others = folder.frame("audit/interpretations").query("recomputed.notna()")
    for row in others.to_dict("records"):
        assert results[row["result_ids"]] == pytest.approx(row["recomputed"])
    of_claim = claims.loc["died_after_third"]
    assert of_claim["interpretation_results"].endswith("claim=died_within_weeks.maximum.claim")


def test_the_code_knows_nothing_of_this_cohort():
    sources = Path(assumptions.__file__).parent.glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert not re.search(r"\beighth?\b|aarhus|NSF|\b4a\b", text)
    assert missing_row.__doc__


def test_tables_have_their_types_without_a_row(folder):
    readings = folder.frame("audit/readings")
    assert pd.api.types.is_bool_dtype(readings["holds"])

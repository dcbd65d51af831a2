"""What is wrong with claims, each problem at its cell."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from casetrace.claims.claims import ALL_COLUMNS, CLAIM_COLUMNS
from casetrace.claims.findings import Known
from casetrace.claims.supplied import supplied_values
from casetrace.claims.validation import claim_problems, validated_claims
from casetrace.model.dictionary import data_dictionary
from casetrace.model.problems import Problem
from casetrace.model.scale import ORDERED
from tests.outcomes import a_pain, a_plan, an_outcome

OUTCOME = an_outcome()
PLAN = a_plan(OUTCOME)
KNOWN = Known(
    has_tables=True,
    outcomes={"size_mm": an_outcome(baseline_bands=(5, 50)), "pain": a_pain(unit="mm")},
    texts={"site": ["Elbow", "Knee"], "diagnosis": ["NSF", "SSc"], "regimen": [], "site_group": ["limb"]},
)
GOOD = {
    "claim_id": "n", "statement": "Six patients.", "place": "Results", "kind": "count", "quantity": "patients",
    "reported": "6",
}  # fmt: skip
MEAN = GOOD | {"claim_id": "m", "kind": "mean", "quantity": "age_years", "reported": "63"}
REDUCTION = "percent_reduction.size_mm.week_12"


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    filled = [dict.fromkeys(ALL_COLUMNS, "") | row for row in rows]
    return pd.DataFrame(filled, dtype="str").assign(line=range(2, len(rows) + 2))


def found(*rows: dict[str, str], known: Known = KNOWN) -> list[Problem]:
    return list(claim_problems(frame(*rows), "claims.csv", known))


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"quantity": "sex=female", "unit": "patient", "decimals": "0", "comparator": "="},
        {"quantity": "treatments", "unit": "treatment", "population": "enrolled & site=Knee|Elbow", "comparator": "≤"},
        {"kind": "percent", "quantity": "response.size_mm.week_12=complete", "unit": "patient",
         "printed_with": "n=@m; before=80.5; after=10"},
        {"kind": "mean", "quantity": REDUCTION, "population": "baseline_band.size_mm=under 5 mm", "reported": "67",
         "unit": "lesion"},
        {"kind": "range", "quantity": "value.size_mm.week_0", "reported": "3–85", "printed_with": "values=3, 85"},
        {"kind": "maximum", "quantity": "n_treatments", "comparator": "up to"},
        {"kind": "minimum", "quantity": "n_treatments", "comparator": "at least"},
        {"kind": "mean", "quantity": "value.pain.week_4", "population": "sex=female"},
        {"kind": "comparison", "quantity": "site=Knee", "comparator": "most", "reported": ""},
        {"kind": "comparison", "quantity": "dose_min", "comparator": "<", "reported": "dose_max"},
        {"kind": "sd", "quantity": "", "reported": "0.5", "printed_with": "n=10; mean=0.5; binary=yes"},
        {"kind": "p value", "quantity": "", "reported": "0.03", "comparator": "<",
         "printed_with": "test=t(18) = 2.31; tails=one"},
        {"kind": "p value", "quantity": REDUCTION, "reported": ".03"},
        {"kind": "count", "reported": "1200", "decimals": "-2", "printed_with": "parts=@m + 1137"},
        {"kind": "not checkable", "quantity": "", "reported": "0 to 9", "note": "No pain scores."},
    ],
)  # fmt: skip
def test_a_good_claim_has_no_problem(row):
    assert found(GOOD | row, MEAN | {"reported": "63"}) == []


@pytest.mark.parametrize(
    ("row", "column", "found_text", "expected"),
    [
        ({"claim_id": "N 1"}, "claim_id", '"N 1"', "small letters"),
        ({"claim_id": ""}, "claim_id", "a blank cell", "small letters"),
        ({"claim_id": "m"}, "claim_id", '"m"', "line 2 has it already"),
        ({"statement": ""}, "statement", "a blank cell", "own words"),
        ({"place": ""}, "place", "a blank cell", "section"),
        ({"kind": "Mean"}, "kind", '"Mean"', 'did you mean "mean"'),
        ({"kind": ""}, "kind", "a blank cell", "one of count"),
        ({"unit": "patients"}, "unit", '"patients"', 'did you mean "patient"'),
        ({"comparator": "upto"}, "comparator", '"upto"', 'did you mean "up to"'),
        ({"comparator": "all"}, "comparator", '"all"', "for count one of ="),
        ({"comparator": "up to"}, "comparator", '"up to"', "for count one of ="),
        ({"quantity": "patient"}, "quantity", '"patient"', 'did you mean "patients"'),
        ({"quantity": "age_years"}, "quantity", '"age_years"', "for count a noun"),
        ({"quantity": ""}, "quantity", "a blank cell", "printed_with"),
        ({"kind": "mean"}, "quantity", '"patients"', "a variable that is a number"),
        ({"kind": "mean", "quantity": "diagnosis"}, "quantity", '"diagnosis"', "a variable that is a number"),
        ({"kind": "sum", "quantity": "site=Knee"}, "quantity", '"site=Knee"', "for sum a variable that is a number"),
        ({"kind": "percent", "quantity": REDUCTION}, "quantity", f'"{REDUCTION}"', "for percent a condition"),
        ({"quantity": "value.size.week_4<5"}, "quantity", '"size"', 'did you mean "size_mm"'),
        ({"quantity": "value.size_mm.week_8<5"}, "quantity", '"week_8"', "week_0, week_4, week_12"),
        ({"quantity": "sex=woman"}, "quantity", '"woman"', "one of female, male, other"),
        ({"population": "response.size_mm.week_4=Complete"}, "population", '"Complete"', 'did you mean "complete"'),
        ({"population": "any_complication=1"}, "population", '"1"', "one of yes, no"),
        ({"population": "baseline_band.size_mm=under 5"}, "population", '"under 5"', 'did you mean "under 5 mm"'),
        ({"population": "sexx=female"}, "population", '"sexx"', 'did you mean "sex"'),
        ({"population": 'site="Knee'}, "population", "not closed", "second one"),
        ({"unit": "lesion"}, "unit", '"lesion"', "patient, or a blank cell"),
        ({"kind": "sum", "quantity": "n_treatments", "unit": "treatment"}, "unit", '"treatment"', "lesion or patient"),
        ({"quantity": "value.pain.week_4<5", "unit": "lesion"}, "quantity", '"value.pain.week_4"', "the unit patient"),
        ({"quantity": "site=Knee", "population": "evaluable.pain.week_4=yes"}, "population",
         '"evaluable.pain.week_4"', "the unit patient"),
        ({"reported": "six"}, "reported", '"six"', "a plain number"),
        ({"reported": ""}, "reported", "a blank cell", "the printed number"),
        ({"reported": "5.5"}, "reported", '"5.5"', "a whole number"),
        ({"reported": "5 to 6"}, "reported", '"5 to 6"', "one number"),
        ({"kind": "range", "quantity": "age_years", "reported": "49"}, "reported", '"49"', "two numbers"),
        ({"kind": "range", "quantity": "age_years", "reported": "71 to 49"}, "reported", '"71 to 49"', "smaller"),
        ({"kind": "p value", "quantity": "age_years", "reported": "5"}, "reported", '"5"', "from 0 to 1"),
        ({"decimals": "one"}, "decimals", '"one"', "a whole number from -6 to 10"),
        ({"decimals": "11"}, "decimals", '"11"', "a whole number from -6 to 10"),
        ({"kind": "mean", "quantity": "age_years", "reported": "62.8", "decimals": "0"}, "decimals", '"0"',
         "at least 1"),
        ({"kind": "comparison", "quantity": "site=Knee", "comparator": "all", "reported": "", "decimals": "1"},
         "decimals", '"1"', "a blank cell"),
        ({"kind": "comparison", "quantity": "site=Knee", "reported": ""}, "comparator", "a blank cell", "all, most"),
        ({"kind": "comparison", "comparator": "all", "reported": ""}, "quantity", '"patients"', "a condition"),
        ({"kind": "comparison", "quantity": "site=Knee", "comparator": "all"}, "reported", '"6"', "a variable"),
        ({"kind": "comparison", "quantity": "dose_min", "comparator": "<", "reported": ""}, "reported",
         "a blank cell", "a variable that is a number"),
        ({"kind": "comparison", "quantity": "dose_min", "comparator": "<", "reported": "site"}, "reported",
         '"site"', "a variable that is a number"),
        ({"kind": "not checkable", "quantity": ""}, "note", "a blank cell", "why"),
        ({"kind": "not checkable", "note": "Why."}, "quantity", '"patients"', "a blank cell"),
        ({"quantity": "", "population": "sex=female", "printed_with": "n=12"}, "population", '"sex=female"', "blank"),
        ({"printed_with": "n"}, "printed_with", '"n"', "role=value"),
        ({"printed_with": "N=12"}, "printed_with", '"N"', 'did you mean "n"'),
        ({"printed_with": "sd=1"}, "printed_with", '"sd"', "for count one of n, percent, parts"),
        ({"printed_with": "n=1.5"}, "printed_with", '"n=1.5"', "a whole number above 0"),
        ({"printed_with": "percent=half"}, "printed_with", '"percent=half"', "a number"),
        ({"printed_with": "parts=5, 1"}, "printed_with", '"parts=5, 1"', "a + b + c"),
        ({"printed_with": "n=6; n=7"}, "printed_with", "n 2 times", "each role once"),
        ({"printed_with": "n=@mm"}, "printed_with", '"@mm"', 'did you mean "m"'),
        ({"printed_with": "n=@n"}, "printed_with", '"@n"', "another claim"),
        ({"printed_with": "parts=@all_knees + 1"}, "printed_with", '"@all_knees"', "reports one number"),
        ({"kind": "mean", "quantity": "age_years", "printed_with": "values=1; 2"}, "printed_with", '"2"',
         "role=value"),
        ({"kind": "percent", "quantity": "sex=female", "printed_with": "before=5"}, "printed_with",
         "before without after", "both"),
        ({"kind": "sd", "quantity": "age_years", "printed_with": "binary=maybe"}, "printed_with", '"binary=maybe"',
         "yes or no"),
        ({"kind": "p value", "quantity": "", "reported": "0.03", "printed_with": "test=t = 2.31"}, "printed_with",
         "'t = 2.31'", "1 degrees of freedom"),
        ({"kind": "comparison", "quantity": "site=Knee", "comparator": "all", "reported": "", "printed_with": "n=6"},
         "printed_with", '"n"', "for comparison a blank cell"),
    ],
)  # fmt: skip
def test_each_mistake_is_an_error_at_its_line_and_column(row, column, found_text, expected):
    knees = {"claim_id": "all_knees", "kind": "comparison", "quantity": "site=Knee", "comparator": "all"}
    problems = found(MEAN, GOOD | knees | {"reported": ""}, GOOD | row)
    cells = {(problem.severity, problem.line, problem.column, problem.header) for problem in problems}
    assert cells == {("error", 4, CLAIM_COLUMNS.index(column) + 1, column)}
    assert any(found_text in problem.found and expected in problem.expected for problem in problems)
    assert all(problem.remedy for problem in problems)


def test_all_mistakes_are_told_at_once():
    problems = found(
        GOOD | {"kind": "cuont", "place": "", "population": "sexx=female & age_years>old"},
        MEAN | {"quantity": REDUCTION, "unit": "mm", "reported": "x", "printed_with": "n=@zz; foo=1"},
    )
    assert [(problem.line, problem.header) for problem in problems] == [
        (2, "place"), (2, "kind"), (2, "population"), (2, "population"),
        (3, "unit"), (3, "reported"), (3, "printed_with"), (3, "printed_with"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("site=knee", 'did you mean "Knee"'), ("diagnosis=Lupus", "one of NSF, SSc"), ("regimen=x", "which have none")],
)
def test_a_value_that_no_row_has_is_a_warning(condition, expected):
    (problem,) = found(GOOD | {"population": condition})
    assert (problem.severity, problem.header) == ("warning", "population")
    assert expected in problem.expected


def test_a_cohort_without_a_table_has_no_rows_to_compute_from():
    claims_alone = Known(has_tables=False, outcomes={}, texts={"site": []})
    computed = GOOD | {"kind": "mean", "quantity": REDUCTION, "population": "site=Knee"}
    printed = MEAN | {"quantity": "", "printed_with": "n=6; items=1"}
    (problem,) = found(computed, printed, known=claims_alone)
    assert (problem.line, problem.header, problem.rule) == (2, "quantity", "no rows")


def test_another_interpretation_needs_a_claim_of_its_own_and_no_place():
    other = GOOD | {"claim_id": "o", "place": "", "interpretation_of": "n"}
    assert found(GOOD, other) == []
    for name in ("m", "o"):
        (problem,) = found(GOOD, other | {"interpretation_of": name})
        assert (problem.line, problem.header, problem.rule) == (3, "interpretation_of", "interpretation of no claim")
    (problem,) = found(GOOD, other, other | {"claim_id": "p", "interpretation_of": "o"})
    assert (problem.line, problem.expected) == (
        4,
        "the claim_id of a claim that is no interpretation itself",
    )


def test_words_of_the_article_are_few_and_stand_with_the_claim_itself():
    (problem,) = found(GOOD | {"words": "one " * 16})
    assert (problem.severity, problem.header, problem.found) == ("warning", "words", "16 words")
    (problem,) = found(GOOD, GOOD | {"claim_id": "o", "words": "six patients", "interpretation_of": "n"})
    assert (problem.header, problem.rule) == ("words", "words of an interpretation")


def test_outcomes_are_not_asked_for_where_the_tables_gave_none():
    unread = Known(has_tables=True, outcomes={}, texts={})
    assert found(MEAN | {"quantity": REDUCTION}, known=unread) == []


TABLES = {
    name: pd.DataFrame({column: pd.Series(dtype="str") for column in table.columns})
    for name, table in data_dictionary().items()
}


def validated(tmp_path: Path, text: str, **changes: Any) -> tuple[pd.DataFrame, list[Problem]]:
    path = tmp_path / "claims.csv"
    path.write_text(text, encoding="utf-8")
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("table,key,field,old,new,reason,source\nlesions,1a,site,Kne,Knee,r,s\n", encoding="utf-8")
    tables = TABLES | {"lesions": pd.DataFrame({"lesion_id": ["1a"], "site": ["Kne"], "regimen": [pd.NA]}, dtype="str")}
    given = {"corrections": str(corrections), "site_groups": {}} | changes
    return validated_claims(str(path), tables, PLAN, has_tables=True, **given)


def test_a_corrected_value_is_known_and_a_site_is_its_own_group(tmp_path):
    text = ",".join(CLAIM_COLUMNS) + "\na,S,P,count,site_group=Knee,site=Knee,,1,,,,\n"
    claims, problems = validated(tmp_path, text)
    assert problems == []
    assert claims["line"].tolist() == [2]


def test_a_value_that_is_made_from_no_claim_is_told_where_it_is_declared(tmp_path):
    text = ",".join(CLAIM_COLUMNS) + "\na,S,P,count,patients,,,1,,,,\n"
    corrections = tmp_path / "own.csv"
    corrections.write_text(
        "table,key,field,old,new,reason,source,from_claims\nlesions,1a,site,Kne,Knee,r,s,a; b\n", encoding="utf-8"
    )
    stated = [{"stated": {"sex": {"value": "female", "source": "Methods", "from_claims": ["c"]}}}]
    supplied = supplied_values(str(corrections), stated)
    _, problems = validated(tmp_path, text, supplied=supplied)
    assert [(problem.file, problem.line, problem.column, problem.found) for problem in problems] == [
        (str(corrections), 2, 8, '"b" in from_claims of lesions.site'),
        (str(tmp_path / "claims.csv"), 0, 0, '"c" in from_claims of patients.sex'),
    ]


def test_site_groups_of_config_are_what_claims_may_name(tmp_path):
    text = ",".join(CLAIM_COLUMNS) + "\na,S,P,count,site_group=Knee,,,1,,,,\n"
    _, (problem,) = validated(tmp_path, text, site_groups={"limb": ["Knee"]})
    assert problem.expected == "one of limb"


def test_a_claim_on_the_levels_of_an_ordered_outcome_is_told():
    iga = an_outcome("iga", scale=ORDERED, levels=("clear", "mild", "severe"))
    known = replace(KNOWN, outcomes={"iga": iga})
    for claim in (MEAN | {"quantity": "percent_reduction.iga.week_12"}, GOOD | {"quantity": "value.iga.week_12<=1"}):
        assert [problem.rule for problem in found(claim, known=known)] == ["claim on levels"]

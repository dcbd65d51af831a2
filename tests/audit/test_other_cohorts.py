"""Audits of cohorts unlike the first, from their raw tables; expected values are worked out by hand."""

import csv
import io
from typing import Any

import pandas as pd
import pytest

from casetrace.audit.audit import audited
from casetrace.claims.claims import CLAIM_COLUMNS
from tests.audit.cohorts import claims, study
from tests.stages.running import Run, audit, ingest_and_clean, prepared, simple_cohort

SIZE: dict[str, Any] = {
    "label": "lesion size", "unit": "mm", "baseline_visit": 0, "follow_up_visits": [4, 8],
    "baseline_bands": [10], "incomplete_baseline": "set_aside",
}  # fmt: skip
MOTION: dict[str, Any] = {
    "label": "range of motion", "unit": "", "better": "higher", "maximum": 180, "incomplete_baseline": "set_aside",
}  # fmt: skip
PRIMARY = {"outcome": "size_mm", "visit": 4, "unit_of_analysis": "patient", "scenario": "observed"}
R4, R8, M6 = "percent_reduction.size_mm.week_4", "percent_reduction.size_mm.week_8", "percent_increase.motion.week_6"


def text_of(rows: list[dict[str, str]]) -> str:
    """claims.csv with these claims, named by their order."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CLAIM_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({"claim_id": f"claim_{number}", "statement": "S.", "place": "Results"} | row)
    return text.getvalue()


def audit_of(
    folder,
    raw: str,
    columns: dict[str, Any],
    rows: list[dict[str, str]],
    corrections: str = "",
    motion: dict[str, Any] = MOTION,
) -> Run:
    """The audit of a raw table of lesions, with what its claims need of the stages before it."""
    outcomes = {"size_mm": SIZE} | ({"motion": motion} if "M0" in columns else {})
    changes: dict[str, Any] = {"corrections": "corrections.csv"} if corrections else {}
    settings = {"outcomes": outcomes, "primary": PRIMARY, "scenarios": ["observed"], "explore": {}}
    cohort = simple_cohort(columns, claims="claims.csv", **settings, **changes)
    run = ingest_and_clean(prepared(folder, raw, cohort, corrections, text_of(rows)), cohort)
    assert run.problems().empty
    return audit(run, cohort)


# reductions at week 4: −20, none from a baseline of 0, none without one, 100; increases of motion: 100, none, 0, none
TWO_OUTCOMES = """Patient,Lesion,Age,Sex,S0,S4,S8,M0,M6
"A & B","A|x;1",40,female,10,12,,40,80
"A & B","A,2",40,female,0,5,,50,
é,é-1,51,male,,5,,60,60
N1,n-1,62,,20,0,,,10
"""
COLUMNS = {
    "Patient": "patient_id", "Lesion": "lesion_id", "Age": "age_years", "Sex": "sex",
    "S0": {"outcome": "size_mm", "visit": 0}, "S4": {"outcome": "size_mm", "visit": 4},
    "S8": {"outcome": "size_mm", "visit": 8},
    "M0": {"outcome": "motion", "visit": 0}, "M6": {"outcome": "motion", "visit": 6},
}  # fmt: skip
#: Kind, quantity, population, comparator, what is printed, and what the rows give.
TRUE_OF_TWO_OUTCOMES = [
    ("mean", R4, "", "", "40", 40),
    ("mean", "percent_increase.size_mm.week_4", "", "", "−40.0", -40),
    ("mean", R4, "sex=female", "", "-20", -20),
    ("mean", M6, "", "", "50", 50),
    ("percent", "response.motion.week_6=complete", "", "", "50", 50),
    ("percent", "response.motion.week_6=complete", "enrolled", "", "25", 25),
    ("percent", "response.size_mm.week_8=complete", "enrolled", "", "0", 0),
    ("percent", "baseline_band.size_mm=10 mm or more", "", "", "66.7", 200 / 3),
    ("percent", "evaluable.size_mm.week_4=yes", "", "", "50", 50),
    ("range", "baseline.size_mm", "", "", "0 to 20", 0),
    ("minimum", R4, "", "at least", "-20", -20),
    ("sd", "age_years", "", "", "11", 11),
    ("sum", "age_years", "", "", "150", 153),
    ("count", "patients", "age_years>100", "", "0", 0),
    ("count", "lesions", 'patient_id="A & B"', "", "2", 2),
    ("count", 'lesion_id="A|x;1"', "", "", "1", 1),
    ("comparison", "value.size_mm.week_4", "", "<", "baseline.size_mm", (2 + 5 - 20) / 3),
    ("p value", M6, "", ">", "0.05", 1),
]


@pytest.fixture(scope="module")
def two_outcomes(tmp_path_factory: pytest.TempPathFactory) -> Run:
    names = ("kind", "quantity", "population", "comparator", "reported")
    rows = [dict(zip(names, row[:5], strict=True)) for row in TRUE_OF_TWO_OUTCOMES]
    rows[12]["decimals"] = "-1"
    rows.append({"kind": "comparison", "quantity": "baseline.size_mm>=5", "comparator": "all"})
    return audit_of(tmp_path_factory.mktemp("two"), TWO_OUTCOMES, COLUMNS, rows)


@pytest.mark.parametrize("number", range(len(TRUE_OF_TWO_OUTCOMES)))
def test_what_is_true_of_two_outcomes_is_reproduced(two_outcomes, number):
    row = two_outcomes.frame("audit/claims").iloc[number]
    assert row["recomputed"] == pytest.approx(TRUE_OF_TWO_OUTCOMES[number][-1])
    assert (row["verdict"], row["difference"]) == ("reproduced", 0)


def test_a_complete_response_is_assumed_of_nobody_where_no_best_value_is_known(folder):
    """With 0 in its place, where higher is better, the increases would be 100 and -100 %, and their mean 0."""
    raw = "Patient,Lesion,S0,S4,M0,M6\n1,1a,10,5,40,80\n2,2a,20,24,60,\n"
    columns = {name: COLUMNS[name] for name in ("Patient", "Lesion", "S0", "S4", "M0", "M6")}
    motion = {key: value for key, value in MOTION.items() if key != "maximum"}
    run = audit_of(folder, raw, columns, [{"kind": "mean", "quantity": M6, "reported": "0"}], motion=motion)
    (row,) = run.frame("audit/claims").to_dict("records")
    assert row["recomputed"] == 100
    assert not row["assumption_id"].startswith("missing=")


def test_an_exception_is_named_as_the_table_names_it(two_outcomes):
    row = two_outcomes.frame("audit/claims").iloc[-1]
    assert (row["verdict"], row["exceptions"]) == ("not reproduced", "A,2")


def test_a_correction_is_an_assumption_and_a_wrong_printed_percentage_is_found(folder):
    raw = "Patient,Lesion,S0,S4,P4\n1,1a,10,5,50\n2,2a,20,24,-20\n3,3a,80,65,17\n"
    columns = {name: COLUMNS[name] for name in ("Patient", "Lesion", "S0", "S4")}
    columns |= {"P4": {"field": "reported_reduction_percent", "outcome": "size_mm", "visit": 4}}
    corrections = "table,key,field,old,new,reason,source\nmeasurements,3a|size_mm|4,value,65,60,Letter,Author\n"
    rows = [{"kind": "mean", "quantity": R4, "reported": reported, "decimals": "2"} for reported in ("18.33", "15.67")]
    run = audit_of(folder, raw, columns, rows, corrections)
    first, second = run.frame("audit/claims").to_dict("records")
    assert first["recomputed"] == pytest.approx((50 - 20 + 18.75) / 3)
    assert (first["assumption_id"], first["recomputed_under"]) == ("corrected", pytest.approx(55 / 3))
    assert (second["assumption_id"], second["recomputed_under"]) == ("source=printed", pytest.approx(47 / 3))
    cells = run.frame("audit/consistency")
    # 65 of 80 are a reduction of 18.75 %, from 18.1 to 19.4 % where both are rounded
    assert cells["agrees"].to_list() == [True, True, False]


def test_one_patient_with_one_lesion():
    made = claims(
        {"kind": "mean", "quantity": R4, "reported": "50"},
        {"kind": "p value", "quantity": R4, "reported": "1"},
        {"kind": "count", "quantity": "patients", "reported": "1"},
        {"kind": "sd", "quantity": R4, "reported": "5"},
        {"kind": "comparison", "quantity": f"{R4}>20", "comparator": "most"},
    )
    rows = audited(made, study([[10, 5, 1]], ["1"])).claims
    assert rows["verdict"].to_list() == ["reproduced"] * 3 + ["not reproduced", "reproduced"]
    assert rows["n"].to_list() == [1] * 5
    assert pd.isna(rows["recomputed"][3])


def test_patients_with_many_lesions_are_averaged_as_pandas_does():
    pairs = [(10 + 7 * number % 40, 3 * number % 29) for number in range(60)]
    patients = [f"p{number % 17}" for number in range(60)]
    frame = pd.DataFrame({"patient": patients, "reduction": [100 * (1 - value / start) for start, value in pairs]})
    own = frame.groupby("patient")["reduction"].mean()
    expected = {"mean": own.mean(), "median": own.median(), "sd": own.std(), "minimum": own.min()}
    made = claims(*({"kind": kind, "quantity": R4, "unit": "patient", "reported": "1"} for kind in expected))
    rows = audited(made, study([[start, value, None] for start, value in pairs], patients)).claims
    assert rows["recomputed"].to_list() == pytest.approx(list(expected.values()), rel=1e-12)
    assert set(rows["n"]) == {17}

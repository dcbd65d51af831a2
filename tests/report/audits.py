"""Tables of an audit as its stage writes them: claims of the first cohort's paper with what its table gives."""

import math
from typing import Any

import pandas as pd

from casetrace.audit.tables import ASSUMPTION_TYPES, INTERPRETATION_TYPES

NUMBERS = ("recomputed", "recomputed_to", "difference", "recomputed_under", "recomputed_under_to")
INTEGERS = ("decimals", "n", "count", "line")
TEXTS = (
    "claim_id", "label", "words", "place", "statement", "coding", "kind", "unit", "reported", "comparator", "verdict",
    "assumption", "assumption_id", "exceptions", "agrees", "arithmetic", "measured", "result_ids", "note",
)  # fmt: skip

JOINT = {"verdict": "reproduced under an assumption", "assumption_id": "missing_lesion",
         "assumption": "one additional lesion, printed percentages"}  # fmt: skip

#: Printed and recomputed numbers of the case series (Acta Derm Venereol, 2015) and its Table I.
PAPER: list[dict[str, Any]] = [
    {
        "claim_id": "n_patients",
        "statement": "Six patients were treated.",
        "kind": "count",
        "quantity": "patients",
        "unit": "patient",
        "reported": "6",
        "recomputed": 6,
        "n": 6,
        "difference": 0,
        "verdict": "reproduced",
        "agrees": "yes",
    },
    {
        "claim_id": "age_range",
        "statement": "Ages ranged from 49 to 71 years.",
        "kind": "range",
        "quantity": "age_years",
        "unit": "patient",
        "reported": "49 to 71",
        "recomputed": 49,
        "recomputed_to": 74,
        "n": 6,
        "difference": 3,
        "verdict": "not reproduced",
        "assumption_id": "mistyped:age_years:4:71",
        "assumption": "the age of patient 4 is 71 instead of 74 (one digit changed)",
    },
    {
        "claim_id": "pain_score",
        "statement": "Pain reached 9 on a scale.",
        "kind": "not checkable",
        "verdict": "not checkable",
        "note": "The table has no pain scores.",
        "comparator": "",
    },
    {
        "claim_id": "on_extremities",
        "statement": "All lesions were on the extremities.",
        "kind": "comparison",
        "quantity": "site_group=limb",
        "unit": "lesion",
        "comparator": "all",
        "recomputed": 500 / 7,
        "n": 7,
        "count": 5,
        "verdict": "not reproduced",
        "exceptions": "6a, 6b",
        "arithmetic": "5 of 7 lesions",
    },
    {
        "claim_id": "n_lesions",
        "statement": "Eight lesions were treated.",
        "kind": "count",
        "quantity": "lesions",
        "unit": "lesion",
        "reported": "8",
        "recomputed": 7,
        "n": 7,
        "difference": -1,
    }
    | JOINT,
    {
        "claim_id": "mean_week_4",
        "statement": "By week 4 the lesions were 67 % smaller.",
        "kind": "mean",
        "quantity": "percent_reduction.size_mm.week_4",
        "unit": "lesion",
        "reported": "67",
        "recomputed": 62.6380552221,
        "n": 7,
        "difference": -4.3619447779,
        "arithmetic": "a sum of 438.466 over 7 lesions",
    }
    | JOINT,
    {
        "claim_id": "complete_week_12",
        "statement": "Half of the patients were in complete remission by week 12.",
        "kind": "percent",
        "quantity": "response.size_mm.week_12=complete",
        "unit": "patient",
        "reported": "50",
        "recomputed": 40,
        "n": 5,
        "count": 2,
        "difference": -10,
        "arithmetic": "2 of 5 patients",
        "result_ids": "claim.size_mm.week_12.patient.all.claim=complete_week_12.percent.claim",
    }
    | JOINT,
    {
        "claim_id": "others_week_12",
        "statement": "In the other half the reduction was 80 %.",
        "kind": "mean",
        "quantity": "percent_reduction.size_mm.week_12",
        "population": "response.size_mm.week_12!=complete",
        "unit": "patient",
        "reported": "80",
        "recomputed": 82.341269841,
        "n": 3,
        "difference": 2.341269841,
        "verdict": "reproduced under an assumption",
        "assumption_id": "source=printed",
        "assumption": "printed percentages used",
        "recomputed_under": 80.0,
        "measured": "of 3 patients measured; 1 without a value",
    },
    {
        "claim_id": "died_after_third",
        "label": "time of the death",
        "words": "died shortly after the third treatment",
        "statement": "She died before the visit at week 4.",
        "coding": "maximum of the last visit, per patient",
        "kind": "maximum",
        "quantity": "last_visit",
        "unit": "patient",
        "reported": "3",
        "comparator": "<=",
        "recomputed": 4,
        "n": 1,
        "difference": 1,
        "verdict": "depends on interpretation",
        "result_ids": "claim.patient.all.claim=died_after_third.maximum.claim",
    },
    {
        "claim_id": "all_women",
        "statement": "All patients were women.",
        "kind": "comparison",
        "quantity": "sex=female",
        "unit": "patient",
        "comparator": "all",
        "recomputed": 100,
        "n": 6,
        "count": 6,
        "verdict": "not independent",
        "assumption": "the value was taken from this statement",
    },
]

#: The interpretations of a claim, its own coding first.
INTERPRETATIONS: list[dict[str, Any]] = [
    {"claim_id": "died_after_third", "interpretation": "died_after_third", "holds": "no", "reported": "3",
     "comparator": "<=", "statement": "She died before the visit at week 4.", "recomputed": 4, "n": 1,
     "kind": "maximum", "coding": "maximum of the last visit, per patient",
     "result_ids": "claim.patient.all.claim=died_after_third.maximum.claim"},
    {"claim_id": "died_after_third", "interpretation": "died_within_weeks", "holds": "yes", "reported": "12",
     "comparator": "<", "statement": "She died before the visit at week 12.", "recomputed": 4, "n": 1,
     "kind": "maximum", "coding": "maximum of the last visit, per patient",
     "measured": "of 1 patient measured; 2 without a value",
     "result_ids": "claim.patient.all.claim=died_within_weeks.maximum.claim"},
]  # fmt: skip

#: What each reading gives: claim, reading, words, number, units, whether the claim holds.
READINGS = [
    ("n_patients", "stated", "as stated", 6, 6, True),
    ("age_range", "stated", "as stated", 49, 6, False),
    ("on_extremities", "stated", "as stated", 500 / 7, 7, False),
    ("on_extremities", "unit=patient", "per patient", 500 / 6, 6, False),
    ("n_lesions", "stated", "as stated", 7, 7, False),
    ("mean_week_4", "stated", "as stated", 62.6380552221, 7, False),
    ("mean_week_4", "unit=patient", "per patient", 63.2, 6, False),
    ("mean_week_4", "source=printed", "printed percentages used", 62.714285714, 7, False),
    ("mean_week_4", "visit=12", "at week 12", 89.404761905, 5, False),
    ("complete_week_12", "stated", "as stated", 40, 5, False),
    ("complete_week_12", "denominator=enrolled", "denominator: all enrolled", 100 / 3, 6, False),
    (
        "complete_week_12",
        "missing=complete_response",
        "complete response assumed where a value is missing",
        50,
        6,
        True,
    ),
    ("others_week_12", "stated", "as stated", 82.341269841, 3, False),
    ("others_week_12", "source=printed", "printed percentages used", 80, 3, True),
]

#: The row of the claims file that codes the other interpretation.
WITHIN_WEEKS = {"claim_id": "died_within_weeks", "quantity": "last_visit"}

RECONCILED = "n_lesions; mean_week_4; complete_week_12"

SCENARIO = {
    "assumption_id": "missing_lesion",
    "yaml": "declared_scenarios:\n  implied_lesion:\n    based_on: as_reported\n",
}

CONSISTENCY = [
    ("measurements|4a|size_mm|12", "", "reduction", "lesion size of lesion 4a at week 12", "80 %", "80 to 10", False,
     "86.8 % to 88.1 %"),
    ("measurements|2a|size_mm|12", "", "reduction", "lesion size of lesion 2a at week 12", "93 %", "70 to 5", True, ""),
    ("measurements|5a|size_mm|12", "", "reduction", "lesion size of lesion 5a at week 12", "100 %", "4 to 0", True, ""),
    ("n_patients|total|1", "n_patients", "total", "Methods", "6", "5 + 1", True, "6"),
]  # fmt: skip


def claims_table(claims: list[dict[str, Any]]) -> pd.DataFrame:
    """The audited claims in their types; what is not given is missing."""
    rows = [
        {
            "place": "Results", "comparator": "", "decimals": 0 if claim.get("reported") else None,
            "label": str(claim["claim_id"]).replace("_", " "),
        } | claim
        for claim in claims
    ]  # fmt: skip
    frame = pd.DataFrame(rows).reindex(columns=[*TEXTS, *NUMBERS, *INTEGERS])
    texts = frame[list(TEXTS)].astype("object").fillna("").astype("str")
    return frame.assign(**texts).astype(dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(INTEGERS, "Int64"))


def written_table(claims: list[dict[str, Any]]) -> pd.DataFrame:
    """What the report reads of the claims as they were written."""
    columns = ["claim_id", "quantity", "population"]
    return pd.DataFrame(claims).reindex(columns=columns).astype("object").fillna("").astype("str")


def interpretations_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The interpretations in their types; what is not given is missing."""
    texts = [name for name in INTERPRETATION_TYPES if INTERPRETATION_TYPES[name] == "str"]
    frame = pd.DataFrame(rows).reindex(columns=list(INTERPRETATION_TYPES))
    frame = frame.assign(decimals=0, **frame[texts].astype("object").fillna(""))
    return frame.astype(INTERPRETATION_TYPES)


def readings_table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """The readings in their types."""
    frame = pd.DataFrame(rows, columns=["claim_id", "reading", "label", "recomputed", "n", "holds"])
    ends = [74.0 if name == "age_range" else math.nan for name in frame["claim_id"]]
    types = {"recomputed": "float64", "n": "Int64", "holds": "bool"}
    return frame.assign(recomputed_to=pd.Series(ends, dtype="float64")).astype(types)


def assumptions_table(n: int = 2) -> pd.DataFrame:
    """The best assumption and others."""
    kept = "others_week_12"
    best = [1, "missing_lesion", JOINT["assumption"], 3, 0, RECONCILED, "as stated; as stated; per lesion", "", kept]
    other = "the age of patient 4 is 71 instead of 74 (one digit changed)"
    rows = [best, [2, "mistyped:age_years:4:71", other, 1, 0, "age_range", "as stated", "", ""]]
    return pd.DataFrame(rows[:n], columns=list(ASSUMPTION_TYPES))


def paper() -> dict[str, pd.DataFrame]:
    """The tables of the audit of the paper, by folder and name."""
    implied = [
        ("missing_lesion", "percent_reduction.size_mm.week_4", "percent reduction of lesion size at week 4", 93.0,
         100.0, "", "mean_week_4"),
        ("missing_lesion", "response.size_mm.week_12", "response of lesion size at week 12", math.nan, math.nan,
         "complete", "complete_week_12"),
        ("missing_lesion", "n_treatments", "number of treatments", 1.0, 1.0, "", "n_lesions"),
    ]  # fmt: skip
    sizes = [("1a", 33.3), ("2a", 57.1), ("3a", 66.7), ("4a", 62.5), ("5a", 75.0), ("6a", 60.0), ("6b", 70.6)]
    values: list[tuple[str, str, str | None, float, str]]
    values = [("mean_week_4", lesion[0], lesion, value, f"{value}") for lesion, value in sizes]
    values += [("complete_week_12", str(n), None, float(n > 3), "yes" if n > 3 else "no") for n in range(1, 6)]
    return {
        "ingest/claims": written_table([*PAPER, WITHIN_WEEKS]),
        "audit/claims": claims_table(PAPER),
        "audit/readings": readings_table(READINGS),
        "audit/assumptions": assumptions_table(),
        "audit/implied": pd.DataFrame(
            implied, columns=["assumption_id", "variable", "label", "lower", "upper", "category", "claims"]
        ),
        "audit/values": pd.DataFrame(values, columns=["claim_id", "patient_id", "lesion_id", "value", "text"]),
        "audit/interpretations": interpretations_table(INTERPRETATIONS),
        "audit/consistency": pd.DataFrame(
            CONSISTENCY, columns=["check_id", "claim_id", "test", "place", "printed", "against", "agrees", "found"]
        ),
    }


def of_claims(claims: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """The tables of a paper with these claims alone, and nothing behind them."""
    empty = {name: frame.iloc[:0] for name, frame in paper().items()}
    return empty | {"ingest/claims": written_table(claims), "audit/claims": claims_table(claims)}


def claims_only() -> dict[str, pd.DataFrame]:
    """The tables of a paper without rows: a percentage that its number of patients can't have, and one that it can."""
    claims = [
        {"claim_id": "pain_free", "statement": "52 % of 19 patients were free of pain.", "kind": "percent",
         "reported": "52", "verdict": "not reproduced", "agrees": "no"},
        {"claim_id": "healed", "statement": "10 of 19 patients (53 %) healed.", "kind": "percent", "reported": "53",
         "verdict": "reproduced", "agrees": "yes"},
        {"claim_id": "satisfied", "statement": "Patients were satisfied.", "kind": "not checkable", "comparator": "",
         "verdict": "not checkable", "note": "No number is printed."},
    ]  # fmt: skip
    # 9/19 = 47.4 %, 10/19 = 52.6 %: none rounds to 52
    checks = [
        ("pain_free|grim|1", "pain_free", "grim", "Results", "52 %", "n = 19", False, "47 % or 53 %"),
        ("healed|count_percent|1", "healed", "count_percent", "Results", "53 %", "10 of 19", True, "53 %"),
    ]
    return {name: frame.iloc[:0] for name, frame in paper().items()} | {
        "ingest/claims": written_table(claims),
        "audit/claims": claims_table(claims),
        "audit/consistency": pd.DataFrame(checks, columns=paper()["audit/consistency"].columns),
    }

"""What the report answers where an interval, a response or a visit is missing, of cohorts unlike the first one.

Under CASETRACE_EXAMPLES all figures are drawn.
"""

import re
from typing import Any

from tests.report.test_odd_cohorts import drawn_for_the_report_alone, rendered  # noqa: F401 (a fixture)
from tests.stages.made_up import cohort, patients, table
from tests.stages.running import simple_cohort
from tests.stages.test_arms_and_outcomes import parallel

RESPONSE = {"kind": "response", "primary": True, "from": 30, "label": "response"}
NO_SPREAD = "Patient,Lesion,Arm,S0,S8\n1,1a,control,9,9\n2,2a,control,9,9\n3,3a,drug,9,0\n4,4a,drug,9,0\n"
LOST = "Patient,Lesion,Arm,S0,S8\n1,1a,control,9,9\n2,2a,control,9,6\n3,3a,drug,9,3\n4,4a,drug,9,\n"


def scored(endpoints: dict[str, Any], *rows: str) -> tuple[str, dict[str, Any]]:
    """A raw table of a score at weeks 0, 4 and 12, and its cohort."""
    columns = {"Patient": "patient_id"} | {f"V{week}": {"outcome": "vas", "visit": week} for week in (0, 4, 12)}
    scale = {"scale": "score", "better": "lower", "label": "VAS", "unit": "points", "minimum": 0, "maximum": 10}
    section = simple_cohort(
        columns, outcomes={"vas": scale}, endpoints=endpoints, scenarios=["observed"], explore={}, lesion_id="patient"
    )
    return "\n".join(["Patient,V0,V4,V12", *rows]) + "\n", section


def test_arms_without_spread_have_their_difference_its_test_and_no_interval(folder):
    words = rendered(folder, NO_SPREAD, parallel(reference="control")).unlettered
    assert (
        "difference 100 percentage points (permutation test P = 0.33†; no CI: all values within each arm are equal"
        in words
    )
    assert "drug mean 100 % (2 patients), control mean 0 % (2 patients)" in words
    assert "in an arm all values are 0: the log ratio depends on the baselines and the offset alone" in words


def test_an_endpoint_under_an_assumption_names_it_and_stands_among_the_arms(folder):
    section = parallel(reference="control") | {"scenarios": ["observed", "no_change"]}
    section["endpoints"]["change"]["scenario"] = "no_change"
    words = rendered(folder, LOST, section).unlettered
    assert "Change, no change assumed (baseline carried forward): difference" in words
    assert "control mean 17 %† (2 patients)" in words
    assert "Observed data unless stated otherwise." in words
    assert "Week 8, no change assumed (baseline carried forward)drug against control (primary)patients4" in words


def test_a_secondary_endpoint_may_have_an_assumption_of_its_own(folder):
    endpoints = {"seen": RESPONSE, "filled": RESPONSE | {"label": "filled", "primary": False, "scenario": "no_change"}}
    rows = [row | ({"W12": ""} if number == 0 else {}) for number, row in enumerate(patients(4))]
    words = rendered(folder, table(rows), cohort(endpoints=endpoints, scenarios=["observed", "no_change"])).words
    assert "Filled, no change assumed (baseline carried forward): 3 of 4 evaluable patients (75 %)" in words
    assert "a reduction of 30 % or more, no change assumed (baseline carried forward)" in words


def test_a_change_of_responders_is_told_in_those_with_a_value_at_both_visits(folder):
    rows = patients(5)
    rows[0]["W12"] = rows[1]["W4"] = ""
    rows[2]["W4"] = rows[2]["W0"]
    section = cohort("Age", endpoints={"response": RESPONSE | {"prior": {"alpha": 1, "beta": 1}}})
    words = rendered(folder, table(rows, section["tables"][0]["columns"]), section).words
    assert "Of 3 patients with a value at both visits, 2 responded at week 4 and 3 at week 12." in words
    # Beta(5, 1) has its median at 0.5^(1/5)
    assert "Posterior response rate with the prior Beta(1, 1): median 87 %" in words


def test_who_cannot_respond_as_the_baseline_is_0_is_not_told_of_as_no_responder(folder):
    endpoints = {
        "better": RESPONSE | {"label": "30 % better"},
        "point": {"kind": "response", "from": 1, "threshold_in": "units", "label": "a point better"},
    }
    words = rendered(folder, *scored(endpoints, "1,0,0,0", "2,0,1,0", "3,0,2,1")).unlettered
    assert "30 % better: 0 of 0 evaluable patients; 0† of 3 treated patients (0 %), 95 % CI 0 to 71 %†" in words
    assert "all baselines are 0: percent change is undefined and no response is possible" in words
    assert "a reduction of 1 point or more of VAS" in words
    assert "not applicable (no percent change observed)" in words


def test_some_who_cannot_respond_are_counted(folder):
    words = rendered(folder, *scored({"better": RESPONSE}, "1,0,0,0", "2,4,1,0", "3,4,2,1")).words
    assert "2† of 3 treated patients (67 %)" in words
    assert "1 patient with a baseline of 0, for whom percent change is undefined, counted as non-responder" in words


def test_a_log_ratio_of_values_that_are_all_0_is_refused(folder):
    words = rendered(folder, table(patients(4, W12="0")), cohort()).words
    assert "all values are 0: the log ratio depends on the baselines and the offset alone" in words


def test_a_single_patient_has_values_without_an_interval(folder):
    section = cohort(endpoints={"response": RESPONSE, "size": {"kind": "percent_change", "label": "size"}})
    words = rendered(folder, table([{"W4": "5", "Event": ""}], section["tables"][0]["columns"]), section).unlettered
    assert "mean 90 % (no CI: a CI needs at least 2 patients" in words
    assert "190 (no CI†)" in words
    assert "with 1 patient, the coverage of this 95 % interval is as low as 79 % in theory" in words
    assert "taken as rounded to" not in words
    assert "A blank cell is counted as no event." in words


def test_no_dash_stands_in_a_sentence_where_nobody_was_seen(folder):
    endpoints = {"response": RESPONSE | {"historical_rate": 0.5}}
    words = rendered(folder, table(patients(4, W12="")), cohort(endpoints=endpoints)).unlettered
    rate = "Response rate of the treated patients compared with 0.5 (exact binomial test, one-sided, higher): P = 1.00†"
    assert rate in words
    assert "\N{EM DASH}\N{NO-BREAK SPACE}%" not in words


def test_levels_that_are_numbers_have_the_name_of_the_outcome(folder):
    columns = {"Patient": "patient_id"} | {f"I{week}": {"outcome": "iga", "visit": week} for week in (0, 4, 12)}
    scale = {"scale": "ordered", "levels": [0, 1, 2, 3, 4], "better": "lower", "label": "IGA"}
    endpoints = {"iga": {"kind": "category", "primary": True, "label": "IGA"}}
    section = simple_cohort(
        columns,
        outcomes={"iga": scale},
        endpoints=endpoints,
        scenarios=["observed", "locf"],
        explore={},
        lesion_id="patient",
    )
    words = rendered(folder, "Patient,I0,I4,I12\n1,4,3,1\n2,3,3,0\n3,4,2,2\n", section).words
    assert "IGA: level 0: 1 of 3 (33 %); level 1: 1 of 3 (33 %)" in words


def test_a_placebo_among_the_regimens_is_told_of_and_no_control_group_is_denied(folder):
    columns: dict[str, Any] = {"Patient": "patient_id", "Regimen": "regimen"}
    columns |= {f"S{week}": {"outcome": "size_mm", "visit": week} for week in (0, 4)}
    section = simple_cohort(columns, scenarios=["observed"], explore={}, lesion_id="patient")
    raw = "Patient,Regimen,S0,S4\n1,drug,9,3\n2,Placebo,9,8\n3,drug,8,0\n"
    words = rendered(folder, raw, section).words
    assert "Patients given Placebo are counted with all others, and regimens are not compared as arms" in words
    assert "There was no control group" not in words


def test_the_answers_of_arms_have_one_colon(folder):
    section = parallel()
    section["endpoints"] = {"harm": {"kind": "events", "label": "Harm", "primary": True}}
    words = rendered(folder, NO_SPREAD, section).words
    assert "Harm: not estimated (the source has no column for adverse events" in words
    assert not re.search(r"Harm: [^.;(]*: ", words)

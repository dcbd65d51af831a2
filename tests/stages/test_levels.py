"""A made-up cohort with an ordered outcome: every number worked out by hand from its eight cells a visit."""

import pytest

from tests.stages.one_truth import Shape, written
from tests.stages.running import QUICK_METHODS, Run, check_message, checked_cohort, finish, ingest_and_clean, with_files

LEVELS = ["clear", "almost clear", "mild", "moderate", "severe"]
#: P1 has two lesions; P3 is lost, P5 missed a visit.
ROWS = [
    ["P1", "1", "severe", "mild", "clear"],
    ["P1", "2", "moderate", "Mild", "almost clear"],
    ["P2", "1", "severe", "severe", "moderate"],
    ["P3", "1", "mild", "moderate", "lost to follow-up"],
    ["P4", "1", "moderate", "mild", "mild"],
    ["P5", "1", "severe", "", "clear"],
]
OUTCOME = {"scale": "ordered", "levels": LEVELS, "better": "lower", "label": "IGA"}
SCENARIOS = ["observed", "locf", "no_change", "worst_value", "complete_response"]


def run(folder, rows=ROWS, outcome=None, **cohort) -> Run:
    text = written([["Patient", "Lesion", "IGA week 0", "IGA week 4", "IGA week 12"], *rows])
    section = {
        "table": {
            "file": "t.csv", "lesion_id": "within_patient",
            "columns": {"Patient": "patient_id", "Lesion": "lesion_number"},
        },
        "outcomes": {"iga": OUTCOME | (outcome or {})},
        "scenarios": ["observed"],
    } | cohort  # fmt: skip
    checked = checked_cohort(section)
    return finish(ingest_and_clean(with_files(folder, Shape({"t.csv": text}, {})), checked), checked, QUICK_METHODS)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Run:
    return run(tmp_path_factory.mktemp("levels"), scenarios=SCENARIOS)


def at(made: Run, about: str) -> list[int]:
    """How many are at each level, best first."""
    names = [f"level.iga.{about}.level={level.replace(' ', '_')}.count.count" for level in LEVELS]
    return [int(number) for number in made.statistics.loc[names, "estimate"]]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("week_0.lesion.all.observed", [0, 0, 1, 2, 3]),
        ("week_0.patient.all.observed", [0, 0, 1, 1, 3]),
        ("week_4.lesion.all.observed", [0, 0, 3, 1, 1]),
        ("week_4.patient.all.observed", [0, 0, 2, 1, 1]),
        ("week_12.lesion.all.observed", [2, 1, 1, 1, 0]),
        # The worst lesion of P1 is almost clear.
        ("week_12.patient.all.observed", [1, 1, 1, 1, 0]),
        # P3 keeps the moderate of week 4; P5 at week 4 the severe of week 0.
        ("week_12.patient.all.locf", [1, 1, 1, 2, 0]),
        ("week_4.patient.all.locf", [0, 0, 2, 1, 2]),
        # P3 keeps the mild of week 0.
        ("week_12.patient.all.no_change", [1, 1, 2, 1, 0]),
        ("week_12.patient.all.worst_value", [1, 1, 1, 1, 1]),
        ("week_12.patient.all.complete_response", [2, 1, 1, 1, 0]),
    ],
)
def test_lesions_and_patients_are_counted_at_their_level(made, about, expected):
    assert at(made, about) == expected


@pytest.mark.parametrize(
    ("about", "better", "same", "worse"),
    [
        ("week_4.lesion.all.observed", 3, 1, 1),
        ("week_4.patient.all.observed", 2, 1, 1),
        ("week_12.lesion.all.observed", 5, 0, 0),
        ("week_12.patient.all.observed", 4, 0, 0),
    ],
)
def test_movement_is_between_the_baseline_and_the_visit(made, about, better, same, worse):
    numbers = {"better": better, "same": same, "worse": worse}
    for direction, number in numbers.items():
        assert made.statistics.loc[f"movement.iga.{about}.movement={direction}.count.count", "estimate"] == number


def test_the_shift_table_has_everybody_once(made):
    shifts = made.statistics[made.statistics.index.str.startswith("shift.iga.week_4.patient.all.observed")]
    assert len(shifts) == 25
    moved = shifts[shifts["estimate"] > 0].index.str.extract(r"from=(\w+)\.to=(\w+)\.")
    assert {tuple(pair) for pair in moved.to_numpy()} == {
        ("severe", "mild"), ("severe", "severe"), ("mild", "moderate"), ("moderate", "mild"),
    }  # fmt: skip


def test_the_tests_of_no_movement_are_exact(made):
    signs = made.statistics.loc["movement.iga.week_4.patient.all.observed.excess.sign_test"]
    # Two better, one worse: twice the chance of at most one of three.
    assert (signs["estimate"], signs["p_value"], signs["p_value_minimum"]) == (1, 1, 0.25)
    # Steps of 2 and 1 for the better and 1 for the worse: ranks 3, 1.5 and 1.5; 6 of 8
    # signs are as far from the middle.
    ranks = made.statistics.loc["steps.iga.week_4.patient.all.observed.signed_rank.signed_rank_exact"]
    assert (ranks["estimate"], ranks["p_value"]) == (4.5, 0.75)


def test_the_best_lesion_is_the_patient_where_config_says_so(folder):
    best = run(folder, outcome={"patient_level": "best"})
    assert at(best, "week_12.patient.all.observed") == [2, 0, 1, 1, 0]
    visits = best.frame("derive/patient_visits").query("scenario == 'observed' and visit == 12")
    assert visits.set_index("patient_id")["value"].to_dict()["P1"] == 0


def test_the_dataset_of_patients_has_the_worst_level(made):
    visits = made.frame("derive/patient_visits").query("scenario == 'observed' and visit == 12").set_index("patient_id")
    assert visits["value"].dropna().to_dict() == {"P1": 1, "P2": 3, "P4": 2, "P5": 0}
    assert visits.loc["P3", "missing_reason"] == "lost"
    assert visits["percent_reduction"].isna().all()


def test_a_share_at_a_level_or_better_counts_all_better_ones(made):
    stem = "level_or_better.iga.week_12.patient.all.observed"
    shares = [made.statistics.loc[f"{stem}.level={name}.proportion.clopper_pearson", "estimate"] for name in
              ("clear", "almost_clear", "mild", "moderate")]  # fmt: skip
    assert shares == [0.25, 0.5, 0.75, 1]
    assert f"{stem}.level=severe.proportion.clopper_pearson" not in made.statistics.index


def test_where_higher_is_better_the_last_level_is_the_best(folder):
    outcome = {"levels": LEVELS[::-1], "better": "higher"}
    turned = run(folder, outcome=outcome, scenarios=["observed", "worst_value"])
    assert at(turned, "week_12.patient.all.observed") == [1, 1, 1, 1, 0]
    assert at(turned, "week_12.patient.all.worst_value") == [1, 1, 1, 1, 1]
    signs = turned.statistics.loc["movement.iga.week_4.patient.all.observed.excess.sign_test"]
    assert signs["estimate"] == 1


def test_a_response_from_a_level_on_follows_the_rule_of_the_endpoint(folder):
    endpoints = {
        "all": {"kind": "response", "from": "almost clear", "primary": True},
        "any": {"kind": "response", "from": "clear", "patient_rule": "any_lesion"},
    }
    rows = run(folder, endpoints=endpoints).statistics
    stem = "responders.iga.week_12.patient"
    # P1 and P5; of all five treated, P3 is no responder.
    assert rows.loc[f"{stem}.all.observed.endpoint=all.count.count", "estimate"] == 2
    assert rows.loc[f"{stem}.all.observed.endpoint=all.percent.count", "estimate"] == 50
    assert rows.loc[f"{stem}.enrolled.observed.endpoint=all.percent.count", "estimate"] == 40
    assert rows.loc[f"{stem}.all.observed.endpoint=any.count.count", "estimate"] == 2
    assert set(rows[rows["role"] == "primary"]["group"]) == {"endpoint=all"}


def test_nobody_who_moved_leaves_nothing_to_test(folder):
    rows = [[patient, lesion, *["mild"] * 3] for patient, lesion, *_ in ROWS]
    refused = run(folder, rows).statistics.loc["movement.iga.week_4.patient.all.observed.excess.sign_test"]
    assert refused["status"] == "refused"
    assert refused["note"].startswith("no patient moved")


def test_one_patient_is_described_and_tested_with_a_flag(folder):
    rows = run(folder, ROWS[3:4]).statistics
    assert rows.loc["level.iga.week_4.patient.all.observed.level=moderate.count.count", "estimate"] == 1
    signs = rows.loc["movement.iga.week_4.patient.all.observed.excess.sign_test"]
    assert (signs["p_value"], signs["status"]) == (1, "flagged")


def test_a_count_that_is_no_whole_number_is_an_error(folder):
    text = b"Patient,lesions week 0,lesions week 4\nP1,3,1.5\n"
    section = {
        "table": {
            "file": "t.csv", "columns": {"Patient": "patient_id", "lesions week {visit}": {"outcome": "lesions"}},
        },
        "outcomes": {"lesions": {"scale": "count"}},
    }  # fmt: skip
    message = check_message(ingest_and_clean(with_files(folder, Shape({"t.csv": text}, {})), checked_cohort(section)))
    assert "no whole number: t.csv, line 2, column 3" in message

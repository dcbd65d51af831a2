"""What is told of the steps of a run, and how long the rest is said to take."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from casetrace.pipeline.progress import Progress, last_durations


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def progress(clock: Clock, last_time: Mapping[str, float] = MappingProxyType({}), **jobs: int) -> Progress:
    found = Progress(last_time, clock)
    found.plan({**jobs, "all": 1, "total": sum(jobs.values()) + 1})
    return found


def did(found: Progress, number: int, rule: str, seconds: float, cohort: str = "a", log: str = "") -> str:
    found.begin(number, rule, cohort, log)
    assert isinstance(found.clock, Clock)
    found.clock.now += seconds
    return found.end(number)


def test_a_line_says_what_is_done_of_how_many(clock):
    found = progress(clock, MappingProxyType({}), **{f"step_{number}": 1 for number in range(12)})
    assert did(found, 3, "step_0", 1) == "a:  1 of 12  step 0"
    assert did(found, 4, "step_1", 1, cohort="") == " 2 of 12  step 1"


def test_what_a_step_did_is_the_last_that_its_log_says_of_it(clock, tmp_path):
    log = tmp_path / "clean.log"
    log.write_text("INFO: one\nINFO: cleaned: \x1b[2J3 corrections\nWARNING: other\n", encoding="utf-8")
    found = progress(clock, clean_cohort=3)
    assert did(found, 1, "clean_cohort", 1, log=str(log)) == "a: 1 of 3  cleaned: \\u001b[2J3 corrections"
    log.write_bytes(b"INFO: \xff\n")
    assert did(found, 2, "clean_cohort", 1, log=str(log)) == "a: 2 of 3  clean cohort"
    assert did(found, 3, "clean_cohort", 1, log=str(tmp_path / "none")) == "a: 3 of 3  clean cohort"


def test_the_target_is_no_step(clock):
    found = progress(clock, step=1)
    found.begin(0, "all", "", "")
    assert (found.end(0), found.at_work(), found.total) == ("", "", 1)


def test_a_first_run_says_nothing_of_the_rest(clock):
    found = progress(clock, read=1, count=1)
    assert "left" not in did(found, 1, "read", 10)


def test_the_rest_is_what_it_took_last_time_at_the_speed_of_this_run(clock):
    # Reading took 10 s and takes 20: a machine half as fast needs 120 s for what took 60.
    found = progress(clock, {"read": 10.0, "count": 60.0}, read=1, count=1)
    found.begin(1, "read", "a", "")
    found.begin(2, "count", "a", "")
    clock.now += 20
    # In 20 s, 20 s of each were done beside each other: 40 of the 60 remain, at two seconds of work a second.
    assert found.end(1).endswith("(about 20 s left)")
    found = progress(clock, {"read": 10.0, "count": 60.0}, read=1, count=1)
    assert did(found, 1, "read", 20).endswith("(about 1 min left)")


def test_the_rest_of_other_cohorts_is_told_by_the_first(clock):
    found = progress(clock, read=3)
    assert did(found, 1, "read", 100, cohort="a") == "a: 1 of 3  read  (about 3 min left)"
    assert did(found, 2, "read", 8, cohort="b").endswith("(about 55 s left)")
    assert did(found, 3, "read", 8, cohort="c") == "c: 3 of 3  read"


def test_a_step_that_failed_is_named_and_not_counted(clock):
    found = progress(clock, read=2)
    found.begin(1, "read", "a", "")
    assert found.fail(1) == "a: read failed"
    assert found.fail(7) == ""
    assert did(found, 2, "read", 1, cohort="b").startswith("b: 1 of 2  read")


def test_what_is_at_work_is_named_by_cohort(clock):
    found = progress(clock, analyse_cohort=2, report_cohort=1)
    steps = [("analyse_cohort", "a"), ("analyse_cohort", "b"), ("report_cohort", "a"), ("lock", "")]
    told = [found.begin(number, rule, cohort, "") for number, (rule, cohort) in enumerate(steps)]
    assert told == ["", "", "", "running the study afresh in a scratch directory"]
    assert found.at_work() == "a: analyse cohort, report cohort; b: analyse cohort; lock"


def test_durations_are_kept_for_the_next_run_beside_those_of_steps_that_were_not_run(clock, tmp_path):
    path = tmp_path / "folder" / "durations.json"
    found = progress(clock, {"other": 3.0, "read": 99.0}, read=2)
    did(found, 1, "read", 4)
    did(found, 2, "read", 8)
    found.keep(path)
    assert last_durations(path) == {"other": 3.0, "read": 6.0}


@pytest.mark.parametrize("text", ["", "[1]", '{"read": "x"}', '{"read": null}', "\x00"])
def test_a_damaged_note_of_durations_is_none(tmp_path, text):
    path = tmp_path / "durations.json"
    path.write_text(text, encoding="utf-8")
    assert last_durations(path) == {}
    assert last_durations(tmp_path / "none.json") == {}


def test_durations_that_cannot_be_kept_stop_nothing(clock, tmp_path):
    (tmp_path / "file").write_text(json.dumps({}), encoding="utf-8")
    found = progress(clock, read=1)
    did(found, 1, "read", 4)
    found.keep(tmp_path / "file" / "durations.json")

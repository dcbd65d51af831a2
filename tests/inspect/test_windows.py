"""Which follow-up times are proposed where patients came on days of their own, and the span of each."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from casetrace.cli import new
from casetrace.config.validation import validated_config
from casetrace.inspect.windows import Times, VisitDays, in_own_unit, phases, proposed_times, section_of
from tests.stages.running import SCHEMA

#: Six patients who came near half a year, one and two years, and two of them at 1500 days.
DAYS = {
    name: (0, 170 + 3 * n, 350 + 5 * n, 700 + 11 * n, *([1500] if n < 2 else [])) for n, name in enumerate("ABCDEF")
}


def visits(unit="day", days=DAYS) -> VisitDays:
    return VisitDays(tuple((name, Fraction(day)) for name, own in days.items() for day in own), unit)


def test_those_usual_times_are_proposed_at_which_most_patients_came():
    assert str(proposed_times(visits())) == "6, 12, 24 months"
    assert visits().are_many
    assert proposed_times(visits(days={"A": (0, 900), "B": (0, 2000), "C": (0,)})) is None


def test_spans_meet_halfway_to_the_nearer_neighbour_and_overlap_nowhere():
    # A month has 30.4375 days: 3 are 91.3, 9 are 273.9, 15 are 456.6, 18 are 547.9 and 30 are 913.1.
    assert phases(Times((6, 12, 24), "month"), visits()) == [
        {"visit": 0, "from": 0, "to": 0},
        {"visit": 6, "from": 92, "to": 273},
        {"visit": 12, "from": 274, "to": 456},
        {"visit": 24, "from": 548, "to": 913},
    ]


@pytest.mark.parametrize(("first", "baseline"), [(-14, (-14, 0)), (0, (0, 0)), (1, (0, 1))])
def test_the_baseline_is_all_that_is_not_after_it_or_the_first_day(first, baseline):
    days = {"A": (first, 30, 90)}
    (own, *later) = phases(Times((1, 3), "month"), visits(days=days))
    assert (own["from"], own["to"]) == baseline
    assert later[0]["from"] > own["to"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("6, 12, 24 months", Times((6, 12, 24), "month")),
        ("12 6 months", Times((6, 12), "month")),
        ("0; 28 days", Times((28,), "day")),
        ("1 year", Times((1,), "year")),
    ],
)
def test_an_answer_is_read_with_its_unit(text, times):
    assert Times.told(text) == times


def test_times_in_the_unit_of_the_numbers_are_the_nearest_whole_ones():
    assert in_own_unit(Times((6, 12), "month"), visits()).numbers == (183, 365)
    assert "unit" not in section_of(Times((26,), "week"), visits("week"))


TABLE = "patient_id,day,size_mm\n" + "".join(
    f"{name},{day},{9 - day / 400:g}\n" for name, own in DAYS.items() for day in own
)


@pytest.fixture
def table(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    return folder


def config(folder: Path) -> str:
    return (folder / "ours.yaml").read_text(encoding="utf-8")


def test_the_times_that_are_answered_are_the_visits_of_the_study(table, monkeypatch, capsys):
    given = ["6 months, 1 year", "6, 12 months", "", ""]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: given.pop(0) if given else "")
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    printed = capsys.readouterr().out
    assert "Patients came at 20 different days, 0 to 1500." in printed
    assert "18 values of 6 patients, at months 0, 6, 12." in printed
    assert "Cohort ours: no errors" in printed
    cohort = yaml.safe_load(config(table))["cohorts"]["ours"]
    assert cohort["time_unit"] == "month"
    assert cohort["table"]["visits"] == section_of(Times((6, 12), "month"), visits())


def test_without_a_terminal_the_question_stays_with_spans_that_are_valid(table):
    assert new.main(["t.csv", "--cohort", "ours", "--yes"]) == 0
    assert "#? visits: {choose: nearest, phases: [{visit: 0, from: 0, to: 0}, {visit: 183, " in config(table)
    validated_config(yaml.safe_load(config(table).replace("#? ", "")), SCHEMA)

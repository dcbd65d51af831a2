"""`casetrace simulate` writes what a run reads as it stands, and stops at what it cannot write."""

import csv
import re
from itertools import cycle
from pathlib import Path

import pytest
import yaml

from casetrace.cli.main import main
from casetrace.cli.simulate import KINDS
from casetrace.config.validation import validated_config
from casetrace.simulate.design import MISTAKES
from tests.stages.running import ROOT, SCHEMA, Run, check_message, ingest_and_clean

#: What docs/simulate.md says of each kind of mistake.
PAGE = (ROOT / "docs/simulate.md").read_text(encoding="utf-8")
STOPS = {
    kind: ending.startswith("stops") for kind, ending in re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.M)
}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def simulate(*arguments: str) -> int:
    return main(["simulate", *arguments])


def read(folder: Path) -> Run:
    """The run of a simulated cohort as far as its data are checked."""
    config = validated_config(yaml.safe_load((folder / "one.yaml").read_text(encoding="utf-8")), SCHEMA)
    return ingest_and_clean(folder, config["cohorts"]["one"])


@pytest.mark.parametrize(("kind", "layout"), list(zip(KINDS, cycle(["wide", "long"]), strict=False)))
def test_a_cohort_of_every_kind_of_endpoint_is_read_without_an_error(tmp_path, kind, layout):
    assert simulate("one", "--endpoint", kind, "--layout", layout, "--patients", "12", "--seed", "3") == 0
    run = read(tmp_path)
    assert not len(run.problems())
    assert run.frame("clean/patients")["patient_id"].nunique() == 12


def test_another_dialect_gives_the_same_measurements(tmp_path):
    found = []
    for place, dialect in enumerate(([], ["--decimal", "comma", "--separator", "tab", "--encoding", "utf-16"])):
        folder = tmp_path / str(place)
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            assert simulate("one", "--patients", "12", *dialect) == 0
        found.append(read(folder).frame("clean/measurements"))
    assert found[0].equals(found[1])


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_run_stops_at_the_mistakes_that_the_page_says(tmp_path, mistake, layout):
    assert simulate("one", "--errors", f"{mistake}=1", "--layout", layout, "--patients", "20") == 0
    message = check_message(read(tmp_path))
    assert bool(message) == STOPS[mistake]
    with (tmp_path / "data/one/mistakes.csv").open(encoding="utf-8") as file:
        made = list(csv.DictReader(file))
    assert {row["mistake"] for row in made} == {mistake}
    assert not message or f"line {made[0]['line']}" in message


def test_the_page_has_every_kind_of_mistake():
    assert STOPS.keys() == set(MISTAKES)


def test_several_cohorts_stand_in_one_configuration_and_are_the_same_alone(tmp_path):
    assert simulate("one", "--cohorts", "10", "--patients", "5") == 0
    cohorts = yaml.safe_load((tmp_path / "one.yaml").read_text(encoding="utf-8"))["cohorts"]
    assert list(cohorts) == [f"one-{number:02d}" for number in range(1, 11)]
    tables = {name: (tmp_path / f"data/{name}/table.csv").read_bytes() for name in cohorts}
    assert len(set(tables.values())) == 10
    (tmp_path / "alone").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "alone")
        assert simulate("one-07", "--patients", "5") == 0
    assert (tmp_path / "alone/data/one-07/table.csv").read_bytes() == tables["one-07"]


def test_nothing_is_written_over(tmp_path, capsys):
    assert simulate("one", "--patients", "5") == 0
    before = (tmp_path / "data/one/table.csv").read_bytes()
    assert simulate("one", "--patients", "6") == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "data/one/table.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["one", "--seed", "-1"], "seed: at least 0, found -1"),
        (["one", "--patients", "0"], "patients: at least 1, found 0"),
        (["one", "--weeks", "0,40000"], "36500"),
        (["pooled"], "'pooled' is taken"),
    ],
)
def test_what_no_run_would_take_is_not_written(tmp_path, capsys, arguments, told):
    assert simulate(*arguments) == 1
    assert told in capsys.readouterr().err
    assert not list(tmp_path.glob("*.yaml"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_where_it_fails_nothing_stays(tmp_path, capsys):
    assert simulate("one", "--patients", "2", "--errors", "text=99") == 1
    assert "has room for" in capsys.readouterr().err
    assert not (tmp_path / "one.yaml").exists()
    assert not (tmp_path / "data/one").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["One"], ["one", "--cohorts", "0"], ["one", "--lesions", "few"], ["one", "--weeks", "0;4"],
        ["one", "--errors", "typo=1"], ["one", "--errors", "text"], ["one", "--encoding", "ascii"],
        ["one", "--sd", "5", "--complete", "0.2"],
    ],
)  # fmt: skip
def test_what_no_argument_can_be_is_told(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        simulate(*arguments)
    assert "casetrace simulate: error" in capsys.readouterr().err

"""The outcome of `verify` for a program, and the command that prints it."""

import json
from contextlib import nullcontext

import pytest

from casetrace.cli import verify as command
from casetrace.verify import run as fresh
from casetrace.verify.lock import Lock, Numbers
from casetrace.verify.lock_file import write_lock
from casetrace.verify.outcome import as_json, compared

SOFTWARE = {"python": "3.11", "platform": "a", "packages": {"numpy": "2.0"}}
SOURCES: dict[str, dict[str, str]] = {"inputs": {}, "parameters": {}}


def lock(platform: str = "a", digest: str = "0", **numbers: float) -> Lock:
    results: Numbers = {name: {"estimate": value} for name, value in numbers.items()}
    return Lock({"results/a/x.csv": digest}, {"a": results}, SOFTWARE | {"platform": platform}, SOURCES)


def test_a_run_that_is_as_the_lock_agrees_unless_a_result_was_edited():
    found = compared(lock(mean=1.5), lock(mean=1.5), [])
    assert (found["agrees"], found["outputs"], found["results"]) == (True, 1, 1)
    found = compared(lock(mean=1.5), lock(mean=1.5), ["results/a/x.csv was changed"])
    assert (found["agrees"], found["edited"]) == (False, ["results/a/x.csv was changed"])


def test_on_another_platform_other_bytes_agree_and_are_named():
    found = compared(lock(mean=1.5), lock("b", "1", mean=1.5 * (1 + 1e-12)), [])
    assert (found["agrees"], found["compared"], found["tolerance"]) == (True, "numbers and texts", 1e-9)
    assert (found["other_bytes"], found["changed"]) == (["results/a/x.csv"], ["platform was a, is b"])
    found = compared(lock(mean=1.5), lock("b", "1", mean=1.5 * (1 + 1e-8)), [])
    assert (found["agrees"], len(found["differing_numbers"])) == (False, 1)


def test_a_number_that_is_not_there_is_null_and_infinity_a_text():
    found = json.loads(as_json(compared(lock(mean=1.5, gone=2.0), lock(mean=float("inf")), [])))
    assert found["differing_numbers"] == [
        {"cohort": "a", "result_id": "mean", "column": "estimate", "was": 1.5, "is": "inf"},
        {"cohort": "a", "result_id": "gone", "column": "estimate", "was": 2.0, "is": None},
    ]


@pytest.mark.parametrize(("arguments", "printed"), [([], False), (["--json"], True)])
def test_the_command_prints_the_outcome_where_it_is_asked_for(tmp_path, monkeypatch, capsys, arguments, printed):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("cohorts: {}\n", encoding="utf-8")
    write_lock(lock(mean=1.5), tmp_path / "reproducibility.lock")
    monkeypatch.setattr(fresh, "fresh_run", lambda *_: nullcontext(tmp_path))
    monkeypatch.setattr(fresh, "lock_of", lambda _: lock(mean=2.5))
    assert command.main(arguments) == 1
    out, err = capsys.readouterr()
    assert "a: mean: estimate was 1.5, is 2.5" in err
    if printed:
        found = json.loads(out)
        assert (found["lock"], found["agrees"]) == ("reproducibility.lock", False)
    else:
        assert out == ""


def test_a_lock_that_is_missing_is_an_outcome_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("cohorts: {}\n", encoding="utf-8")
    assert command.main(["--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["agrees"], found["failed"].startswith("reproducibility.lock: no such file.")) == (False, True)

"""CONTRIBUTING names files, rules and commands that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", TEXT)))
#: Names of files and folders, but those with a part to be filled in and those that a run or a user makes.
PATHS = [name for name in QUOTED if re.fullmatch(r"[\w.-]+(/[\w.-]*)+|[\w-]+\.(md|yaml|toml|py)", name)]


def test_some_paths_are_named():
    assert len(PATHS) > 20


@pytest.mark.parametrize("path", PATHS)
def test_every_file_and_folder_that_it_names_is_there(path):
    inside = [ROOT / path, *ROOT.glob(f"casetrace/*/{path}"), *ROOT.glob(f"data/*/{path}")]
    assert any(place.exists() for place in inside)


def test_the_example_of_one_name_bears_it_everywhere():
    rule = next(name for name in QUOTED if re.fullmatch(r"[a-z]+_cohort", name))
    stage = rule.partition("_")[0]
    assert f"rule {rule}:" in (ROOT / f"workflow/rules/{stage}.smk").read_text(encoding="utf-8")
    assert {f"scripts/{rule}.py", f"casetrace/{stage}/", f"results/<cohort>/{stage}/"} <= set(QUOTED)
    assert f"results/<cohort>/logs/{rule}.log" in QUOTED


@pytest.mark.parametrize("command", [name.split()[1] for name in QUOTED if name.startswith("make ")])
def test_every_target_of_make_that_it_names_is_there(command):
    assert f"\n{command}:" in (ROOT / "Makefile").read_text(encoding="utf-8")

"""The recipes of docs/reproducibility.md and the workflow beside them: their commands, run with stand-ins."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/reproducibility.md").read_text(encoding="utf-8"), re.DOTALL)
PRE_COMMIT, GITHUB, GITLAB = (yaml.safe_load(block) for block in BLOCKS)
WORKFLOW_FILE = ".github/workflows/verify.yml"
WORKFLOW = yaml.safe_load((ROOT / WORKFLOW_FILE).read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["verify"]["steps"]
WRITTEN = ["results/logs/verify.log", "results/logs/verify.json"]


@pytest.fixture
def lab(tmp_path):
    """A folder in which make and snakemake only write down what they were called with."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name in ("make", ".venv/bin/snakemake"):
        stand_in = tmp_path / name
        stand_in.write_text('#!/bin/sh\nprintf "%s" "${0##*/}" >>called\nprintf " <%s>" "$@" >>called\necho >>called\n')
        stand_in.chmod(0o755)
    return tmp_path


def called(lab: Path, *commands: str, **environment: str) -> list[str]:
    """What the commands call, run as a CI does: by bash, one after the other, until one fails."""
    path = f"{lab}{os.pathsep}{os.environ['PATH']}"
    for command in commands:
        subprocess.run(
            ["bash", "-e", "-c", command], cwd=lab, env={**os.environ, "PATH": path, **environment}, check=True
        )
    return (lab / "called").read_text(encoding="utf-8").splitlines()


def test_the_hook_verifies_where_a_file_changes_that_a_number_may_come_from(lab):
    (hook,) = PRE_COMMIT["repos"][0]["hooks"]
    assert called(lab, hook["entry"]) == ["snakemake <verify>"]
    assert hook["pass_filenames"] is False
    folders = ("casetrace", "scripts", "workflow", "data", "profiles")
    files = [path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.*")]
    files += ["Snakefile", "config.yaml", "requirements.lock", "reproducibility.lock"]
    assert [file for file in files if not re.search(hook["files"], file)] == []
    assert not re.search(hook["files"], "README.md")


def test_the_workflow_that_others_call_is_there_and_can_be_called():
    assert GITHUB["jobs"]["numbers"]["uses"] == f"./{WORKFLOW_FILE}"
    # YAML reads the key `on` as true.
    assert GITHUB[True] == "pull_request"
    assert set(WORKFLOW[True]) == {"push", "workflow_call"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", "snakemake <verify>"), ("my study.yaml", "snakemake <verify> <--configfile> <my study.yaml>")],
)
def test_the_workflow_verifies(lab, given, expected):
    commands = [step["run"] for step in STEPS if "run" in step and step.get("name") != "Summary"]
    assert called(lab, *commands, CONFIGFILE=given) == ["make <.venv/installed>", expected]


@pytest.mark.parametrize(("log", "shown"), [("INFO: 3 differ\n", "INFO: 3 differ"), (None, "verify did not run")])
def test_the_summary_shows_what_verify_said(lab, log, shown):
    if log:
        (lab / "results/logs").mkdir(parents=True)
        (lab / WRITTEN[0]).write_text(log, encoding="utf-8")
    (summary,) = (step for step in STEPS if step.get("name") == "Summary")
    assert summary["if"] == "always()"
    (lab / "called").touch()
    called(lab, summary["run"], GITHUB_STEP_SUMMARY="summary.md")
    assert (lab / "summary.md").read_text(encoding="utf-8") == f"## Numbers of the study\n```\n{shown}\n```\n"


def test_the_log_and_the_outcome_are_kept_that_verify_writes(lab):
    assert called(lab, *GITLAB["verify"]["script"]) == ["make <.venv/installed>", "snakemake <verify>"]
    assert GITLAB["verify"]["artifacts"] == {"when": "always", "paths": WRITTEN}
    assert STEPS[-1]["with"]["path"].split() == WRITTEN
    rule = (ROOT / "workflow/rules/verify.smk").read_text(encoding="utf-8")
    assert [path for path in WRITTEN if f'"{path}"' not in rule] == []

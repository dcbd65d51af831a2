"""The pipeline as a module of somebody else's workflow, in a folder that has none of its files."""

import json
import shutil

import pandas as pd
import pytest
import yaml

from tests.stages.running import FULL, shipped_config
from tests.workflow.running import COHORT, REPOSITORY, edit, started
from tests.workflow.test_audit import HEADER, POSSIBLE

# The other workflow has a package of the same name, with a module of a name that is taken here, before and after.
SNAKEFILE = """
from scripts.config import GREETING

rule all:
    input:
        "greeting.txt",
        {targets},

module casetrace:
    snakefile: {snakefile!r}
    config: config["casetrace"]
    prefix: "study"

use rule * from casetrace as casetrace_*

use rule report_claims from casetrace as casetrace_report_claims with:
    threads: 2

from scripts.later import MARK

rule greet:
    input:
        "study/results/aarhus-2014/statistics.csv",
    output:
        "greeting.txt",
    params:
        greeting=GREETING + MARK,
    script:
        "scripts/greet.py"
"""
#: A figure of the first cohort, and everything of one of claims alone; in `make test-full` of both.
TARGETS = [f"study/results/{COHORT}/figures/audit.svg", "study/results/paper/ro-crate-metadata.json"]
if FULL:
    TARGETS.append(f"study/results/{COHORT}/ro-crate-metadata.json")
GREET = """
from scripts.config import GREETING
from scripts.later import MARK

with open(snakemake.input[0], encoding="utf-8") as statistics:
    results = sum(1 for _ in statistics) - 1
with open(snakemake.output[0], "w", encoding="utf-8") as greeting:
    print(GREETING + MARK, results, file=greeting)
"""


@pytest.fixture
def other_project(tmp_path):
    """A project of its own, with its data, its scripts and a Snakefile that uses this workflow."""
    project = tmp_path / "elsewhere"
    (project / "scripts").mkdir(parents=True)
    (project / "scripts" / "__init__.py").write_text("", encoding="utf-8")
    (project / "scripts" / "config.py").write_text('GREETING = "Hello"\n', encoding="utf-8")
    (project / "scripts" / "later.py").write_text('MARK = "!"\n', encoding="utf-8")
    (project / "scripts" / "greet.py").write_text(GREET, encoding="utf-8")
    text = SNAKEFILE.format(snakefile=str(REPOSITORY / "Snakefile"), targets=", ".join(map(repr, TARGETS)))
    (project / "Snakefile").write_text(f'configfile: "config.yaml"\n{text}', encoding="utf-8")
    shutil.copytree(REPOSITORY / "data", project / "data")
    (project / "data/paper").mkdir()
    (project / "data/paper/claims.csv").write_text(HEADER + POSSIBLE, encoding="utf-8")
    config = shipped_config()
    config["cohorts"]["paper"] = {"claims": "data/paper/claims.csv"}
    text = yaml.safe_dump({"casetrace": config}, allow_unicode=True, sort_keys=False)
    (project / "config.yaml").write_text(text, encoding="utf-8")
    return project


def test_another_workflow_builds_on_the_results_of_the_module(other_project, results):
    run = started(other_project, "--cores", "2")
    assert run.status == 0, run.printed
    mine, paper = (other_project / "study" / "results" / name for name in (COHORT, "paper"))
    for name in ("audit.csv", "figures/audit.svg"):
        assert (mine / name).read_bytes() == (results / name).read_bytes()
    statistics = (mine / "statistics.csv").read_bytes()
    assert statistics == (results / "statistics.csv").read_bytes()
    assert (other_project / "greeting.txt").read_text(encoding="utf-8") == f"Hello! {statistics.count(10) - 1}\n"
    assert sorted(path.name for path in other_project.iterdir() if path.name != ".snakemake") == [
        "Snakefile",
        "config.yaml",
        "data",
        "greeting.txt",
        "scripts",
        "study",
    ]
    manifest = json.loads((paper / "provenance" / "manifest.json").read_text(encoding="utf-8"))
    assert str(REPOSITORY) not in json.dumps(manifest)
    assert str(REPOSITORY) not in (paper / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert (paper / "provenance/workflow/Snakefile").read_bytes() == (REPOSITORY / "Snakefile").read_bytes()
    assert "data/paper/claims.csv" in manifest["steps"][0]["inputs"]


def test_what_is_wrong_with_the_data_of_a_module_is_told_once(other_project):
    edit(other_project / "data" / COHORT / "table1.csv", "2,SSc/59,Knee,70,", "2,SSc/59,Knee,seventy,")
    run = started(other_project, "--cores", "2", f"study/results/{COHORT}/statistics.csv")
    assert run.status != 0
    assert "Traceback" not in run.printed
    assert run.printed.count(f"Cohort {COHORT}: 1 error in its data.") == 1
    assert f"All of them: study/results/{COHORT}/problems.csv" in run.printed
    problems = pd.read_csv(other_project / "study" / "results" / COHORT / "problems.csv")
    assert problems["line"][problems["severity"] == "error"].tolist() == [3]


def test_a_module_without_its_configuration_says_what_to_give(other_project):
    edit(other_project / "Snakefile", '    config: config["casetrace"]\n', "")
    run = started(other_project, "--cores", "1", "--dry-run")
    assert run.status != 0
    assert "Casetrace as a module needs its configuration" in run.printed

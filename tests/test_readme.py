"""The worked example of the README: what it shows is what the commands print and compute."""

import re

import pytest
import yaml

from casetrace.cli.inspect import main as inspect_table
from casetrace.config.validation import validated_config
from tests.stages.one_truth import Shape
from tests.stages.running import QUICK_METHODS, ROOT, SCHEMA, finish, ingest_and_clean, with_files

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "example"


def blocks(language: str) -> list[str]:
    """The code blocks of one language, or of none."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for own, text in fenced if own == language]


def test_the_configuration_shown_is_that_of_the_example():
    (shown,) = blocks("yaml")
    assert yaml.safe_load(shown) == yaml.safe_load((EXAMPLE / "my.yaml").read_text(encoding="utf-8"))


def test_what_inspect_table_is_shown_to_print_it_prints(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(ROOT)
    assert inspect_table(["docs/example/export.csv", "--cohort", "example"]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    (shown,) = [block for block in blocks("") if block.startswith("docs/example/export.csv")]
    assert [line for line in shown.splitlines() if line.strip() != "..." and line not in printed] == []


def test_the_result_told_is_that_of_the_example(folder):
    config = validated_config(yaml.safe_load((EXAMPLE / "my.yaml").read_text(encoding="utf-8")), SCHEMA)
    cohort = config["cohorts"]["example"]
    files = {"docs/example/export.csv": (EXAMPLE / "export.csv").read_bytes()}
    run = finish(ingest_and_clean(with_files(folder, Shape(files)), cohort), cohort, QUICK_METHODS)
    mean = run.statistics.loc["reduction.size_mm.week_12.patient.all.observed.mean.summary"]
    told = re.search(r"mean reduction per patient of ([\d.]+) %\s+in (\d) of (\d) patients", README)
    assert told
    assert told.groups() == (f"{mean['estimate']:.1f}", str(mean["n_patients"]), str(len(run.frame("clean/patients"))))

"""What a release says of itself in several places agrees, and what it is made of is there."""

import re
import tomllib
from pathlib import Path

import yaml

import casetrace
from casetrace.verify.scratch import CODE
from tests.workflow.running import COHORT

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_version_stands_in_one_place_from_which_the_others_take_it():
    assert "version" in PROJECT["project"]["dynamic"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "casetrace/__init__.py"
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == casetrace.__version__


def test_the_changelog_has_a_section_for_each_version_with_the_newest_first():
    heads = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    assert heads[0] == "Unreleased"
    versions = [re.fullmatch(r"(0\.\d+\.\d+) – \d{4}-\d\d-\d\d", head) for head in heads[1:]]
    assert all(versions)
    numbers = [tuple(map(int, found[1].split("."))) for found in versions if found]
    assert numbers == sorted(set(numbers), reverse=True)
    assert ".".join(map(str, numbers[0])) == casetrace.__version__


def test_the_wheel_is_listed_file_by_file_and_has_no_data_but_those_of_the_first_cohort():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert set(included) == {*CODE, "config.yaml", f"data/{COHORT}"}
    assert [name for name in included if name.startswith("data")] == [f"data/{COHORT}"]
    assert all(target == f"casetrace_project/{name}" for name, target in included.items())


def test_an_image_has_nobodys_data_and_the_same_python_as_the_lock():
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {"data/*", f"!data/{COHORT}", "results", ".git"} <= set(ignored)
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").split() == ignored
    recipe = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM docker.io/library/python:3\.11-", recipe, re.MULTILINE)
    assert "--require-hashes -r /casetrace/requirements.lock" in recipe


def test_ci_tries_every_version_of_python_macos_and_the_newest_packages():
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert jobs["macos"]["runs-on"] == "macos-latest"
    assert any("--upgrade" in step.get("run", "") for step in jobs["newest"]["steps"])


def test_the_catalogue_of_workflows_is_told_what_is_so():
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))["usage"]
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workflow/rules").glob("*.smk"))
    assert usage["software-stack-deployment"] == {"conda": "conda:" in rules, "singularity": "container:" in rules}
    assert usage["report"] is True
    assert "report(" in rules


def test_the_readme_names_the_wheel_of_this_version():
    assert f"casetrace-{casetrace.__version__}-py3-none-any.whl" in (ROOT / "README.md").read_text(encoding="utf-8")

"""The manifest names what each output was made of."""

import json
import subprocess
import sys

import pytest

from scripts.provenance.digests import file_digest
from tests.workflow.running import COHORT, REPOSITORY


@pytest.fixture(scope="module")
def manifest(results):
    return json.loads((results / "provenance" / "manifest.json").read_text(encoding="utf-8"))


def test_every_output_is_in_the_manifest_with_its_digest(finished_run, results, manifest):
    made = {
        path.relative_to(finished_run[0]).as_posix()
        for path in results.rglob("*")
        if path.is_file() and "logs" not in path.parts and path.name != "manifest.json"
    }
    assert made == {path for step in manifest["steps"] for path in step["outputs"]}
    assert [path for path in made if manifest["sha256"][path] != file_digest(finished_run[0] / path)] == []


def test_every_file_that_a_step_names_has_a_digest(manifest):
    named = {path for step in manifest["steps"] for kind in ("inputs", "code", "outputs") for path in step[kind]}
    assert named <= set(manifest["sha256"])


def test_a_step_reads_only_what_an_earlier_step_or_the_study_gives(manifest):
    made: set[str] = set()
    for step in manifest["steps"]:
        own = {path for path in step["inputs"] if path.startswith("results/")}
        assert own <= made, step["rule"]
        assert not made & set(step["outputs"])
        made |= set(step["outputs"])


def test_raw_file_and_corrections_are_inputs_of_the_steps_that_read_them(manifest):
    steps = {step["rule"]: step for step in manifest["steps"]}
    assert f"data/{COHORT}/table1.csv" in steps["ingest_cohort"]["inputs"]
    assert f"data/{COHORT}/corrections.csv" in steps["clean_cohort"]["inputs"]
    assert "scripts/mapping/mapper.py" in steps["ingest_cohort"]["code"]


def test_the_code_of_a_step_is_what_its_script_really_imports(manifest):
    # Python's own account of which modules a script loads, against the one read from its source
    for step in manifest["steps"]:
        script = step["rule"]
        program = (
            f"import scripts.{script}, sys; print(*sorted(m.__file__ for n, m in sys.modules.items() "
            "if n.split('.')[0] == 'scripts' and getattr(m, '__file__', None)), sep='\\n')"
        )
        loaded = subprocess.run(
            [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
        )
        files = {path.removeprefix(f"{REPOSITORY}/") for path in loaded.stdout.split()}
        assert files <= set(step["code"]), script


def test_the_manifest_names_no_time_and_no_folder_of_this_machine(results, finished_run):
    text = (results / "provenance" / "manifest.json").read_text(encoding="utf-8")
    assert str(finished_run[0]) not in text
    assert str(REPOSITORY) not in text

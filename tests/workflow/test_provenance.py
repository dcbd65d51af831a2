"""The manifest names what each output was made of."""

import json
from pathlib import Path

import pytest

from casetrace.model.digests import file_digest
from casetrace.pipeline.shared_start import POSSIBLE
from tests.workflow.running import COHORT, REPOSITORY, run_forked

#: Logs, and what describes the run: the manifest, the crate, the workflow that is handed on with it.
NO_STEP_MAKES = {"logs", "manifest.json", "ro-crate-metadata.json", "workflow"}


@pytest.fixture(scope="module")
def manifest(results):
    return json.loads((results / "provenance" / "manifest.json").read_text(encoding="utf-8"))


def test_every_output_is_in_the_manifest_with_its_digest(finished_run, results, manifest):
    made = {
        path.relative_to(finished_run[0]).as_posix()
        for path in results.rglob("*")
        if path.is_file() and not NO_STEP_MAKES & {*path.relative_to(results).parts}
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
    assert "casetrace/ingest/mapper.py" in steps["ingest_cohort"]["code"]


#: Writes a line for each step, a script and the modules that it loads by name, with all modules that it loads. Each is
#: loaded by a process of its own, forked when the packages are there, which take most of the time.
LOADED = """
import importlib, json, os, sys
sys.path[0] = os.getcwd()
assert "casetrace" not in sys.modules
for script, *modules in json.loads(os.environ["STEPS"]):
    if os.fork():
        os.wait()
        continue
    with open(script, encoding="utf-8") as source:
        imports, _, _ = source.read().partition("with job(")
    exec(imports)
    for module in modules:
        importlib.import_module(module)
    own = [module for name, module in sys.modules.items() if name.partition(".")[0] == "casetrace"]
    with open(os.environ["LOADED"], "a", encoding="utf-8") as told:
        print(*sorted(module.__file__ for module in own if getattr(module, "__file__", None)), file=told)
    os._exit(0)
"""


def drawn_by(step) -> list[str]:
    """The modules that a step loads by the names of the figures that it writes."""
    figures = dict.fromkeys(Path(path).stem for path in step["outputs"] if Path(path).parent.name == "figures")
    return [f"casetrace.figures.{figure}" for figure in figures]


@pytest.mark.skipif(not POSSIBLE, reason="a process that has loaded packages is not forked on this system")
def test_the_code_of_a_step_is_what_its_script_really_imports(manifest, tmp_path, monkeypatch):
    # Python's own account of which modules a script loads, against the one read from its source
    rules = [step["rule"] for step in manifest["steps"]]
    steps = json.dumps([[step["code"][0], *drawn_by(step)] for step in manifest["steps"]])
    script, loaded = tmp_path / "script.py", tmp_path / "loaded.txt"
    script.write_text(LOADED, encoding="utf-8")
    monkeypatch.chdir(REPOSITORY)
    assert run_forked(str(script), STEPS=steps, LOADED=str(loaded)) == 0
    files = dict(zip(rules, loaded.read_text(encoding="utf-8").splitlines(), strict=True))
    for step in manifest["steps"]:
        own = {path.removeprefix(f"{REPOSITORY}/") for path in files[step["rule"]].split()}
        assert own <= set(step["code"]), step["rule"]
        assert len(own) > 5


def test_the_manifest_names_no_time_and_no_folder_of_this_machine(results, finished_run):
    text = (results / "provenance" / "manifest.json").read_text(encoding="utf-8")
    assert str(finished_run[0]) not in text
    assert str(REPOSITORY) not in text

"""The wheel: built without a network, installed where nothing else of the repository is, and run in an empty folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import casetrace
from casetrace.verify.scratch import CODE
from tests.stages.running import FULL
from tests.workflow.running import COHORT, REPOSITORY

IN_IT = "casetrace_project"


def call(*command: object, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A program that knows nothing of the repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "CASETRACE"))}
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-q"]
    done = call(*build, "-w", folder, REPOSITORY, cwd=folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The command in an environment that has the wheel, and sees the packages of this one."""
    folder: Path = tmp_path_factory.mktemp("installed") / "env"
    assert call(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent).returncode == 0
    (site,) = folder.glob("lib/python*/site-packages")
    packages = [path for path in sys.path if Path(path).name == "site-packages"]
    site.joinpath("packages-of-the-tests.pth").write_text("".join(f"{path}\n" for path in packages), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "-q", "--no-deps", "--no-index"]
    done = call(*pip, wheel, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder / "bin/casetrace"


def test_it_has_the_workflow_and_the_first_cohort_and_no_data_of_anybody_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    parts = {name.split("/")[1] for name in names if name.startswith(f"{IN_IT}/")}
    assert parts == {*CODE, "config.yaml", "data"}
    assert {name.split("/")[2] for name in names if name.startswith(f"{IN_IT}/data/")} == {COHORT}
    assert {name.partition("/")[0] for name in names} == {
        IN_IT,
        "casetrace.pth",
        f"casetrace-{casetrace.__version__}.dist-info",
    }
    assert [name for name in names if "__pycache__" in name] == []
    ours = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "casetrace").rglob("*.py")}
    assert ours <= {name.removeprefix(f"{IN_IT}/") for name in names}


def test_every_file_of_the_project_in_it_is_that_of_the_repository_to_the_byte(wheel):
    with zipfile.ZipFile(wheel) as archive:
        of_project = [name for name in archive.namelist() if name.startswith(f"{IN_IT}/")]
        other = [
            name
            for name in of_project
            if archive.read(name) != (REPOSITORY / name.removeprefix(f"{IN_IT}/")).read_bytes()
        ]
    assert len(of_project) > 700
    assert other == []


def test_a_new_cohort_runs_in_an_empty_folder(installed, tmp_path):
    shutil.copy2(REPOSITORY / "docs" / "example" / "export.csv", tmp_path / "export.csv")
    shown = call(installed, "--version", cwd=tmp_path)
    assert shown.stdout.strip() == casetrace.__version__
    begun = call(installed, "new", "export.csv", "--cohort", "ours", "--yes", cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    assert "casetrace run ours" in begun.stdout
    # What only a person knows is answered as the README has it.
    answered = (REPOSITORY / "docs/example/my.yaml").read_text(encoding="utf-8")
    config = answered.replace("docs/example/export.csv", "data/ours/export.csv").replace("  example:", "  ours:")
    (tmp_path / "ours.yaml").write_text(config, encoding="utf-8")
    run = call(installed, "run", cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "The report is results/ours/report.html" in run.stdout + run.stderr
    manifest = (tmp_path / "results/ours/provenance/manifest.json").read_text(encoding="utf-8")
    assert str(installed.parent.parent) not in manifest
    assert '"casetrace/analyse/run.py"' in manifest
    traced = call(installed, "trace", "ours", "reduction.*.week_12.patient.all.observed.mean.summary", cwd=tmp_path)
    assert traced.returncode == 0, traced.stderr
    again = call(installed, "run", "ours", "--dry-run", cwd=tmp_path)
    assert "Nothing to be done" in again.stdout + again.stderr


def test_the_first_cohort_is_written_into_an_empty_folder_once(installed, tmp_path):
    begun = call(installed, "new", "--example", cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {Path("config.yaml"), Path("data", COHORT, "table1.csv")} <= written.keys()
    assert {path: text for path, text in written.items() if text != (REPOSITORY / path).read_bytes()} == {}
    assert call(installed, "new", "--example", cwd=tmp_path).returncode == 1
    assert {path: text for path, text in written.items() if text != (tmp_path / path).read_bytes()} == {}


if FULL:

    def test_the_first_cohort_has_the_same_results_as_from_the_repository(installed, results, tmp_path):
        begun = call(installed, "new", "--example", cwd=tmp_path)
        assert begun.returncode == 0, begun.stderr
        run = call(installed, "run", f"results/{COHORT}/statistics.csv", cwd=tmp_path)
        assert run.returncode == 0, run.stdout + run.stderr
        mine = tmp_path / "results" / COHORT
        assert (mine / "statistics.csv").read_bytes() == (results / "statistics.csv").read_bytes()

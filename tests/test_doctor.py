"""`casetrace doctor`: whether a run can work here, and what to do where it cannot."""

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casetrace.cli import doctor
from casetrace.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]


def project(folder: Path, dependencies: list[str], lock: str) -> Path:
    text = f'[project]\nrequires-python = ">=3.11,<3.14"\ndependencies = {json.dumps(dependencies)}\n'
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    (folder / "requirements.lock").write_text(lock, encoding="utf-8")
    return folder


def test_here_a_run_can_work_and_it_fits_on_a_screen(capsys):
    assert "doctor" in COMMANDS
    assert doctor.main([]) == 0
    printed = capsys.readouterr().out
    assert printed.rstrip().endswith("A run can work here.")
    assert len(printed.splitlines()) <= 24
    assert max(map(len, printed.splitlines())) <= doctor.WIDTH


def test_json_holds_the_same_checks(capsys):
    assert doctor.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["can_run"] is True
    assert [check["name"] for check in told["checks"]] == [check.name for check in doctor.checked()]


def test_a_fault_is_marked_with_what_to_do_and_ends_in_status_1(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "supported", lambda _project: ">=3.99")
    assert doctor.main([]) == 1
    printed = capsys.readouterr().out
    assert "FAULT Python" in printed
    assert "make PYTHON=" in printed


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), "fault"), ((3, 11), "ok"), ((3, 13), "ok"), ((3, 14), "fault"), ((4, 0), "fault")]
)
def test_python_is_held_against_what_the_project_declares(version, state):
    assert doctor.python(version, doctor.supported(ROOT / "pyproject.toml")).state == state


def test_packages_that_are_missing_or_differ_are_named_with_their_versions(tmp_path):
    pandas = importlib.metadata.version("pandas")
    lock = f"pandas=={pandas} \\\n    --hash=sha256:00\nnumpy==0.0.1\nno-such-package==1.0\n"
    folder = project(tmp_path, ["pandas", "no-such-package", 'other ; sys_platform == "none"'], lock)
    missing, differing, same = doctor.packages(folder)
    assert (missing.state, missing.found) == ("fault", "missing: no-such-package")
    assert differing.state == "note"
    assert differing.found == f"other versions: numpy {importlib.metadata.version('numpy')} (locked 0.0.1)"
    assert same.found.startswith("1 of 3 as in the lock")


def test_what_another_package_needs_is_missing_too(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "requires", lambda _name: ["deep-one>=2", 'extra-one ; extra == "all"'])
    assert doctor.missing_of(["pandas"]) == {"deep-one"}


def test_a_package_that_a_run_does_not_need_is_no_fault(tmp_path):
    (same,) = doctor.packages(project(tmp_path, [], "no-such-package==1.0\n"))
    assert same.state == "ok"
    assert "1 package that a run here does not need: not installed" in same.found


def test_without_the_lock_it_says_so(tmp_path):
    (check,) = doctor.packages(tmp_path)
    assert (check.state, check.action) == ("note", doctor.SET_UP)


def test_a_folder_that_cannot_be_written_is_named_without_its_path(tmp_path, monkeypatch):
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(doctor, "is_writable", lambda folder: folder.name != "results")
    check = next(doctor.folders(tmp_path))
    assert check.state == "fault"
    assert check.found == "cannot be written: results"
    assert str(tmp_path) not in check.action


def test_what_is_no_folder_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    assert doctor.is_writable(tmp_path)
    assert not doctor.is_writable(tmp_path / "file")


@pytest.mark.parametrize(
    ("encoding", "state"), [("utf-8", "ok"), ("UTF8", "ok"), ("ascii", "note"), ("cp1252", "note")]
)
def test_a_terminal_that_lacks_signs_is_told_of(encoding, state):
    assert doctor.terminal(encoding, "C").state == state


@pytest.mark.parametrize(("name", "state"), [("linux", "ok"), ("darwin", "ok"), ("win32", "fault")])
def test_windows_needs_wsl(name, state):
    assert doctor.system(name).state == state


def test_programs_of_the_tests_are_never_a_fault(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    check = doctor.for_tests()
    assert check.state == "note"
    assert all(name in check.found for name in ("chromium", "soffice", "pdftotext"))


def test_the_commit_is_told_and_whether_files_differ_from_it(tmp_path):
    def git(*arguments: str) -> None:
        author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *author, *arguments], check=True, capture_output=True)

    assert "not a working copy" in doctor.working_copy(tmp_path).found
    git("init")
    (tmp_path / "a").write_text("1", encoding="utf-8")
    git("add", "a")
    git("commit", "-m", "one")
    assert doctor.working_copy(tmp_path).found.endswith(", unchanged")
    (tmp_path / "a").write_text("2", encoding="utf-8")
    check = doctor.working_copy(tmp_path)
    assert check.found.endswith("and 1 file changed since")
    assert check.state == "note"


def test_no_path_of_the_home_is_printed(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert doctor.without_home(f"{tmp_path}/x and {tmp_path}") == "~/x and ~"


def test_it_needs_no_package_to_say_that_packages_are_missing(tmp_path):
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-S", "-m", "casetrace", "doctor"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "FAULT packages   missing: packaging" in done.stdout
    assert str(tmp_path) not in done.stdout
    assert done.stderr == ""


def test_a_folder_that_was_removed_is_a_fault_and_no_traceback(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert [(check.name, check.state) for check in doctor.folders_here()] == [("folders", "fault")]

"""What a fresh run is made of."""

import subprocess
from pathlib import Path

import pytest

from casetrace.model.project import PROJECT
from casetrace.verify import scratch
from casetrace.verify.scratch import CODE, fresh_run

STUDY = "cohorts: {ours: {table: {file: raw/a.csv}}}\n"


@pytest.mark.parametrize("name", ["config.yaml", "ours.yaml"])
def test_the_study_is_that_of_the_folder_and_the_code_may_lie_elsewhere(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / name).write_text(STUDY, encoding="utf-8")
    called: list[tuple[str, ...]] = []

    def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        called.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, "")

    monkeypatch.setattr(scratch, "run_snakemake", run)
    given = [] if name == "config.yaml" else [name]
    with fresh_run(PROJECT, given, cores=1) as folder:
        assert {path.name for path in folder.iterdir()} == {*CODE, name, "raw"}
        assert (folder / name).read_text(encoding="utf-8") == STUDY
        assert (folder / "raw" / "a.csv").is_file()
    assert called == [("--cores", "1", *(["--configfile", name] if given else []))]

"""What `casetrace run` calls Snakemake with."""

from pathlib import Path

import pytest

from casetrace.cli.main import main
from casetrace.cli.run import snakemake_arguments
from casetrace.model.errors import UserError
from casetrace.model.project import PROJECT

SNAKEFILE = ["-s", str(PROJECT / "Snakefile")]
STUDY = "cohorts: {a: {table: {file: a.csv}}}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_study_of_the_folder_needs_no_name(here):
    (here / "config.yaml").write_text(STUDY, encoding="utf-8")
    (here / "ours.yaml").write_text(STUDY, encoding="utf-8")
    assert snakemake_arguments([]) == SNAKEFILE
    assert snakemake_arguments(["--dry-run"]) == [*SNAKEFILE, "--dry-run"]


@pytest.mark.parametrize("name", ["ours", "ours.yaml"])
def test_a_study_is_named_with_or_without_its_ending_and_targets_stand_before_it(here, name):
    (here / "ours.yaml").write_text(STUDY, encoding="utf-8")
    assert snakemake_arguments([name]) == [*SNAKEFILE, "--configfile", "ours.yaml"]
    assert snakemake_arguments([name, "verify", "-n"]) == [*SNAKEFILE, "verify", "-n", "--configfile", "ours.yaml"]


def test_the_only_study_of_a_folder_is_run_and_other_files_are_none(here):
    (here / "ours.yaml").write_text(STUDY, encoding="utf-8")
    (here / "mkdocs.yaml").write_text("site_name: x\n", encoding="utf-8")
    (here / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    (here / "latin.yaml").write_bytes(b"a: \xff\n")
    assert snakemake_arguments(["lock"]) == [*SNAKEFILE, "lock", "--configfile", "ours.yaml"]


def test_a_configuration_in_the_words_of_snakemake_is_left_alone(here):
    (here / "ours.yaml").write_text(STUDY, encoding="utf-8")
    assert snakemake_arguments(["--configfile", "other.yaml"]) == [*SNAKEFILE, "--configfile", "other.yaml"]


def test_where_it_is_not_clear_which_study_is_meant_it_is_asked_for(here, capsys):
    assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith("There is no study in this folder. To begin one")
    for name in ("a.yaml", "b.yaml"):
        (here / name).write_text(STUDY, encoding="utf-8")
    with pytest.raises(UserError, match=r"several studies here: a\.yaml, b\.yaml\. Name one: casetrace run a\.yaml"):
        snakemake_arguments([])


def test_a_file_that_is_not_there_is_no_target(here):
    (here / "ours.yaml").write_text(STUDY, encoding="utf-8")
    with pytest.raises(UserError, match=r"There is no typo\.yaml here\. Studies of this folder: ours\.yaml"):
        snakemake_arguments(["typo.yaml"])
    assert snakemake_arguments(["verify"]) == [*SNAKEFILE, "verify", "--configfile", "ours.yaml"]


def test_in_a_copy_of_the_repository_snakemake_finds_its_own_snakefile(here):
    (here / "Snakefile").write_text("", encoding="utf-8")
    (here / "casetrace").mkdir()
    (here / "config.yaml").write_text(STUDY, encoding="utf-8")
    assert snakemake_arguments([]) == []


def test_help_is_given_without_a_study(capsys):
    assert main(["run", "--help"]) == 0
    assert "casetrace run ours --dry-run" in capsys.readouterr().out

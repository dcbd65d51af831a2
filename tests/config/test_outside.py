"""Files outside the project are refused unless config allows their folder."""

from pathlib import Path

import pytest

from casetrace.config.outside import refuse_files_outside
from casetrace.model.errors import UserError


def study(file: str, *folders: str, **cohort: str) -> dict:
    return {"study": {"raw_folders": list(folders)}, "cohorts": {"own": {"tables": [{"file": file}], **cohort}}}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    (tmp_path / "project/data").mkdir(parents=True)
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic/table.csv").write_text("id\n1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "project")
    Path("data/link.csv").symlink_to(tmp_path / "clinic/table.csv")
    return Path(tmp_path, "project")


@pytest.mark.parametrize("file", ["/etc/passwd", "../clinic/table.csv", "data/link.csv", "data/../../clinic/table.csv"])
def test_a_file_outside_is_named(project, file):
    with pytest.raises(UserError) as told:
        refuse_files_outside(study(file), project)
    assert f"cohorts.own.tables[0].file: {file} is a file outside the project" in str(told.value)


def test_claims_and_corrections_are_held_too(project):
    with pytest.raises(UserError, match=r"cohorts.own.claims: /etc/hosts"):
        refuse_files_outside(study("data/table.csv", claims="/etc/hosts"), project)


def test_a_folder_that_config_names_and_the_project_are_allowed(project, tmp_path):
    refuse_files_outside(study("data/link.csv", "../clinic"), project)
    refuse_files_outside(study(str(project / "data/table.csv")), project)
    refuse_files_outside(study("data/not_there.csv"), project)

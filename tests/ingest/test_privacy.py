"""Direct identifiers stay out of every output and of every message."""

import os
from pathlib import Path

import pytest

from casetrace.model.errors import UserError
from casetrace.model.pseudonyms import pseudonym
from tests.ingest.reading import joined, mapped, rules
from tests.stages.running import Run, check_message, checked_cohort, ingest_and_clean

SECRET = "Ottilie Sommersprosse"
OTHER = "Balduin Käsebier"
SALT = b"0123456789abcdef"
LINES = (
    "Patient name,Case,visit,size_mm,Note",
    f"{SECRET},C1,0,9,{SECRET}",
    f"{SECRET},C1,4,8,x",
    f"{OTHER},C2,0,7,y",
    f"{OTHER},C2,4,7,z",
)


@pytest.fixture
def salt(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path_factory.mktemp("secrets") / "salt"
    path.write_bytes(SALT)
    monkeypatch.setenv("CASETRACE_SALT_FILE", str(path))


def ingested(folder: Path, *lines: str, **table) -> Run:
    (folder / "table.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return ingest_and_clean(folder, checked_cohort({"table": {"file": "table.csv"} | table}))


def everything_written(run: Run) -> str:
    """All that the stages wrote, Parquet tables as text."""
    paths = sorted((run.folder / "out").rglob("*.*"))
    texts = [
        run.frame(str(path.relative_to(run.folder / "out"))[: -len(".parquet")]).to_csv()
        if path.suffix == ".parquet"
        else path.read_text(encoding="utf-8")
        for path in paths
    ]
    assert len(texts) > 20
    return "\n".join([*texts, check_message(run)])


def test_a_dropped_column_is_nowhere(folder):
    run = ingested(folder, *LINES, privacy={"drop": ["Patient name"]}, columns={"Case": "patient_id"})
    written = everything_written(run)
    assert run.problems().empty
    for word in (*SECRET.split(), *OTHER.split()):
        assert word not in written


def test_a_pseudonymised_column_keeps_its_places_and_shows_the_pseudonym(folder, salt):
    run = ingested(
        folder,
        *LINES,
        privacy={"pseudonymise": ["Patient name"]},
        columns={"Patient name": "patient_id"},
        ignore=["Case"],
    )
    assert run.problems().empty
    first = pseudonym(SECRET, SALT)
    cells = run.frame("ingest/cells").query("table == 'patients' and value == @first")
    assert cells[["line", "column", "header", "text"]].to_numpy().tolist() == [[2, 1, "Patient name", first]]
    assert set(run.frame("clean/patients")["patient_id"]) == {first, pseudonym(OTHER, SALT)}
    columns = run.frame("ingest/columns").set_index("header")["role"]
    assert columns["Patient name"] == "patient_id, pseudonymised"
    written = everything_written(run)
    for word in (*SECRET.split(), *OTHER.split()):
        assert word not in written


def test_a_refused_column_is_in_no_output_and_in_no_message(folder):
    lines = [*LINES, f"{SECRET},C1,0,9,x", ",C3,0,9,x"]
    run = ingested(folder, *lines, columns={"Patient name": "patient_id"}, ignore=["Case"])
    problems = run.problems()
    assert problems.loc[0, ["rule", "line", "column"]].tolist() == ["direct identifier", 1, 1]
    assert {"duplicate measurement", "no patient"} <= set(problems["rule"])
    written = everything_written(run)
    for word in (*SECRET.split(), *OTHER.split()):
        assert word not in written


def test_a_refused_column_says_what_to_do():
    (problem,) = mapped(*LINES, columns={"Case": "patient_id"}).problems
    assert problem.place == "table.csv, line 1, column 1 (Patient name)"
    assert "privacy.drop" in problem.remedy
    assert "privacy.not_identifying" in problem.remedy


def test_a_column_that_looks_like_an_identifier_can_be_declared_as_none():
    result = mapped(*LINES, columns={"Case": "patient_id"}, privacy={"not_identifying": ["Patient name"]})
    assert rules(result) == []


def test_a_column_that_is_not_named_is_in_no_output(folder):
    lines = [LINES[0].replace("Patient name", "Remark"), *LINES[1:], f"{SECRET},C1,0,1,{SECRET}"]
    run = ingested(folder, *lines, columns={"Case": "patient_id"})
    assert "duplicate measurement" in set(run.problems()["rule"])
    written = everything_written(run)
    for word in (*SECRET.split(), *OTHER.split()):
        assert word not in written


def test_a_title_and_a_footer_are_in_no_output(folder):
    run = ingested(folder, f"Patients of {SECRET}", "", *LINES, "", f"Source: {OTHER}",
                   privacy={"drop": ["Patient name"]}, columns={"Case": "patient_id"})  # fmt: skip
    written = everything_written(run)
    for word in (*SECRET.split(), *OTHER.split()):
        assert word not in written


@pytest.mark.parametrize("key", ["drop", "pseudonymise"])
def test_a_column_to_protect_that_is_not_there_is_an_error(key, salt, monkeypatch):
    result = joined({"table.csv": LINES}, {"table.csv": {"columns": {"Case": "patient_id"}, "privacy": {
        key: ["Patientname"], "not_identifying": ["Patient name"]}}}, environment=dict(os.environ))  # fmt: skip
    (problem,) = result.problems
    assert (problem.rule, problem.header) == ("missing column", "Patientname")
    assert f"privacy.{key}" in problem.remedy


def test_pseudonyms_without_a_salt_are_an_error_of_the_user(folder, monkeypatch):
    monkeypatch.delenv("CASETRACE_SALT_FILE", raising=False)
    with pytest.raises(UserError, match="CASETRACE_SALT_FILE"):
        ingested(folder, *LINES, privacy={"pseudonymise": ["Patient name"]})


def test_blank_cells_have_no_pseudonym(salt):
    table = {"columns": {"Case": "patient_id"}, "privacy": {"pseudonymise": ["Case"]}}
    lines = ["Case,visit,size_mm", "C1,0,5", " ,0,6", "C1 ,4,3"]
    result = joined({"table.csv": lines}, {"table.csv": table}, environment=dict(os.environ))
    assert rules(result) == [("no patient", 3, 1)]
    assert list(result.tables["patients"]["patient_id"]) == [pseudonym("C1", SALT)]


def test_a_text_that_means_nothing_has_no_pseudonym(salt):
    table = {"columns": {"Case": "patient_id"}, "privacy": {"pseudonymise": ["Case"]}}
    lines = ["Case,visit,size_mm", "C1,0,5", "NA,0,6", "C1,4,3"]
    result = joined({"table.csv": lines}, {"table.csv": table}, environment=dict(os.environ))
    assert rules(result) == [("no patient", 3, 1)]


def test_names_that_differ_by_case_alone_are_told_of_without_their_texts(salt):
    table = {"columns": {"Mail": "patient_id"}, "privacy": {"pseudonymise": ["Mail"]}}
    lines = ["Mail,visit,size_mm", "Anna@x.org,0,5", "anna@x.org,4,3"]
    result = joined({"table.csv": lines}, {"table.csv": table}, environment=dict(os.environ))
    (problem,) = [problem for problem in result.problems if problem.rule == "names nearly alike"]
    assert (problem.severity, problem.line) == ("warning", 3)
    assert "x.org" not in str(problem)

"""claims.csv as a file."""

from pathlib import Path

import pytest

from casetrace.claims.claims import ALL_COLUMNS, CLAIM_COLUMNS
from casetrace.claims.reading import empty_claims, read_claim_table

HEADER = ",".join(CLAIM_COLUMNS)
ROW = 'n,"Six, all women.",Results,count,patients,,,6,,,,'


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "claims.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")])
def test_encoding_and_delimiter_are_detected(tmp_path, encoding, delimiter):
    cells = ["n", "Størrelse 49–71", "Results", "range", "age_years", "", "", "49–71", "", "", "", ""]
    text = "\r\n".join([delimiter.join(CLAIM_COLUMNS), delimiter.join(cells)]) + "\r\n"
    claims, problems = read_claim_table(written(tmp_path, text, encoding))
    assert problems == []
    assert claims.loc[0, CLAIM_COLUMNS].tolist() == cells


def test_claims_keep_their_order_and_their_lines(tmp_path):
    claims, problems = read_claim_table(written(tmp_path, f"{HEADER}\n{ROW}\n\nb{ROW[1:]}\n"))
    assert problems == []
    assert claims[["claim_id", "statement", "line"]].to_numpy().tolist() == [
        ["n", "Six, all women.", 2], ["b", "Six, all women.", 4],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule"),
    [(HEADER.replace("place", "section") + f"\n{ROW}\n", "wrong header"), ("", "empty file")],
)
def test_a_wrong_header_or_an_empty_file_is_one_error(tmp_path, text, rule):
    claims, (problem,) = read_claim_table(written(tmp_path, text))
    assert problem.rule == rule
    assert claims.empty
    assert rule == "empty file" or problem.expected.startswith(HEADER)


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    claims, (problem,) = read_claim_table(str(tmp_path / "claims.csv"))
    assert problem.rule == "missing file"
    assert list(claims.columns) == [*ALL_COLUMNS, "line"]


def test_a_header_alone_claims_nothing(tmp_path):
    claims, problems = read_claim_table(written(tmp_path, f"{HEADER}\n"))
    assert problems == []
    assert claims.equals(empty_claims())


def test_the_further_columns_stand_behind_the_others_all_or_none(tmp_path):
    full = f"{HEADER},words,label,interpretation_of"
    claims, problems = read_claim_table(written(tmp_path, f"{full}\n{ROW},six patients,patients,\n"))
    assert problems == []
    assert claims.loc[0, ["words", "label", "interpretation_of"]].tolist() == ["six patients", "patients", ""]
    plain, _ = read_claim_table(written(tmp_path, f"{HEADER}\n{ROW}\n"))
    assert plain.loc[0, ["words", "label", "interpretation_of"]].tolist() == ["", "", ""]
    _, (problem,) = read_claim_table(written(tmp_path, f"{HEADER},label\n{ROW},patients\n"))
    assert problem.rule == "wrong header"


def test_a_line_with_too_many_cells_is_an_error_and_the_others_are_read(tmp_path):
    claims, (problem,) = read_claim_table(written(tmp_path, f"{HEADER}\n{ROW},,x\nb{ROW[1:]}\n"))
    assert problem.line == 2
    assert claims["claim_id"].tolist() == ["b"]

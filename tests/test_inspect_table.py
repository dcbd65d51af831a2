import json
import random

import pytest
import yaml

from casetrace.cli.inspect import cohort_name, main
from tests.inspect.exports import EXPORTS


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "Export 2014.csv"
    path.write_text(EXPORTS["identifiers"].text, encoding="utf-8")
    return str(path)


def test_what_is_printed_fits_the_terminal_and_ends_in_the_config(export, capsys):
    assert main([export]) == 0
    printed, _, config = capsys.readouterr().out.partition("my.yaml")
    assert max(map(len, printed.splitlines()[1:])) <= 100  # the first line has the path of a temporary folder
    assert yaml.safe_load(config.partition("\n")[2])["cohorts"]["export-2014"]["table"]["file"] == export
    assert "***" in printed
    assert "Jane" not in printed


def test_json_holds_the_findings(export, capsys):
    assert main([export, "--cohort", "clinic", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 2
    assert found["columns"][1]["examples"] == ["***"]
    assert found["config"].startswith("cohorts:\n  clinic:\n")


@pytest.mark.parametrize("content", [None, b"", b"\n\n", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + b"\x00" * 100])
def test_a_file_that_is_no_table_is_told_in_one_message(tmp_path, capsys, content):
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert str(path) in output.err
    assert "Traceback" not in output.err


def test_a_long_file_is_sampled_and_says_so(tmp_path, capsys):
    draw = random.Random(1)
    rows = [f"P{n // 2},week {n % 2 * 4},{draw.random() * 50:.1f}" for n in range(20_000)]
    (tmp_path / "long.csv").write_text("\n".join(["Patient,Visit,Size (mm)", *rows]), encoding="utf-8")
    assert main([str(tmp_path / "long.csv")]) == 0
    assert "the first 1000 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Export 2014.csv", "export-2014"),
        ("data/Århus/tabel.csv", "tabel"),
        ("...", "my-cohort"),
        ("a_b", "a_b"),
        ("x" * 300, "x" * 100),
        ("x" * 99 + "-y", "x" * 99),
    ],
)
def test_the_cohort_s_name_is_one_that_config_allows(name, expected):
    assert cohort_name(name) == expected

import copy
from pathlib import Path

import pytest
import yaml

from casetrace.cli.compare import main
from casetrace.compare.choice import choice
from casetrace.model.errors import UserError
from tests.stages.running import SCHEMA

TABLE = {"columns": {"Case": "patient_id", "Size": {"outcome": "size_mm", "visit": 0}}}
COHORT = {"tables": [{"file": "data/sizes.csv"} | TABLE, {"file": "data/sexes.csv"} | TABLE]}


@pytest.fixture
def exports(folder) -> tuple[Path, Path]:
    paths = folder / "sizes.csv", folder / "later.csv"
    for path in paths:
        path.write_text("Case,Size\n1,2\n", encoding="utf-8")
    return paths


def config_of(folder: Path, *cohorts: str) -> str:
    path = folder / "config.yaml"
    content = {"cohorts": {name: copy.deepcopy(COHORT) for name in cohorts}}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("table", "file"), [(0, "data/sizes.csv"), (1, "data/sizes.csv"), (2, "data/sexes.csv")])
def test_the_table_is_the_one_asked_for_or_that_bears_the_name_of_an_export(folder, exports, table, file):
    found = choice(config_of(folder, "one"), SCHEMA, exports, "", table)
    assert (found.cohort, found.file) == ("one", file)


@pytest.mark.parametrize(
    ("cohorts", "cohort", "table", "expected"),
    [
        (["one", "two"], "", 0, "config has several cohorts; say with --cohort which is meant: one, two"),
        (["one", "two"], "three", 0, "--cohort three: config has no such cohort; it has one, two"),
        (["one"], "", 3, "--table 3: cohort one has 2 tables"),
    ],
)
def test_what_is_not_plain_is_asked_for(folder, exports, cohorts, cohort, table, expected):
    with pytest.raises(UserError) as caught:
        choice(config_of(folder, *cohorts), SCHEMA, exports, cohort, table)
    assert str(caught.value) == expected


def test_exports_of_a_cohort_with_several_tables_need_a_name_or_a_number(folder, exports):
    other = exports[0].rename(folder / "other.csv")
    with pytest.raises(UserError, match=r"which one the exports are of: 1 data/sizes\.csv, 2 data/sexes\.csv"):
        choice(config_of(folder, "one"), SCHEMA, (other, exports[1]), "", 0)


def test_a_cohort_without_a_table_has_nothing_that_exports_can_be_of(folder, exports):
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"cohorts": {"paper": {"claims": "claims.csv"}}}), encoding="utf-8")
    with pytest.raises(UserError, match="cohort paper has claims alone"):
        choice(str(path), SCHEMA, exports, "", 0)


@pytest.mark.parametrize("missing", ["OLD", "config.yaml"])
def test_a_mistake_ends_in_one_message_and_status_2(folder, exports, missing, capsys):
    config = config_of(folder, "one") if missing == "OLD" else str(folder / "config.yaml")
    old = str(folder / "OLD") if missing == "OLD" else str(exports[0])
    assert main([old, str(exports[1]), "--config", config]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert missing in printed.err
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_number_of_a_table_that_is_none_is_refused(exports, number, capsys):
    with pytest.raises(SystemExit) as caught:
        main([*map(str, exports), f"--table={number}"])
    assert caught.value.code == 2
    assert "is not a number from 1" in capsys.readouterr().err


def test_the_configuration_is_the_one_that_reads_the_earlier_export(folder, exports, monkeypatch):
    monkeypatch.chdir(folder)
    config_of(folder, "first")
    ours = {"cohorts": {"other": copy.deepcopy(COHORT), "ours": {"table": {"file": "sizes.csv"} | TABLE}}}
    (folder / "ours.yaml").write_text(yaml.safe_dump(ours), encoding="utf-8")
    (folder / "no-study.yaml").write_text("[]\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    found = choice("", SCHEMA, (Path("sizes.csv"), Path("later.csv")), "", 0)
    assert (found.config_file, found.cohort, found.file) == ("ours.yaml", "ours", "sizes.csv")
    # read by none of them: config.yaml, as everywhere
    unread = choice("", SCHEMA, (Path("later.csv"), Path("sizes.csv")), "", 1)
    assert (unread.config_file, unread.cohort) == ("config.yaml", "first")

"""Broken raw tables end in a message that names what is wrong, never in a traceback."""

import pytest

from tests.stages.damaged_tables import ENDINGS, SAMPLE, ending
from tests.stages.made_up import COLUMNS, cohort, patients, table
from tests.stages.running import check_message, problems_of


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_damaged_table_ends_in_results_or_in_a_message(folder, seed):
    assert ending(folder, seed) in ENDINGS


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (None, "missing file"),
        ("", "empty file"),
        ("\n\n \n", "empty file"),
        ("Patient,Lesion\n", "no rows"),
        (b"\xff\xfe\x00", "undecodable text"),
        ('Patient,"Lesion', "broken quoting"),
        ("\0", "undecodable text"),
        (",,,\n,,\n", "empty file"),
    ],
)
def test_a_file_that_is_no_table_is_one_message(folder, raw, found):
    assert found in check_message(problems_of(folder, raw, cohort()))


def test_all_problems_of_several_broken_cells_stand_in_one_message_by_line(folder):
    rows = patients(6)
    for number, change in enumerate(
        [{"W0": "x"}, {"Age": "140"}, {"Sex": "unclear"}, {"W4": "-1"}, {"W0": "0"}, {"Lesion": ""}]
    ):
        rows[number] = rows[number] | change
    message = check_message(problems_of(folder, table(rows), cohort()))
    lines = [line for line in message.splitlines() if line[:1].isdigit()]
    assert message.startswith("Cohort made-up: 6 errors in its data.")
    assert [line.split(" table.csv, ")[1].split(",")[0] for line in lines] == [f"line {n}" for n in range(2, 8)]
    assert [line.split(": ")[0] for line in lines] == [
        "1. value is not a number",
        "2. age_years not allowed",
        "3. sex not allowed",
        "4. lesion size out of range",
        "5. baseline of 0",
        "6. no lesion",
    ]


def test_more_than_fifty_errors_are_counted(folder):
    message = check_message(problems_of(folder, table(patients(53, Age="x")), cohort()))
    assert message.startswith("Cohort made-up: 53 errors in its data.")
    assert "50. age_years is not a number" in message
    assert "51. " not in message
    assert "... and 3 more." in message


def test_the_check_writes_nothing_when_there_is_an_error(folder):
    run = problems_of(folder, table([{"W0": "x"}]), cohort())
    assert "action: " in check_message(run)
    assert not (folder / "out" / "check").exists()


def test_a_missing_column_is_told_once_and_its_consequences_are_not(folder):
    headers = {name: column for name, column in COLUMNS.items() if name != "Lesion"}
    message = check_message(problems_of(folder, table(patients(3), headers), cohort()))
    assert message.startswith("Cohort made-up: 1 error in its data.")
    assert 'one column named "Lesion"' in message

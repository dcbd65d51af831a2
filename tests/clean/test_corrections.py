"""Corrections, through ingestion and cleaning."""

import pandas as pd
import pytest

from tests.stages.made_up import cohort, patients, table
from tests.stages.running import check_message, checked_cohort, problems_of

HEADER = "table,key,field,old,new,reason,source\n"
COHORT = cohort(corrections="corrections.csv")
RAW = table([{}, *patients(3)])


def clean(folder, corrections: str | bytes | None):
    return problems_of(folder, RAW, COHORT, corrections)  # type: ignore[arg-type]


def test_a_correction_is_applied_and_logged_at_the_raw_cell(folder):
    run = clean(folder, HEADER + "measurements,1a|size_mm|4,value,5,6,misprint,letter of the author\n")
    assert run.frame("clean/measurements").query("lesion_id == '1a' and visit == 4")["value"].tolist() == [6]
    (entry,) = run.csv("cleaning_log").query("action == 'corrected'").to_dict("records")
    assert (entry["line"], entry["column"], entry["header"]) == ("2", "18", "W4")
    assert (entry["raw_text"], entry["old_value"], entry["new_value"]) == ("5", "5", "6")
    assert (entry["rule"], entry["reason"], entry["source"]) == (
        "corrections.csv:2",
        "misprint",
        "letter of the author",
    )


def test_a_field_without_a_cell_is_logged_at_the_correction(folder):
    run = clean(folder, HEADER + "\npatients,1,diagnosis,,SSc,known,letter\n")
    (entry,) = run.csv("cleaning_log").query("action == 'corrected'").to_dict("records")
    assert (entry["file"], entry["line"], entry["header"]) == ("corrections.csv", "3", "new")
    assert run.frame("clean/patients")["diagnosis"][0] == "SSc"


def test_a_value_can_be_taken_away(folder):
    run = clean(folder, HEADER + "measurements,1a|size_mm|12,value,1,,illegible,letter\n")
    assert run.frame("clean/measurements").query("lesion_id == '1a' and visit == 12")["value"].isna().all()
    assert run.frame("clean/disposition")["status"][0] == "unknown"


def test_a_second_correction_starts_from_what_the_first_left(folder):
    first = "measurements,1a|size_mm|4,value,5,6,misprint,letter\n"
    run = clean(folder, HEADER + first + first.replace("5,6", "6,7"))
    assert run.frame("clean/measurements").query("lesion_id == '1a' and visit == 4")["value"].tolist() == [7]
    assert check_message(clean(folder, HEADER + first + first)).count("correction matches nothing") == 1


#: Corrections, each with the column of its error, what is found there and what is expected.
MATCHLESS = [
    ("measurements,1a|size_mm|4,value,50,6,r,s", 4, '"50"', '"5", which is what the table has'),
    ("measurements,1a|size_mm|4,value,,6,r,s", 4, '""', '"5"'),
    ("measures,1a|size_mm|4,value,5,6,r,s", 1, '"measures"', "one of patients, lesions, measurements"),
    (
        "measurements,1a|size_mm|4,size,5,6,r,s",
        3,
        '"size"',
        "one of arm, value, merged_into, reported_reduction_percent",
    ),
    ("measurements,1a|size_mm|4,visit,4,6,r,s", 3, '"visit"', "one of arm, value"),
    ("lesions,1a,patient_id,1,P1,r,s", 3, '"patient_id"', "one of site, regimen"),
    (
        "measurements,1a|size_mm|8,value,5,6,r,s",
        2,
        '"1a|size_mm|8"',
        "lesion_id|outcome|visit|period: 1a|size_mm|0",
    ),
    ("lesions,9z,site,,x,r,s", 2, '"9z"', "a row of lesions"),
    ("measurements,1a|size_mm|4,value,5,6,,s", 6, "no reason or no source", "traceable"),
    ("measurements,1a|size_mm|4,value,5,6,r, ", 6, "no reason or no source", "traceable"),
]


@pytest.fixture(scope="module")
def matchless_errors(tmp_path_factory) -> pd.DataFrame:
    """The errors of all of them in one file."""
    folder = tmp_path_factory.mktemp("matchless")
    return clean(folder, HEADER + "".join(f"{line}\n" for line, *_ in MATCHLESS)).problems()


@pytest.mark.parametrize(
    ("number", "column", "found", "expected"),
    [(number, *told) for number, (_, *told) in enumerate(MATCHLESS, start=2)],
)
def test_a_correction_that_matches_nothing_is_an_error(matchless_errors, number, column, found, expected):
    assert len(matchless_errors) == len(MATCHLESS)
    (error,) = matchless_errors[matchless_errors["line"] == number].to_dict("records")
    assert (error["file"], error["column"]) == ("corrections.csv", column)
    assert error["found"] == found
    assert expected in error["expected"]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (None, "missing file", 0),
        ("", "wrong header", 1),
        ("table,key\n", "wrong header", 1),
        (HEADER.encode() + b"\xff\n", "wrong number of cells", 2),
        ("\0", "undecodable text", 1),
        (HEADER + '"a,b\n', "broken quoting", 2),
        (HEADER + "lesions,1a,site,,Knee, or elbow,r,s\n", "wrong number of cells", 2),
        (HEADER + "lesions,1a,site\n", "wrong number of cells", 2),
    ],
)
def test_a_file_that_is_no_list_of_corrections_is_one_error(folder, text, rule, line):
    errors = clean(folder, text).problems()
    assert errors[["rule", "line", "file"]].to_numpy().tolist() == [[rule, line, "corrections.csv"]]


def test_a_list_without_corrections_is_no_error(folder):
    assert clean(folder, HEADER).problems().empty


def test_a_new_value_that_is_not_allowed_is_told_at_the_correction(folder):
    text = HEADER + "disposition,1,status,,gone,r,s\nmeasurements,1a|size_mm|4,value,5,big,r,s\n"
    errors = clean(folder, text).problems()
    assert errors[["file", "line", "column"]].to_numpy().tolist() == [
        ["corrections.csv", 2, 5],
        ["corrections.csv", 3, 5],
    ]


def test_a_byte_order_mark_in_the_corrections_is_no_part_of_the_header(folder):
    text = "\ufeff" + HEADER + "patients,1,diagnosis,,SSc,known,letter\n"
    assert clean(folder, text).problems().empty


def test_every_correction_that_fails_is_told(folder):
    lines = ["lesions,9z,site,,x,r,s", "lesions,1a,sites,,x,r,s", "lesions,1a,site,Knee,x,r,s"]
    assert list(clean(folder, HEADER + "\n".join(lines)).problems()["line"]) == [2, 3, 4]


def test_a_measurement_in_a_period_is_found_by_it(folder):
    raw = "patient_id,period,arm,visit,pain\nP1,1,drug,0,8\nP1,1,drug,4,5\nP1,2,placebo,0,7\nP1,2,placebo,4,6\n"
    made = checked_cohort({"table": {"file": "table.csv"}, "corrections": "corrections.csv"})
    fixes = "measurements,P1|pain|4|2,value,6,4,misprint,letter\nmeasurements,P1|pain|0|2,arm,placebo,sham,x,letter\n"
    run = problems_of(folder, raw, made, HEADER + fixes)
    assert run.problems().empty
    measurements = run.frame("clean/measurements").query("period == '2'")
    assert measurements[["visit", "arm", "value"]].to_numpy().tolist() == [[0, "sham", 7], [4, "placebo", 4]]


def test_corrections_in_another_encoding_and_delimiter_are_read(folder):
    text = (HEADER + "patients,1,diagnosis,,Sjögren,known,letter\n").replace(",", ";").encode("cp1252")
    assert clean(folder, text).frame("clean/patients")["diagnosis"][0] == "Sjögren"

"""Several tables of one cohort, and the keys that columns must give."""

import itertools
from typing import Any

import pytest

from casetrace.ingest.mapper import Mapped
from tests.ingest.reading import column, joined, mapped, rows, rules, values

PATIENTS = ["patient_id,age,sex,arm,complications", "P1,50,f,drug,pain", "P2,60,m,placebo,no"]
LESIONS = ["patient_id,lesion_id,site,regimen", "P1,P1a,Knee,weekly", "P1,P1b,Toe,once", "P2,P2a,Elbow,once"]
VISITS = ["lesion_id,visit,size_mm", "P1a,0,10", "P1a,4,5", "P1b,0,8", "P2a,0,7", "P2a,4,7"]
FILES = {"patients.csv": PATIENTS, "lesions.csv": LESIONS, "visits.csv": VISITS}


def tables_of(result: Mapped) -> dict[str, str]:
    return {name: frame.to_csv() for name, frame in result.tables.items()}


def test_tables_are_joined_on_patients_and_lesions():
    result = joined(FILES)
    assert rules(result) == []
    assert rows(result, "measurements", "lesion_id", "patient_id", "visit", "arm", "value") == [
        ("P1a", "P1", "0", "drug", "10"),
        ("P1a", "P1", "4", "drug", "5"),
        ("P1b", "P1", "0", "drug", "8"),
        ("P2a", "P2", "0", "placebo", "7"),
        ("P2a", "P2", "4", "placebo", "7"),
    ]
    assert rows(result, "patients", "patient_id", "age_years", "sex") == [("P1", "50", "female"), ("P2", "60", "male")]
    assert rows(result, "events", "patient_id", "type") == [("P1", "pain")]


def test_the_order_of_the_tables_changes_nothing():
    expected = tables_of(joined(FILES))
    for order in itertools.permutations(FILES):
        assert tables_of(joined({name: FILES[name] for name in order})) == expected


def test_a_value_knows_the_file_of_its_cell():
    cells = joined(FILES).cells
    assert {
        (field, file)
        for field, file in zip(cells["field"], cells["file"], strict=True)
        if field in ("sex", "site", "arm", "value")
    } == {("sex", "patients.csv"), ("arm", "patients.csv"), ("site", "lesions.csv"), ("value", "visits.csv")}


def test_a_lesion_that_the_table_of_lesions_has_not_is_one_error():
    result = joined(FILES | {"visits.csv": [*VISITS, "P9a,0,3", "P9a,4,3"]})
    (problem,) = result.problems
    assert problem.place == "visits.csv, line 7, column 1 (lesion_id)"
    assert (problem.rule, problem.found) == ("unknown lesion", 'lesion "P9a"')
    assert problem.expected == "a lesion that lesions.csv lists"
    assert "P9a" not in column(result, "lesions", "lesion_id")


def test_a_patient_whom_the_table_of_patients_has_not_is_one_error():
    (problem,) = joined(FILES | {"lesions.csv": [*LESIONS, "P9,P9a,Toe,once"]}).problems
    assert problem.place == "lesions.csv, line 5, column 1 (patient_id)"
    assert (problem.rule, problem.expected) == ("unknown patient", "a patient that patients.csv lists")


def test_lesions_of_which_no_table_names_the_patient_are_one_error_a_file():
    result = joined({"patients.csv": PATIENTS, "visits.csv": VISITS})
    (problem,) = result.problems
    assert (problem.rule, problem.file, problem.line) == ("lesion of nobody", "visits.csv", 2)
    assert problem.found == 'lesion "P1a", and 2 more'
    assert len(result.tables["measurements"]) == 0


def test_what_a_table_of_patients_says_of_lesions_is_said_of_each_of_them():
    patients = ["patient_id,regimen,n_treatments", "P1,weekly,4", "P2,once,1"]
    lesions = ["patient_id,lesion_id,site", *(",".join(line.split(",")[:3]) for line in LESIONS[1:])]
    result = joined({"patients.csv": patients, "lesions.csv": lesions, "visits.csv": VISITS})
    assert rows(result, "lesions", "lesion_id", "regimen") == [("P1a", "weekly"), ("P1b", "weekly"), ("P2a", "once")]
    assert rows(result, "treatments", "n_treatments", "shared_cell") == [("4", "no"), ("4", "yes"), ("1", "no")]


def test_facts_of_a_patient_that_differ_between_files_name_both():
    visits = ["patient_id,lesion_id,age,visit,size_mm", "P1,P1a,51,0,10", "P2,P2a,60,0,5"]
    (problem,) = joined({"patients.csv": PATIENTS, "visits.csv": visits}).problems
    assert problem.place == "visits.csv, line 2, column 3 (age)"
    assert problem.expected == '"50", as on line 2 of patients.csv'


def test_settings_are_those_of_each_table():
    files = {"patients.csv": ["nr;Alter", "P1;50,5"], "visits.csv": ["who,visit,size_mm", "P1,V1,5.5", "P1,V2,4.5"]}
    tables: dict[str, dict[str, Any]] = {
        "patients.csv": {"columns": {"nr": "patient_id", "Alter": "age_years"}},
        "visits.csv": {"columns": {"who": "patient_id"}, "visits": {"labels": {"V1": 0, "V2": 4}}},
    }
    result = joined(files, tables)
    assert column(result, "patients", "age_years") == ["50.5"]
    assert values(result) == [("P1", "0", "5.5"), ("P1", "4", "4.5")]


@pytest.mark.parametrize(
    ("lines", "rules_expected"),
    [
        (("visit,size_mm", "0,5"), ["no column gives patient_id"]),
        (("patient_id,site", "P1,Knee"), ["no column gives value"]),
        (("a,b", "1,2"), ["no column gives patient_id", "no column gives value"]),
    ],
)
def test_keys_that_no_column_gives_are_told_with_the_columns(lines, rules_expected):
    problems = mapped(*lines).problems
    assert [problem.rule for problem in problems] == rules_expected
    assert {(problem.line, problem.column) for problem in problems} == {(1, 0)}
    assert all("casetrace inspect" in problem.remedy for problem in problems)


def test_a_column_of_values_of_which_nothing_tells_the_visit_is_an_error_at_its_header():
    (problem,) = mapped("patient_id,lump", "P1,5", columns={"lump": {"outcome": "size_mm"}}).problems
    assert (problem.rule, problem.line, problem.column) == ("no visit", 1, 2)


@pytest.mark.parametrize(
    ("lesions", "table", "names"),
    [
        (["Case,site,W0", "1,Knee,5", "1,Toe,4", "2,Hand,4"], {"lesion_id": "lettered"}, ["1a", "1b", "2a"]),
        (["Case,W0 L1,W0 L2", "1,5,4", "2,4,"], {}, ["1-1", "1-2", "2-1"]),
    ],
)
def test_a_table_of_patients_has_no_lesions_of_its_own_beside_one_that_tells_them_apart(lesions, table, names):
    columns = (
        {"W{visit} L{lesion}": {"outcome": "size_mm"}} if "L1" in lesions[0] else {"W{visit}": {"outcome": "size_mm"}}
    )
    files = {"patients.csv": ["Case,sex", "1,f", "2,m"], "lesions.csv": lesions}
    result = joined(files, {"lesions.csv": table | {"columns": columns}})
    assert rules(result) == []
    assert column(result, "lesions", "lesion_id") == names
    assert rows(result, "patients", "patient_id", "sex") == [("1", "female"), ("2", "male")]


def test_an_arm_in_a_row_that_the_table_of_patients_contradicts_is_one_error_a_lesion():
    visits = ["patient_id,visit,arm,size_mm", "P1,0,drug,9", "P1,4,,8", "P2,0,drug,9", "P2,4,drug,7"]
    result = joined({"patients.csv": PATIENTS, "visits.csv": visits})
    (problem,) = result.problems
    assert problem.place == "visits.csv, line 4, column 3 (arm)"
    assert (problem.rule, problem.found) == ("arms differ", 'arm "drug" for lesion "P2"')
    assert problem.expected == '"placebo", as another table says'

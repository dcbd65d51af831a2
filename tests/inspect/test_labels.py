"""Labels of columns and codes: REDCap's data dictionary, and labels in files of statistics programs."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import yaml

from casetrace.cli.inspect import main
from casetrace.inspect.findings import inspect_file
from casetrace.inspect.labels import choices_of
from tests.ingest.reading import mapped, notes, rules, values

EXPORT = """record_id,redcap_event_name,redcap_repeat_instance,v1,v2,v3,ae___1,ae___2,ref
1,baseline_arm_1,,1,59,30,0,0,Q
1,week_4_arm_1,,1,59,20,1,0,Q
1,baseline_arm_1,2,1,59,12,0,0,Q
1,week_4_arm_1,2,1,59,6,0,0,Q
2,baseline_arm_1,,2,61,8,0,0,R
2,week_4_arm_1,,2,61,4,0,1,R
"""
DICTIONARY = """"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number","Identifier?"
record_id,f,,text,Record ID,,,,
v1,f,,radio,Sex,"1, Female | 2, Male",,,
v2,f,,text,"<b>Age</b>",,,integer,
v3,f,,text,Lesion size (mm),,,number,
ae,f,,checkbox,Adverse events,"1, Pain | 2, Infection",,,
ref,f,,text,Reference,,,,y
"""  # noqa: E501


def test_choices_are_read_as_redcap_writes_them():
    assert choices_of("1, Female | 2, Male, or other |3,") == {"1": "Female", "2": "Male, or other", "3": ""}


def proposed(folder: Path) -> tuple[str, dict]:
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    (folder / "dictionary.csv").write_text(DICTIONARY, encoding="utf-8")
    findings = inspect_file(str(folder / "export.csv"), "", "clinic", str(folder / "dictionary.csv"))
    assert findings.question == ""
    return findings.summary, yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]


def test_a_dictionary_gives_roles_codes_choices_and_identifiers(tmp_path):
    summary, table = proposed(tmp_path)
    assert table["columns"] == {
        "redcap_repeat_instance": {"field": "lesion_number", "blank": "1"},
        "v1": {"field": "sex", "values": {"1": "female", "2": "male"}},
        "v2": "age_years",
        "v3": {"outcome": "lesion_size_mm"},
        "ae___1": {"field": "event_type", "checked": "Pain"},
        "ae___2": {"field": "event_type", "checked": "Infection"},
    }
    assert table["privacy"] == {"drop": ["ref"]}
    assert summary == "6 values of 3 lesions of 2 patients, at weeks 0, 4."


def test_a_file_that_is_no_dictionary_is_told(tmp_path, capsys):
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    assert main([str(path), "--dictionary", str(path)]) == 1
    assert "no data dictionary of REDCap" in capsys.readouterr().err


def test_labels_of_a_statistics_file_tell_what_its_columns_are(tmp_path):
    frame = pd.DataFrame({"ID": [1.0, 2.0], "V12": [30.0, 12.0], "V13": [20.0, 6.0], "V14": [59.0, 61.0]})
    labels: dict[str, str | None] = {
        "V12": "Lesion size (mm) at baseline",
        "V13": "Lesion size (mm) at week 4",
        "V14": "Age",
    }
    pyreadstat.write_sav(frame, tmp_path / "t.sav", column_labels=labels)
    findings = inspect_file(str(tmp_path / "t.sav"), "", "clinic")
    assert findings.question == ""
    assert findings.summary == "4 values of 2 patients, at weeks 0, 4."
    assert yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]["columns"]["V14"] == "age_years"


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_cell_is_what_config_says_and_is_logged(blank):
    lines = ("patient_id,instance,visit,size_mm", f"P1,{blank},0,9", f"P1,{blank},4,8", "P1,2,0,7", "P1,2,4,6")
    result = mapped(*lines, columns={"instance": {"field": "lesion_number", "blank": "1"}})
    assert values(result) == [("P1-1", "0", "9"), ("P1-1", "4", "8"), ("P1-2", "0", "7"), ("P1-2", "4", "6")]
    assert rules(result) == []
    assert [line for line, *_ in notes(result, "blank cell")] == [2, 3]


def test_a_text_for_missing_is_not_filled():
    lines = ("patient_id,instance,visit,size_mm", "P1,NA,0,9", "P1,2,0,7")
    result = mapped(*lines, columns={"instance": {"field": "lesion_number", "blank": "1"}})
    assert [rule for rule, *_ in rules(result)] == ["no lesion"]

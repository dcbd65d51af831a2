"""Tables of CDISC (TR, RS, AE, DM, ADTR) from CSV and transport files, and long tables of tests and results."""

from io import StringIO
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import yaml

from casetrace.inspect.findings import Findings, inspect_file
from casetrace.inspect.trial import tried_config

TABLES = {
    "tr": """STUDYID,USUBJID,TRLNKID,TRTESTCD,TRTEST,TRORRES,TRSTRESN,TRSTRESU,VISITNUM,VISIT,TRDTC,TRDY
S1,S1-001,T01,LDIAM,Longest Diameter,30,30,mm,1,SCREENING,2020-01-01,-7
S1,S1-001,T01,LDIAM,Longest Diameter,20,20,mm,4,WEEK 4,2020-02-05,28
S1,S1-002,T01,LDIAM,Longest Diameter,12,12,mm,1,SCREENING,2020-01-01,-7
S1,S1-002,T01,LDIAM,Longest Diameter,6,6,mm,4,WEEK 4,2020-02-05,28
""",
    "adtr": """STUDYID,USUBJID,AGE,SEX,TRT01P,PARAMCD,PARAM,AVISIT,AVISITN,ADY,AVAL,BASE,CHG,PCHG,ABLFL
S1,S1-001,50,F,Drug,LDIAM,Longest Diameter (mm),Baseline,0,1,30,30,,,Y
S1,S1-001,50,F,Drug,LDIAM,Longest Diameter (mm),Week 4,4,29,20,30,-10,-33.3,
S1,S1-002,60,M,Placebo,LDIAM,Longest Diameter (mm),Baseline,0,1,12,12,,,Y
S1,S1-002,60,M,Placebo,LDIAM,Longest Diameter (mm),Week 4,4,29,6,12,-6,-50,
""",
    "rs": """STUDYID,USUBJID,RSTESTCD,RSTEST,RSORRES,RSSTRESC,VISITNUM,VISIT
S1,S1-001,OVRLRESP,Overall Response,PR,PR,4,WEEK 4
S1,S1-002,OVRLRESP,Overall Response,NE,NE,4,WEEK 4
S1,S1-001,OVRLRESP,Overall Response,CR,CR,8,WEEK 8
S1,S1-002,OVRLRESP,Overall Response,CR,CR,8,WEEK 8
""",
    "ae": """STUDYID,USUBJID,AETERM,AEDECOD,AESER,AEREL,AESTDTC,AESTDY
S1,S1-001,pain at site,Injection site pain,N,Y,2020-01-08,8
S1,S1-002,infection,Infection,Y,N,2020-01-20,20
""",
    "dm": """STUDYID,USUBJID,SUBJID,RFSTDTC,AGE,AGEU,SEX,ARM
S1,S1-001,001,2020-01-08,50,YEARS,F,Drug
S1,S1-002,002,2020-01-08,60,YEARS,M,Placebo
""",
}


def written(folder: Path, name: str, suffix: str) -> str:
    path = folder / f"{name}{suffix}"
    if suffix == ".xpt":
        frame = pd.read_csv(StringIO(TABLES[name]), keep_default_na=name != "rs")
        pyreadstat.write_xport(frame, path, table_name=name.upper(), file_format_version=5)
    else:
        path.write_text(TABLES[name], encoding="utf-8")
    return str(path)


def found(folder: Path, name: str, suffix: str) -> Findings:
    return inspect_file(written(folder, name, suffix), "", "trial")


@pytest.mark.parametrize("suffix", [".csv", ".xpt"])
@pytest.mark.parametrize(
    ("name", "value", "unit", "summary"),
    [
        ("tr", "30", "mm", "4 values of 2 patients, at weeks 0, 4."),
        ("adtr", "30", "", "4 values of 2 patients, at weeks 0, 4."),
        ("rs", "1", "", "3 values of 2 patients, at weeks 4, 8."),
    ],
)
def test_the_measurements_of_a_trial_are_understood(tmp_path, suffix, name, value, unit, summary):
    findings = found(tmp_path, name, suffix)
    assert findings.question == ""
    assert (findings.preview[0].value, findings.preview[0].unit) == (value, unit)
    assert findings.summary == summary


@pytest.mark.parametrize(("name", "kind"), [("ae", "adverse events"), ("dm", "patients")])
def test_a_table_that_measures_nothing_is_asked_for_its_measurements(tmp_path, name, kind):
    assert found(tmp_path, name, ".csv").question.startswith(f"it is a table of {kind} and measures nothing")


@pytest.mark.parametrize("suffix", [".csv", ".xpt"])
def test_the_domains_of_a_trial_are_one_cohort(tmp_path, suffix):
    files = {name: written(tmp_path, name, suffix) for name in ("dm", "tr", "ae")}
    tables = [{"file": file} for file in files.values()]
    tables[1]["visits"] = {"labels": {"SCREENING": 0}}  # type: ignore[assignment]
    trial = tried_config({"cohorts": {"trial": {"tables": tables}}})["trial"]
    assert trial.errors == []
    assert trial.summary == "4 values of 2 patients, at weeks 0, 4."


def test_rows_of_tests_results_and_units_are_understood(tmp_path):
    rows = [
        ("1", "Baseline", "30", "7"),
        ("1", "Week 4", "20", "3"),
        ("2", "Baseline", "12", "5"),
        ("2", "Week 4", "6", "5"),
    ]
    lines = [f"{who},{when},Size,{size},mm\n{who},{when},Pain,{pain},\n" for who, when, size, pain in rows]
    path = tmp_path / "t.csv"
    path.write_text("Patient,Visit,Test,Result,Unit\n" + "".join(lines), encoding="utf-8")
    findings = inspect_file(str(path), "", "clinic")
    assert findings.question == ""
    assert findings.summary == "8 values of 2 patients, at weeks 0, 4."
    assert {(value.outcome, value.unit) for value in findings.preview} == {("size", "mm"), ("pain", "")}
    assert set(yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]["columns"]) == {"Test", "Result", "Unit"}

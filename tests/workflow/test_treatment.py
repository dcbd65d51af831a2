"""A cohort treated with a laser: its report and its results speak of sessions and J/cm², and of no other treatment."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from tests.report.reading import Report, both_pages
from tests.workflow.running import copy_sources, snakemake

#: Lesions of one patient share the cell of the sessions; 10 to 60 % smaller at week 8.
TABLE = """Patient,Site,Sessions,Mean fluence (mJ/cm²),Lowest fluence (J/cm²),Highest fluence (J/cm²),S0,S8
1,hand,2,12000,10,14,100,90
,foot,,13000,10,15,100,80
2,hand,3,14000,12,16,100,70
3,hand,4,15000,14,17,100,60
4,foot,5,16000,14,18,100,50
5,foot,6,17000,15,19,100,40
"""
CLAIMS = """claim_id,statement,place,kind,quantity,population,unit,reported,decimals,comparator,printed_with,note
given,20 were given.,Results,count,treatments,,treatment,20,,,,
most,There were up to 6.,Results,maximum,n_treatments,,lesion,6,,up to,,
mean_given,The mean was 14.5.,Results,mean,dose_mean,,lesion,14.5,,,,
each,The mean of each was 15.,Results,mean,dose_mean,,lesion,15,,,,
"""
COHORT: dict[str, Any] = {
    "treatment": {"name": "session", "plural": "sessions", "dose_label": "fluence", "dose_unit": "J/cm²"},
    "table": {
        "file": "data/clinic/export.csv",
        "merged_cells": {"when_blank": "Patient", "fill_down": ["Patient", "Sessions"]},
        "lesion_id": "lettered",
        "columns": {"S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8}},
    },
    "claims": "data/clinic/claims.csv",
    "outcomes": {"size_mm": {"label": "lesion size", "unit": "mm"}},
    "declared_scenarios": {
        "one_more": {
            "label": "one more lesion",
            "based_on": "observed",
            "reason": "the text counts seven",
            "lesions": [{"percent_reduction": {8: 50}, "n_treatments": 1}],
        }
    },
}
#: What the first cohort is treated with, which nothing of this one may say.
ELSEWHERE = re.compile(r"injection|\bmg\b|_mg\b", re.IGNORECASE)
#: Files that people read; the copy of the workflow among the results has the words of every treatment.
READABLE = {".html", ".csv", ".svg", ".json", ".txt", ".log"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_sources(tmp_path_factory.mktemp("laser") / "project")
    (folder / "data/clinic").mkdir()
    (folder / "data/clinic/export.csv").write_text(TABLE, encoding="utf-8")
    (folder / "data/clinic/claims.csv").write_text(CLAIMS, encoding="utf-8")
    (folder / "config.yaml").write_text(yaml.safe_dump({"cohorts": {"clinic": COHORT}}), encoding="utf-8")
    run = snakemake(folder)
    assert run.status == 0, run.printed
    return folder / "results/clinic"


def test_doses_are_read_in_the_declared_unit(results):
    clean = pd.read_parquet(results / "clean/treatments.parquet")
    assert clean["dose_mean"].tolist() == [12, 13, 14, 15, 16, 17]
    assert clean["n_treatments"].tolist() == [2, 2, 3, 4, 5, 6]


def test_the_results_have_neutral_names(results):
    statistics = pd.read_csv(results / "statistics.csv").set_index("result_id")
    assert statistics.loc["treatments.treatment.enrolled.sum.sum", "estimate"] == 22
    assert (
        "20 sessions if a shared cell counts its lesions together"
        in statistics.loc["treatments.treatment.enrolled.sum.sum", "note"]
    )
    assert statistics.loc["treatments.treatment.enrolled.sum_if_shared.sum", "estimate"] == 20
    assert statistics.loc["dose_mean.lesion.enrolled.median.summary", "estimate"] == 14.5


@pytest.mark.parametrize(
    "words",
    [
        "Sessions, total22†",
        "counted per lesion; 1 lesion shares its cell with the lesion above: 20 sessions if a shared cell counts its "
        "lesions together",
        "Sessions per lesion3.5 (2 to 6)",
        "Mean fluence per session, J/cm²14.5 (12 to 17)",
        "Range of fluences, J/cm²10 to 19",
        "SessionsFluence, J/cm²mean (range)",
        "Together 7 lesions and 23 sessions.",
        "shared sessions counted once",
    ],
)
def test_the_report_speaks_of_the_cohorts_treatment(results, words):
    assert words in Report(both_pages(results)).words


def test_the_figure_of_the_audit_speaks_of_it(results):
    assert "per session" in (results / "figures/audit.svg").read_text(encoding="utf-8")


def test_nothing_speaks_of_another_treatment(results):
    workflow = results / "provenance/workflow"
    files = [path for path in results.rglob("*") if path.suffix in READABLE and workflow not in path.parents]
    assert {"report.html", "statistics.csv", "audit.csv", "audit.svg"} <= {path.name for path in files}
    found = {path.name: ELSEWHERE.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}

"""A cohort treated with a laser: its report and its results speak of sessions and J/cm², and of no other treatment."""

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.report.reading import Report, both_pages

#: What the first cohort is treated with, which nothing of this one may say.
ELSEWHERE = re.compile(r"injection|\bmg\b|_mg\b", re.IGNORECASE)
#: Files that people read; the copy of the workflow among the results has the words of every treatment.
READABLE = {".html", ".csv", ".svg", ".json", ".txt", ".log"}


@pytest.fixture(scope="module")
def results(clinics: Path) -> Path:
    return clinics / "results/laser"


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

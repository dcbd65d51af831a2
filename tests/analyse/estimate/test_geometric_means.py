"""The geometric mean of what is left. Expected values from theory: the exponential of a mean logarithm."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casetrace.analyse.estimate.geometric_means import add_geometric_mean
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.plan import read_plan
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from casetrace.model.visits import improved
from casetrace.report.sections.estimates import estimates
from casetrace.report.text import text
from tests.report.manuscripts import made_up
from tests.stages.made_up import cohort, table
from tests.stages.running import PLAN, QUICK_METHODS, run_to_datasets

NAME = "remaining.size_mm.week_12.patient.all.observed.geometric_mean.t"


def cells(*sizes: tuple[str, str, str]) -> str:
    """A table of lesions of 100 mm: patient, lesion, and the size at week 12."""
    rows = [{"Patient": patient, "Lesion": lesion, "W0": "100", "W12": size} for patient, lesion, size in sizes]
    return table(rows, cohort("Site")["tables"][0]["columns"])


def result(folder: Path, *sizes: tuple[str, str, str]) -> pd.Series:
    """The geometric mean of a table of these lesions, through ingestion and cleaning."""
    run = run_to_datasets(folder, cells(*sizes), cohort("Site"))
    outcome = read_plan(run.folder / PLAN).outcomes["size_mm"]
    visits = improved(run.frame("derive/lesion_visits"), outcome).query("visit == 12 and scenario == 'observed'")
    subject = Subject(Quantity("reduction"), "lesion", "secondary", outcome, 12, scenario="observed")
    results = Results()
    add_geometric_mean(results, subject, visits, EstimationSettings(QUICK_METHODS, seed=1))
    return results.frame().set_index("result_id").loc[NAME]


def test_a_patient_is_the_geometric_mean_of_her_lesions_and_the_interval_that_of_the_logarithms(folder):
    # left: sqrt(50 * 2) = 10, 40 and 80 %
    row = result(folder, ("1", "1a", "50"), ("1", "1b", "2"), ("2", "2a", "40"), ("3", "3a", "80"))
    left = [10, 40, 80]
    assert row["estimate"] == pytest.approx(math.prod(left) ** (1 / 3), rel=1e-10)
    logs = np.log(left)
    limits = stats.t.interval(0.95, 2, logs.mean(), stats.sem(logs))
    assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(np.exp(limits), rel=1e-8)
    assert (row["n_patients"], row["n_lesions"]) == (3, 4)
    assert row["estimate"] < np.mean(left), "a geometric mean is below the arithmetic one"


def test_it_is_not_defined_where_a_value_is_0(folder):
    row = result(folder, ("1", "1a", "50"), ("1", "1b", "0"), ("2", "2a", "40"), ("3", "3a", "0"))
    assert row["status"] == "refused"
    assert row["note"].startswith("the value is 0 in 2 patients: a geometric mean is not defined")


@pytest.mark.parametrize(
    ("sizes", "note"),
    [
        ([("1", "1a", "50")], "a CI needs at least 2 patients"),
        ([("1", "1a", "50"), ("2", "2a", "50")], "all values are equal"),
    ],
)
def test_without_an_interval_it_stands_alone(folder, sizes, note):
    row = result(folder, *sizes)
    assert row["estimate"] == pytest.approx(50, rel=1e-11)
    assert (row["status"], math.isnan(row["ci_lower"])) == ("flagged", True)
    assert note in row["note"]


def test_of_nobody_there_is_none(folder):
    assert result(folder, ("1", "1a", ""), ("2", "2a", ""))["status"] == "refused"


def test_it_stands_beside_the_median(folder):
    raw = cells(("1", "1a", "20"), ("2", "2a", "80"), ("3", "3a", "40"))
    shown = text(estimates(made_up(folder, raw, cohort("Site")))).replace("\N{NO-BREAK SPACE}", " ")
    assert "Geometric mean, % of the baseline" in shown
    # the cube root of 20 * 80 * 40, and the t interval of the logarithms: 40 * exp(4.303 * 0.4002) at the upper end
    assert re.search(r"\b40[^\w|]*\(7 to 224\)", shown)

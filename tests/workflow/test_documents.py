"""The documents say what the pipeline does: the data dictionary, the schema's descriptions, the README's claims."""

import re
from pathlib import Path

import pandas as pd
import pytest

from casetrace.cli.describe_tables import DOCUMENT, OUTPUTS, document
from casetrace.model.yaml_files import read_yaml
from tests.workflow.running import REPOSITORY


def test_the_data_dictionary_is_that_of_the_schemas():
    assert DOCUMENT.read_text(encoding="utf-8") == document()


#: Outputs that the first cohort has not: it stands alone, and asks for no time to an event.
OF_OTHERS = ("pooled/", "figures/time_to_event")


@pytest.mark.parametrize("name", [name for name in read_yaml(OUTPUTS) if not name.startswith(OF_OTHERS)])
def test_outputs_have_the_columns_that_the_dictionary_describes(results, name):
    described = read_yaml(OUTPUTS)[name]["columns"]
    path = results / f"{name}.csv"
    frame = pd.read_csv(path) if path.exists() else pd.read_parquet(results / f"{name}.parquet")
    assert list(frame.columns) == list(described)


def test_files_that_the_readme_links_to_are_there():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert links
    assert [target for target in links if not (REPOSITORY / target).exists()] == []


def test_numbers_in_the_readme_are_those_of_the_results(results):
    text = re.sub(r"\s+", " ", (REPOSITORY / "README.md").read_text(encoding="utf-8"))
    statistics = pd.read_csv(results / "statistics.csv").set_index("result_id")
    at_week_12 = "reduction.size_mm.week_12.patient.all"
    median = statistics.loc[f"{at_week_12}.observed.median.median_order_statistics"]
    level, lower, upper = (100 * median["ci_level"], median["ci_lower"], median["ci_upper"])
    interval = f"exact {level:.2f} % confidence interval {lower:.0f} to {upper:.0f}"
    assert f"per patient was {median['estimate']:.0f} % ({interval})" in text
    mean = statistics.loc[f"{at_week_12}.observed.mean.t"]
    interval = f"95 % t interval {mean['ci_lower']:.0f} to {mean['ci_upper']:.0f}"
    assert f"The mean was {mean['estimate']:.0f} % ({interval}" in text
    assert f"{statistics.loc[f'{at_week_12}.no_change.mean.summary', 'estimate']:.0f} % if the sixth patient" in text
    for among in ("all", "enrolled"):
        response = f"responders.size_mm.week_12.patient.{among}.observed.endpoint=response.proportion.clopper_pearson"
        lower, upper = (100 * statistics.loc[response, end] for end in ("ci_lower", "ci_upper"))
        assert f"{lower:.0f} to {upper:.3g} %" in text
    rank = statistics.loc["reduction_by_baseline.size_mm.week_4.patient.all.observed.spearman_rho.spearman_exact"]
    assert f"(rho −{-rank['estimate']:.2f}, P = {rank['p_value']:.2f})" in text
    rho = statistics.loc["baseline_with_dose_mean.size_mm.patient.enrolled.spearman_rho.spearman_exact", "estimate"]
    assert f"(rho {rho:.2f})" in text


def test_no_file_names_an_address_of_packages_or_a_folder_of_one_machine():
    pattern = re.compile(
        rb"(--(extra-)?index-url|--find-links|https?://\S+/simple\b|(^|[\s\"'=(])/(home|root|Users|work)/)"
    )
    places = ("scripts", "workflow", "docs", "data", "profiles", "benchmarks", "tests", ".github", ".ci")
    files = [path for place in places for path in (REPOSITORY / place).rglob("*") if path.is_file()]
    files += [path for path in REPOSITORY.iterdir() if path.is_file() and path.name != ".git"]
    read = [
        path for path in files if "__pycache__" not in path.parts and path.suffix != ".png" and path != Path(__file__)
    ]
    assert [path.name for path in read if pattern.search(path.read_bytes())] == []

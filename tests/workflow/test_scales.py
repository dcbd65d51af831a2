"""Ordered outcomes and printed percentages through the real pipeline: every number of the reports has its source."""

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from casetrace.config.validation import validated_config
from tests.report.reading import PAGES, Report, both_pages
from tests.stages.one_truth import Shape, written
from tests.stages.published_scales import arthritis, percentages
from tests.stages.running import SCHEMA
from tests.stages.test_levels import OUTCOME, ROWS
from tests.workflow.number_sources import NumberSources
from tests.workflow.running import copy_sources, snakemake
from tests.workflow.traced_numbers import traced


def levels() -> Shape:
    """The made-up cohort of `tests/stages/test_levels.py`, with a response as its primary endpoint."""
    rows = [["Patient", "Lesion", "IGA week 0", "IGA week 4", "IGA week 12"], *ROWS]
    table = {
        "file": "levels.csv", "lesion_id": "within_patient",
        "columns": {"Patient": "patient_id", "Lesion": "lesion_number"},
    }  # fmt: skip
    endpoints = {
        "success": {"kind": "response", "primary": True, "from": "almost clear", "label": "IGA success"},
        "levels": {"kind": "category"},
    }
    cohort = {"table": table, "outcomes": {"iga": OUTCOME}, "endpoints": endpoints}
    return Shape({"levels.csv": written(rows)}, cohort)


SHAPES = {"levels": levels, "arthritis": arthritis, "percentages": percentages}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = copy_sources(tmp_path_factory.mktemp("scales") / "project")
    cohorts: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        made = shape()
        for file, content in made.files.items():
            (folder / "data" / file).write_bytes(content)
        table = made.cohort["table"]
        cohorts[name] = {**made.cohort, "table": {**table, "file": f"data/{table['file']}"}}
    (folder / "config.yaml").write_text(yaml.safe_dump({"cohorts": cohorts}), encoding="utf-8")
    run = snakemake(folder, PYTHONPATH=str(folder))
    assert run.status == 0, run.printed
    return folder


def report(project: Path, name: str) -> Report:
    return Report(both_pages(project / f"results/{name}"))


@pytest.mark.parametrize("name", SHAPES)
def test_every_number_of_the_report_has_its_source(project, name):
    config = validated_config(yaml.safe_load((project / "config.yaml").read_text(encoding="utf-8")), SCHEMA)
    folder, kinds = project / f"results/{name}", Counter[str]()
    for page in PAGES:
        found = traced(folder / page, NumberSources(folder, config, project))
        assert found.faults == []
        kinds += found.kinds
    assert kinds.total() > 200


def test_the_report_of_levels_has_their_names_and_no_mean(project):
    words = report(project, "levels").words
    for text in ("Levels of IGA at each visit", "Shift of IGA from baseline", "Tests of no change of IGA"):
        assert text in words
    assert "almost clear" in words
    for text in ("Percent reduction", "Mean reduction", "Log ratio", "Tipping point"):
        assert text not in words


def test_figures_that_an_outcome_has_not_are_left_out(project):
    shown = {name: report(project, name).words for name in SHAPES}
    html = {name: both_pages(project / f"results/{name}") for name in SHAPES}
    assert "figure-waterfall" not in html["levels"]
    assert "figure-waterfall" in html["percentages"]
    assert "figure-reduction_by_size" not in html["percentages"]
    assert "Levels of improvement at each visit" in shown["arthritis"]


def test_the_arms_of_the_trial_stand_beside_each_other(project):
    words = report(project, "arthritis").words
    assert "Levels of improvement in each arm" in words
    assert "21 of 41 (51 %)" in words
    assert "7 of 43 (16 %)" in words


def test_the_primary_results_are_those_that_the_endpoints_ask_for(project):
    primary = {}
    for name in SHAPES:
        rows = pd.read_csv(project / f"results/{name}/statistics.csv")
        primary[name] = set(rows.loc[rows["role"] == "primary", "analysis"])
    assert primary == {"levels": {"responders"}, "arthritis": {"level"}, "percentages": {"reduction"}}

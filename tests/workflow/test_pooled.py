"""A study of several cohorts: they stand beside each other in a folder of their own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import yaml

from casetrace.cli import describe_tables
from casetrace.cli.trace import main
from casetrace.model.digests import file_digest
from casetrace.model.yaml_files import read_yaml
from casetrace.verify.lock import lock_of
from tests.stages.running import shipped_config, study
from tests.workflow.access import sideways, violations
from tests.workflow.number_sources import NumberSources
from tests.workflow.running import COHORT, REPOSITORY, Run, snakemake
from tests.workflow.traced_numbers import traced

POOLING = ["pool_cohorts", "figures_pooled", "report_pooled", "provenance_pooled"]
OUTPUTS = [
    "appendix.html",
    *(f"figures/{name}.{end}" for name in ("forest", "funnel", "power") for end in ("csv", "pdf", "png", "svg")),
    "harmonisation.csv",
    "manuscript.docx",
    "overlap.csv",
    "printed.parquet",
    "provenance/lineage.parquet",
    "provenance/manifest.json",
    "provenance/row_sets.parquet",
    "report.docx",
    "report.html",
    "report.pdf",
    "ro-crate-metadata.json",
    "statistics.csv",
    "values.csv",
    "values.tex",
]
SCHEMA = yaml.safe_load((REPOSITORY / "workflow/schemas/trace.schema.yaml").read_text(encoding="utf-8"))
#: What describes the run.
RECORDS = {"provenance/manifest.json", "ro-crate-metadata.json"}


def test_a_study_of_one_cohort_pools_nothing(finished_run):
    project, run = finished_run
    assert not set(POOLING) & set(run.rules)
    assert not (project / "results/pooled").exists()


@pytest.fixture(scope="module")
def pooling(finished_run, tmp_path_factory) -> tuple[Path, Run]:
    """A study of two cohorts, and the run that pooled them. Not to be changed."""
    project = Path(shutil.copytree(finished_run[0], tmp_path_factory.mktemp("pooled") / "project"))
    # the second cohort is the first one once more, whose results are there already
    config = shipped_config()
    config["cohorts"]["once-more"] = config["cohorts"][COHORT] | {"title": "The same, once more"}
    (project / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    shutil.copytree(project / "results" / COHORT, project / "results/once-more")
    run = snakemake(project, "--allowed-rules", "all", *POOLING, "--rerun-triggers", "mtime")
    assert run.status == 0, run.printed
    return project, run


@pytest.fixture
def study_of_two(pooling) -> Path:
    """The project of the study."""
    return Path(pooling[0])


@pytest.fixture
def asked(capsys) -> Callable[..., dict[str, Any]]:
    """Asks `casetrace.cli.trace` for JSON, which has to be as the schema says."""

    def answer(project: Path, *arguments: str) -> dict[str, Any]:
        assert main([*arguments, "--all", "--json", "--results", str(project / "results")]) == 0
        found = json.loads(capsys.readouterr().out)
        jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
        return dict(found)

    return answer


def test_cohorts_of_a_study_stand_beside_each_other_after_the_last_of_them(pooling):
    project, run = pooling
    assert run.rules == [*POOLING, "all"]
    assert "The report is results/pooled/report.html" in run.printed

    pooled = project / "results/pooled"
    made = sorted(path.relative_to(pooled).as_posix() for path in pooled.rglob("*") if path.is_file())
    assert [path for path in made if not path.startswith(("logs/", "provenance/workflow/"))] == OUTPUTS
    results = pd.read_csv(pooled / "statistics.csv").set_index("result_id")
    start = "reduction.size_mm.week_4.patient.all.observed"
    for name in (f"cohort={COHORT.replace('-', '_')}", "cohort=once_more"):
        assert results.loc[f"{start}.{name}.mean.t", "estimate"] == 63.1757703081
    assert results.loc[f"{start}.mean.hartung_knapp", "status"] == "refused"

    config = yaml.safe_load((project / "config.yaml").read_text(encoding="utf-8"))
    for page in ("report.html", "appendix.html"):
        assert traced(pooled / page, NumberSources(pooled, study() | config, project)).faults == [], page

    manifest = json.loads((pooled / "provenance/manifest.json").read_text(encoding="utf-8"))
    outputs = [path for step in manifest["steps"] for path in step["outputs"]]
    assert sorted(outputs) == [f"results/pooled/{name}" for name in OUTPUTS if name not in RECORDS]
    assert all(manifest["sha256"][path] == file_digest(project / path) for path in outputs)
    lock = lock_of(project)
    assert {f"results/pooled/{name}" for name in OUTPUTS} <= set(lock.outputs)
    assert set(results.index) == set(lock.numbers["pooled"])


def test_a_number_of_the_cohorts_together_goes_back_to_the_raw_cells_and_these_on_to_it(study_of_two, asked, capsys):
    start, own = "reduction.size_mm.week_4.patient.all.observed", "reduction.size_mm.week_4.patient.all.observed.mean.t"
    found = asked(study_of_two, "pooled", f"{start}.cohort=once_more.mean.t")
    rows = [row for part in found["rests_on"] for row in part["rows"]]
    assert [row["result"]["result_id"] for row in rows] == [own, own.replace(".mean.", ".se.")]
    assert {row["result"]["cohort"] for row in rows} == {"once-more"}
    assert rows[0]["values"][0] == {"field": "estimate", "value": "63", "cells": [], "also": []}
    cells = {
        f"{cell['file']}:{cell['line']}:{cell['column']}"
        for part in asked(study_of_two, "once-more", own)["rests_on"]
        if part["role"] == "used"
        for row in part["rows"]
        for value in row["values"]
        for cell in value["cells"]
    }
    assert set(rows[0]["result"]["cells"]) == cells
    # six patients have a mean each, of seven lesions
    assert rows[0]["result"]["n_rows"] == 7
    main(
        [
            "pooled",
            f"{start}.cohort=once_more.mean.t",
            "--rows",
            "1",
            "--json",
            "--results",
            str(study_of_two / "results"),
        ]
    )
    [first, *_] = json.loads(capsys.readouterr().out)["rests_on"][0]["rows"]
    assert set(first["result"]["cells"]) < cells
    assert len(first["result"]["cells"]) == 2, "the size at the baseline and that at the visit"
    # both cohorts read the same file, and each says what its cell reaches
    reached = {one["file"]: one["n_results"] for one in asked(study_of_two, COHORT, "--cell", min(cells))["outputs"]}
    assert reached["../pooled/statistics.csv"] > 0
    assert reached["../pooled/figures/forest.svg"] > 0


def test_results_of_cohorts_that_changed_since_they_were_pooled_are_not_traced(study_of_two, tmp_path, capsys):
    results = shutil.copytree(study_of_two / "results", tmp_path / "results")
    path = results / "once-more/statistics.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("63.1757703081", "63"), encoding="utf-8")
    name = "reduction.size_mm.week_4.patient.all.observed.mean.hartung_knapp"
    assert main(["pooled", name, "--results", str(results)]) == 2
    assert "are not of one run: results/once-more/statistics.csv has changed" in capsys.readouterr().err


def test_a_number_opens_on_the_results_of_cohorts_and_leads_into_their_reports(study_of_two, open_page):
    page = open_page(study_of_two / "results/pooled/report.html")
    name = "reduction.size_mm.week_4.patient.all.observed"
    page.locator(f'#results .traced[data-result="{name}.cohort=once_more.mean.t"]').first.click()
    words = page.locator("#trace").inner_text()
    assert "Data used (1 result of once-more: estimate, lower limit, upper limit)" in words
    assert "estimate: 63\nlower limit: 40\nupper limit: 86\n" in words
    assert page.locator("#raw").count() == 0
    page.locator("#trace a", has_text="Go on in the report of once-more").first.click()
    page.wait_for_url(f"**/once-more/report.html#trace={name}.mean.t")
    assert page.locator("#trace details[open] .rows > li").count() == 7


def test_the_report_of_cohorts_together_hinders_no_reader(study_of_two, open_page):
    page = open_page(study_of_two / "results/pooled/report.html")
    assert sideways(page) == []
    assert violations(page) == []


def test_the_data_of_the_forest_plot_have_the_columns_that_the_dictionary_describes(study_of_two):
    frame = pd.read_csv(study_of_two / "results/pooled/figures/forest.csv")
    assert list(frame.columns) == list(read_yaml(describe_tables.OUTPUTS)["pooled/figures/forest"]["columns"])

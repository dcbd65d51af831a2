"""Cohorts whose results are not there, are older, or are not of one run."""

import json
import shutil

import pytest

from casetrace.model.digests import file_digest
from tests.trace.conftest import MEDIAN


def test_a_cohort_that_has_no_results_is_told_with_those_that_have(ask, made_up, tmp_path, capsys):
    from casetrace.cli.trace import main

    assert main(["nobody", "x", "--results", str(made_up.folder)]) == 2
    assert "there are results of out" in capsys.readouterr().err
    status, _, told = ask(MEDIAN, results=tmp_path)
    assert (status, "there are no results" in told, "run snakemake" in told) == (2, True, True)


@pytest.mark.parametrize(
    ("name", "message"),
    [("logs", "logs is no cohort: there are results of out"), ("pooled", "no results of several cohorts")],
)
def test_what_is_no_cohort_is_told(made_up, capsys, name, message):
    from casetrace.cli.trace import main

    assert main([name, "x", "--results", str(made_up.folder)]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("part", ["provenance/lineage", "ingest/raw"])
def test_results_of_a_run_that_kept_no_lineage_are_told(ask, made_up, tmp_path, part):
    shutil.copytree(made_up.folder / "out", tmp_path / "out")
    (tmp_path / f"out/{part}.parquet").unlink()
    status, _, told = ask(MEDIAN, results=tmp_path)
    assert (status, "have no lineage; run snakemake" in told) == (2, True)


def test_a_number_is_not_shown_with_the_cells_of_other_data(ask, made_up, tmp_path):
    # as after a run that read new data, found an error in it, and left the earlier results
    shutil.copytree(made_up.folder / "out", tmp_path / "out")
    outputs = ["out/ingest/raw.parquet", "out/statistics.csv"]
    manifest = {
        "steps": [{"rule": "r", "code": ["s.py"], "inputs": [], "outputs": outputs, "parameters": {}}],
        "sha256": {"data/table.csv": "0" * 64} | {path: file_digest(tmp_path / path) for path in outputs},
    }
    (tmp_path / "out/provenance/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert ask(MEDIAN, results=tmp_path)[0] == 0
    shutil.copy(tmp_path / "out/ingest/cells.parquet", tmp_path / "out/ingest/raw.parquet")
    for arguments in ((MEDIAN,), ("--cell", "table.csv:2:5")):
        status, printed, told = ask(*arguments, results=tmp_path)
        assert (status, printed) == (2, "")
        assert "not of one run: ingest/raw.parquet has changed" in told


def test_a_raw_file_or_a_file_that_no_step_made_is_told_to_be_so(ask):
    assert "is a raw file" in ask("data/table.csv")[2]
    assert "no recorded step" in ask("ingest/plan.json")[2]

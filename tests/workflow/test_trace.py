"""`casetrace trace` on the finished run: numbers back to cells, cells on to results, files to their steps."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import yaml

from casetrace.cli.trace import main
from casetrace.trace.record import ANSWERED_FROM
from tests.workflow.running import REPOSITORY

COHORT = "aarhus-2014"
TABLE = "data/aarhus-2014/table1.csv"
MEDIAN = "reduction.size_mm.week_12.patient.all.observed.median.summary"
SCHEMA = yaml.safe_load((REPOSITORY / "workflow/schemas/trace.schema.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def ask(results, capsys):
    """Asks for something of the first cohort; gives the exit status, what was printed and what went to stderr."""

    def asked(*arguments: str, folder: Path = results.parent) -> tuple[int, str, str]:
        status = main([COHORT, *arguments, "--results", str(folder)])
        return status, *capsys.readouterr()

    return asked


@pytest.fixture
def answer(ask):
    """Asks for JSON, which has to be as the schema says."""

    def asked(*arguments: str) -> dict[str, Any]:
        status, printed, _ = ask(*arguments, "--json")
        assert status == 0
        found = json.loads(printed)
        jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
        return dict(found)

    return asked


def raw_texts() -> list[list[str]]:
    with (REPOSITORY / TABLE).open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def test_a_result_is_traced_to_the_rows_and_cells_of_the_raw_file(answer, results):
    found = answer(MEDIAN)
    row = pd.read_csv(results / "statistics.csv").set_index("result_id").loc[MEDIAN]
    assert found["number"]["estimate"] == row["estimate"]
    assert found["printed"]["estimate"] == "93"
    assert found["words"] == "Median, reduction of lesion size at week 12, per patient, observed data"
    used, left_out = found["rests_on"]
    assert (used["role"], used["n_rows"], left_out["role"], left_out["n_rows"]) == ("used", 5, "left out", 2)
    assert {row["why"] for row in left_out["rows"]} == {"died"}
    texts = raw_texts()
    cells = [cell for row in used["rows"] for value in row["values"] for cell in value["cells"]]
    assert {(cell["line"], cell["column"]) for cell in cells} == {
        (line, column) for line in range(2, 7) for column in (4, 9)
    }
    assert all(cell["text"] == texts[cell["line"] - 1][cell["column"] - 1] for cell in cells)


def test_every_result_has_a_lineage_over_as_many_patients_as_it_says(results):
    from casetrace.trace.chain import Lineage

    lineage = Lineage.read(results)
    statistics = pd.read_csv(results / "statistics.csv")
    assert set(lineage.results) == set(statistics["result_id"])
    for name, patients in zip(statistics["result_id"], statistics["n_patients"], strict=True):
        used = [one for one in lineage.parts(name) if one.role == "used"]
        found = {
            str(lineage.dataset(one.dataset)["patient_id"].iloc[row])
            for one in used
            for row in lineage.rows(one.row_set)
        }
        assert len(found) == patients, name


def test_a_cell_goes_on_to_what_it_became_and_the_results_that_it_reaches(answer):
    found = answer("--cell", "table1.csv:3:Complications")
    assert found["cell"]["text"] == "Infection followed injection in week 2"
    became = {(one["table"], one["field"]): one["clean_value"] for one in found["became"]}
    assert became[("events", "type")] == "infection"
    assert became[("events", "week")] == "2"
    analyses = {result["result_id"].partition(".")[0] for result in found["results"]}
    assert "any_complication" in analyses
    assert not any("reduction" in name for name in analyses)
    assert [one["file"] for one in found["outputs"]][:4] == [
        "statistics.csv",
        "report.html",
        "appendix.html",
        "audit.csv",
    ]
    assert found["claims"] == ["most_pain", "one_infection"]


def test_a_cell_reaches_the_figures_that_draw_its_rows_or_results(answer):
    held = {one["file"]: one for one in answer("--cell", "table1.csv:7:9")["outputs"]}
    # week 12 of the patient's two lesions, which share the text
    assert held["figures/waterfall.svg"] == {"file": "figures/waterfall.svg", "n_results": 0, "n_rows": 2}
    assert held["figures/flow.csv"]["n_results"] > 0
    # a complication is drawn as no row
    told = answer("--cell", "table1.csv:3:Complications")["outputs"]
    assert not any("waterfall" in one["file"] for one in told)


def test_a_file_is_traced_to_its_step_and_a_figure_to_what_it_draws(answer, results):
    found = answer("figures/waterfall.png")
    assert (found["rule"], found["unchanged"], found["changed_inputs"]) == ("figures_outcomes", True, [])
    steps = [step["rule"] for step in found["steps"]]
    assert steps == ["ingest_cohort", "clean_cohort", "check_cohort", "derive_outcomes", "figures_outcomes"]
    assert TABLE in found["steps"][0]["inputs"]
    assert {file["state"] for file in found["files"]} == {"unchanged"}
    assert (found["drawn"]["n_rows"], len(found["drawn"]["rows"])) == (14, 14)
    drawn = {one["result_id"]: one for one in answer("figures/flow.csv")["drawn"]["results"]}
    assert set(drawn) <= set(pd.read_csv(results / "statistics.csv")["result_id"])
    patients = drawn["patients.patient.enrolled.count.count"]
    assert (patients["estimate"], patients["cells"]) == ("6", [f"{TABLE}:{line}:1" for line in range(2, 9)])


def test_a_file_that_was_changed_since_the_run_is_said_to_be(ask, results, tmp_path):
    copy = tmp_path / "results"
    shutil.copytree(results, copy / COHORT)
    with (copy / COHORT / "statistics.csv").open("a", encoding="utf-8") as handle:
        handle.write("\n")
    status, printed, _ = ask("statistics.csv", "--json", folder=copy)
    assert (status, json.loads(printed)["unchanged"]) == (0, False)
    assert "CHANGED since the run" in " ".join(ask("statistics.csv", folder=copy)[1].split())
    status, _, told = ask(MEDIAN, folder=copy)
    assert (status, "not of one run: statistics.csv has changed" in told) == (2, True)


def test_text_is_plain_and_fits_the_terminal(ask):
    status, printed, _ = ask(MEDIAN)
    assert status == 0
    assert "\x1b" not in printed
    assert max(map(len, printed.splitlines())) <= 100
    assert f"      {TABLE}:7:9 Size (mm)/reduction (%) week 12: 'Lost to follow-up'" in printed.splitlines()
    assert f"      {TABLE}:3:9 Size (mm)/reduction (%) week 12: '5/93' -> value 5" in printed.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figures/waterfal.svg"], ["figures/waterfall.svg", "is no result"]),
        (["provenance/manifest.json"], ["no recorded step"]),
        ([TABLE], ["is a raw file", f"--cell {TABLE}:"]),
        (["--cell", "nothing"], ["FILE:LINE:COLUMN", TABLE]),
    ],
)
def test_what_there_is_not_is_told_in_one_message(ask, arguments, words):
    status, printed, told = ask(*arguments)
    assert (status, printed) == (2, "")
    assert all(word in told for word in words)


def test_a_reader_that_has_enough_ends_the_answer_without_a_traceback(results):
    command = [sys.executable, "-m", "casetrace", "trace", COHORT, "statistics.csv", "--results", str(results.parent)]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        run = subprocess.run(command, cwd=REPOSITORY, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_where_the_terminal_has_no_minus_sign_a_number_keeps_its_sign(results):
    row = pd.read_csv(results / "statistics.csv").query("estimate < -1").iloc[0]
    command = [sys.executable, "-m", "casetrace", "trace", COHORT, row["result_id"], "--results", str(results.parent)]
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    run = subprocess.run(command, cwd=REPOSITORY, env=ascii_only, stdout=subprocess.PIPE, text=True, check=True)
    number = next(line for line in run.stdout.splitlines() if line.startswith("Number"))
    assert number.split()[1].startswith("-")


def test_every_place_that_answers_are_read_from_is_there(results):
    assert [place for place in ANSWERED_FROM if not (results / place).exists()] == []

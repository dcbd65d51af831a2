"""`python -m scripts.trace` on the finished run: numbers back to cells, cells on to results, files to their steps."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import yaml

from scripts.trace import main
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
    assert found["printed"]["estimate"] == "92.9"
    assert found["words"] == "Median, reduction of lesion size at week 12, over patients, as observed"
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
    from scripts.lineage.chain import Lineage

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
    assert found["outputs"][:2] == ["statistics.csv", "report.html"]


def test_a_file_is_traced_to_its_step_and_a_figure_to_what_it_draws(answer, results):
    found = answer("figures/waterfall.png")
    assert (found["rule"], found["unchanged"]) == ("plot_outcomes", True)
    assert found["steps"] == ["ingest_cohort", "clean_cohort", "check_cohort", "derive_outcomes", "plot_outcomes"]
    assert len(found["drawn"]["rows"]) == 14
    drawn = answer("figures/flow.csv")["drawn"]["results"]
    assert set(drawn) <= set(pd.read_csv(results / "statistics.csv")["result_id"])
    assert "patients.patient.enrolled.count.count" in drawn


def test_a_file_that_was_changed_since_the_run_is_said_to_be(ask, results, tmp_path):
    copy = tmp_path / "results"
    shutil.copytree(results, copy / COHORT)
    with (copy / COHORT / "statistics.csv").open("a", encoding="utf-8") as handle:
        handle.write("\n")
    status, printed, _ = ask("statistics.csv", "--json", folder=copy)
    assert (status, json.loads(printed)["unchanged"]) == (0, False)


def test_text_is_plain_and_fits_the_terminal(ask):
    status, printed, _ = ask(MEDIAN)
    assert status == 0
    assert "\x1b" not in printed
    assert max(map(len, printed.splitlines())) <= 100
    assert f"      {TABLE}:7:9 Size (mm)/reduction (%) week 12: 'Lost to follow-up'" in printed.splitlines()


def test_a_pattern_lists_the_results_that_it_fits(ask, results):
    status, printed, _ = ask("age_years.*")
    names = [name for name in pd.read_csv(results / "statistics.csv")["result_id"] if name.startswith("age_years.")]
    assert (status, printed.split()) == (0, names)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([MEDIAN.replace("median", "medain")], [MEDIAN, "is no result"]),
        (["--cell", "table1.csv:99:1"], ["line 99", "lines 2 to 8"]),
        (["--cell", "table1.csv:3:Nose"], ["no column 'Nose'", "7 Complications"]),
        (["--cell", "nothing"], ["FILE:LINE:COLUMN", TABLE]),
        (["--cell", "other.csv:1:1"], ["FILE:LINE:COLUMN", TABLE]),
    ],
)
def test_what_there_is_not_is_told_in_one_message(ask, arguments, words):
    status, printed, told = ask(*arguments)
    assert (status, printed) == (2, "")
    assert all(word in told for word in words)


def test_a_cohort_without_results_or_without_a_lineage_is_told(ask, results, tmp_path, capsys):
    assert main(["nobody", "x", "--results", str(results.parent)]) == 2
    assert f"there are results of {COHORT}" in capsys.readouterr().err
    (tmp_path / COHORT).mkdir()
    shutil.copy(results / "statistics.csv", tmp_path / COHORT)
    status, _, told = ask(MEDIAN, folder=tmp_path)
    assert (status, "have no lineage; run snakemake" in told) == (2, True)

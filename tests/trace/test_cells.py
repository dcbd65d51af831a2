"""What a raw cell of a made-up table became, and what it reaches; the expected rows are read off the table."""

from typing import Any

from tests.trace.conftest import MEDIAN


def reached(found: dict[str, Any]) -> set[str]:
    return {result["result_id"] for result in found["results"]}


def test_a_hidden_cell_shows_its_pseudonym_but_never_its_text(answer, ask):
    found = answer("--cell", "table.csv:2:Case")
    assert (found["cell"]["text"], found["column_role"]) == (None, "patient_id, pseudonymised")
    (patient,) = [one for one in found["became"] if (one["table"], one["field"]) == ("patients", "patient_id")]
    assert patient["clean_value"].startswith("P")
    assert "Text          hidden" in ask("--cell", "table.csv:2:Case")[1].splitlines()


def test_a_cell_that_tells_whose_a_row_is_reaches_every_result_over_its_patient(answer, made_up):
    found = answer("--cell", "table.csv:2:Case")
    assert reached(found) == set(made_up.statistics.index)
    # one lesion, at two visits under each scenario
    scenarios = made_up.frame("derive/lesion_visits")["scenario"].nunique()
    assert [row["dataset"] for row in found["rows"]].count("derive/lesions") == 1
    assert [row["dataset"] for row in found["rows"]].count("derive/lesion_visits") == 2 * scenarios
    assert not any(row["fields"] for row in found["rows"])


def test_a_size_reaches_the_visits_that_it_is_the_baseline_of(answer):
    found = answer("--cell", "table.csv:3:5")
    (size,) = [one for one in found["became"] if one["field"] == "value"]
    assert (size["table"], size["value"], size["clean_value"]) == ("measurements", "7", "7")
    assert all("baseline" in row["fields"] for row in found["rows"])
    assert {row["dataset"] for row in found["rows"]} == {"derive/lesion_visits"}


def test_a_blank_cell_reaches_the_results_that_leave_its_row_out_and_what_is_carried_forward_to_it(answer):
    found = answer("--cell", "table.csv:2:7")
    assert found["cell"]["text"] == ""
    assert MEDIAN in reached(found)
    # who is evaluable at week 4 is told by reasons, and these by whether the patient has data later on
    assert {name.partition(".")[0] for name in reached(found) if ".week_4." in name} == {"evaluable"}
    carried = [row for row in found["rows"] if "last observation carried forward" in row["label"]]
    assert [("week 12" in row["label"], "value" in row["fields"]) for row in carried] == [(True, True)]


def test_the_text_that_sets_a_line_aside_reaches_every_result(answer, made_up):
    found = answer("--cell", "table.csv:5:Study")
    assert "row filter" in found["note"]
    assert "row filter" in found["cell"]["cleaning"]
    assert reached(found) == set(made_up.statistics.index)


def test_cells_reach_the_results_whose_answers_name_them(answer, read_once):
    lineage = read_once.lineage
    for column in (2, 3, 5, 6, 7):
        number = lineage.origins.cells.number("data/table.csv", 2, column)
        names = reached(answer("--cell", f"table.csv:2:{column}"))
        assert names == {name for name in lineage.results if number in lineage.cells_of(name)}


def test_files_say_how_many_of_the_results_and_rows_they_hold(answer, made_up):
    held = {one["file"]: one for one in answer("--cell", "table.csv:2:7")["outputs"]}
    assert held["statistics.csv"]["n_results"] == len(answer("--cell", "table.csv:2:7")["results"])
    assert held["derive/lesion_visits.csv"]["n_rows"] == made_up.frame("derive/lesion_visits")["scenario"].nunique()
    assert "report.html" not in held


def test_text_counts_results_by_analysis_and_names_all_where_they_are_asked_for(ask):
    few, everything = (ask("--cell", "table.csv:2:7", *more)[1] for more in ((), ("--all",)))
    n_reductions = sum(line.strip().startswith("reduction.size_mm.") for line in everything.splitlines())
    assert f"  {n_reductions:>6} reduction" in few.splitlines()
    assert few.count("reduction.size_mm.") < n_reductions

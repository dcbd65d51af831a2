"""A result of a made-up table, with the rows that enter it, those left out and the raw cells of each."""

from typing import Any

import pytest

from tests.trace.conftest import MEDIAN

#: Line and column of each raw text that the median at week 12 is made of: only the second patient has a size there,
#: 4 mm after 7 mm.
ENTERS = {(3, 7): "4", (3, 5): "7"}
LEFT_OUT = {(2, 7): "", (2, 5): "9"}


def cells(part: dict[str, Any]) -> dict[tuple[int, int], str]:
    found = [cell for row in part["rows"] for value in row["values"] for cell in value["cells"]]
    return {(cell["line"], cell["column"]): cell["text"] for cell in found}


def test_a_result_is_traced_to_the_raw_cells_of_its_rows_and_of_those_left_out(answer):
    found = answer(MEDIAN)
    assert found["number"]["estimate"] == pytest.approx(100 * (1 - 4 / 7))
    assert found["printed"]["estimate"] == "43"
    used, left_out = found["rests_on"]
    assert (used["role"], cells(used)) == ("used", ENTERS)
    assert (left_out["role"], cells(left_out)) == ("left out", LEFT_OUT)


def test_cells_say_what_they_became_for_the_value(answer):
    (row,) = answer(MEDIAN)["rests_on"][0]["rows"]
    (value,) = row["values"]
    became = {(cell["line"], cell["column"]): cell["became"] for cell in value["cells"]}
    assert {place: [(one["field"], one["clean_value"]) for one in own] for place, own in became.items()} == {
        (3, 7): [("value", "4")],
        (3, 5): [("value", "7")],
    }


def test_rows_say_which_cells_tell_whose_they_are_without_the_text_of_hidden_ones(answer):
    (row,) = answer(MEDIAN)["rests_on"][0]["rows"]
    assert [(cell["column"], cell["text"]) for cell in row["about"]] == [(2, None), (3, "calcinosis")]


def test_a_count_of_rows_shows_the_cells_that_tell_whose_they_are(ask):
    printed = ask("patients.patient.enrolled.count.count")[1]
    assert "      of data/table.csv:2:2 Case: hidden" in printed.splitlines()


def test_no_more_rows_are_listed_than_were_asked_for(answer, ask):
    name = "lesions.lesion.enrolled.count.count"
    (part,) = answer(name, "--rows", "1")["rests_on"]
    assert (part["n_rows"], len(part["rows"])) == (2, 1)
    assert "  and 1 more (--all)" in ask(name, "--rows", "1")[1].splitlines()
    assert len(answer(name, "--rows", "1", "--all")["rests_on"][0]["rows"]) == 2


def test_a_negative_number_of_rows_is_refused(ask):
    with pytest.raises(SystemExit, match="2"):
        ask(MEDIAN, "--rows", "-1")


@pytest.mark.parametrize("pattern", ["reduction.size_mm.week_12.*mean*", "reduction.size_mm.week_12."])
def test_a_pattern_or_the_beginning_of_names_lists_results_as_text_and_as_json(answer, ask, made_up, pattern):
    found = answer(pattern)
    names = [result["result_id"] for result in found["results"]]
    fitting = [name for name in made_up.statistics.index if name.startswith("reduction.size_mm.week_12.")]
    assert names == [name for name in fitting if "*" not in pattern or "mean" in name]
    assert ask(pattern)[1].split() == names


def test_a_name_that_is_none_is_told_with_those_most_like_it(ask):
    status, printed, told = ask(MEDIAN.replace("median", "medain"))
    assert (status, printed) == (2, "")
    assert told.splitlines()[1] == f"  {MEDIAN}"

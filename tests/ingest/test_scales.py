"""Scales that nobody declares: short ordinal scores are taken for levels, and words are told of."""

import json
from typing import Any

import pytest

from tests.stages.one_truth import Shape
from tests.stages.running import Run, check_message, checked_cohort, ingest_and_clean, with_files

IGA = "Patient,{header} week 0,{header} week 4\nP1,3,1\nP2,4,0\nP3,2,3\n"


def read(folder, text: str, **cohort) -> Run:
    section = checked_cohort({"table": {"file": "t.csv", "columns": {"Patient": "patient_id"}}} | cohort)
    return ingest_and_clean(with_files(folder, Shape({"t.csv": text.encode()}, {})), section)


def table(**columns) -> dict:
    return {"file": "t.csv", "columns": {"Patient": "patient_id"} | columns}


def mapped(header: str, outcome: str) -> dict[str, Any]:
    return table(**{f"{header} week {{visit}}": {"outcome": outcome}})


def plan(run: Run) -> dict[str, Any]:
    return dict(json.loads((run.folder / "out/ingest/plan.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("header", ["IGA", "PGA"])
def test_a_score_by_a_well_known_name_is_taken_for_levels_with_a_warning(folder, header):
    run = read(folder, IGA.format(header=header))
    section = plan(run)["outcomes"][header.lower()]
    assert (section["scale"], section["levels"], section["best_value"]) == ("ordered", ["0", "1", "2", "3", "4"], 0)
    warning = run.problems("warning").query("rule == 'taken for an ordered scale'")
    assert "scale: score" in warning["remedy"].item()
    assert list(plan(run)["endpoints"]) == ["category"]


def test_whole_numbers_with_a_small_declared_maximum_are_taken_for_levels(folder):
    run = read(
        folder,
        IGA.format(header="softness"),
        table=mapped("softness", "softness"),
        outcomes={"softness": {"maximum": 5}},
    )
    assert plan(run)["outcomes"]["softness"]["levels"] == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    "outcome", [{}, {"maximum": 10}, {"maximum": 5, "unit": "mm"}, {"maximum": 5, "scale": "score"}]
)
def test_other_numbers_are_measurements(folder, outcome):
    run = read(
        folder, IGA.format(header="softness"), table=mapped("softness", "softness"), outcomes={"softness": outcome}
    )
    assert plan(run)["outcomes"]["softness"]["scale"] in ("size", "score")
    assert run.problems("warning").query("rule == 'taken for an ordered scale'").empty


def test_a_grade_with_decimals_is_a_measurement(folder):
    text = IGA.format(header="grade").replace("P1,3,1", "P1,3.5,1")
    assert plan(read(folder, text, table=mapped("grade", "grade")))["outcomes"]["grade"]["scale"] == "size"


def test_an_endpoint_that_the_levels_can_t_answer_is_an_error(folder):
    endpoints = {"e": {"kind": "percent_change", "outcome": "iga", "primary": True}}
    message = check_message(read(folder, IGA.format(header="IGA"), outcomes={"iga": {}}, endpoints=endpoints))
    assert "endpoint e of kind percent_change, and iga is of the scale ordered" in message


WORDS = "Patient,Response week 12\nP1,complete\nP2,Partial response\nP3,none\nP4,CR\n"


def test_words_in_a_measured_column_say_how_they_are_declared(folder):
    section = table(**{"Response week 12": {"outcome": "response", "visit": 12}})
    message = check_message(read(folder, WORDS, table=section))
    assert "1 error" in message
    assert "scale: ordered, levels: [complete, Partial response, none]" in message


def test_words_in_a_column_that_nothing_reads_say_so_too(folder):
    message = check_message(read(folder, WORDS))
    assert 'map "Response week 12" under columns to {outcome: response, visit: <week>}' in message


def test_a_column_of_responses_beside_sizes_is_a_warning(folder):
    text = "Patient,size week 0,size week 12,Response\nP1,10,0,complete\nP2,12,8,none\n"
    run = read(folder, text)
    assert run.problems().empty
    assert run.problems("warning")["header"].tolist() == ["Response"]


RESPONSE = {"response": {"scale": "ordered", "levels": ["complete", "partial", "none"], "better": "lower"}}


def test_declared_words_are_read_as_their_level(folder):
    run = read(folder, WORDS, outcomes=RESPONSE)
    assert run.problems().empty
    assert run.frame("clean/measurements")["value"].tolist() == [0, 1, 2, 0]


def test_a_word_that_is_no_level_is_an_error_with_its_place(folder):
    message = check_message(read(folder, WORDS.replace("none", "weird"), outcomes=RESPONSE))
    assert "t.csv, line 4, column 2 (Response week 12)" in message
    assert "one of the levels of response, complete, partial, none" in message


def test_a_disposition_stays_one_unless_a_level_is_called_so(folder):
    text = WORDS.replace("P3,none", "P3,died")
    dispositions = read(folder, text, outcomes=RESPONSE).frame("clean/disposition").set_index("patient_id")
    assert dispositions.loc["P3", "status"] == "died"
    levels = ["complete", "partial", "died"]
    run = read(folder, text, outcomes={"response": RESPONSE["response"] | {"levels": levels}})
    assert run.frame("clean/measurements")["value"].tolist() == [0, 1, 2, 0]


def test_the_values_of_a_column_say_what_its_texts_stand_for(folder):
    columns = {"Response week 12": {"outcome": "response", "visit": 12, "values": {"A": "complete", "B": "none"}}}
    run = read(folder, "Patient,Response week 12\nP1,A\nP2,b\n", table=table(**columns), outcomes=RESPONSE)
    assert run.frame("clean/measurements")["value"].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("outcome", "texts", "reductions"),
    [
        ({}, ["50 %", "-20%", "100"], [50, -20, 100]),
        ({"positive": "increase"}, ["-50 %", "20", "−100 %"], [50, -20, 100]),
        ({"better": "higher"}, ["50", "-20 %", "250"], [-50, 20, -250]),
    ],
)
def test_percentages_as_printed_are_the_reductions_that_they_say(folder, outcome, texts, reductions):
    from tests.stages.running import derive

    rows = "".join(f"P{number},{text}\n" for number, text in enumerate(texts, 1))
    cohort = checked_cohort(
        {
            "table": table(**{"Change week 8": {"outcome": "change", "visit": 8}}),
            "outcomes": {"change": {"scale": "percent_change"} | outcome},
        }
    )
    run = ingest_and_clean(with_files(folder, Shape({"t.csv": f"Patient,Change week 8\n{rows}".encode()}, {})), cohort)
    assert run.problems().empty
    derive(run, cohort)
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed'")
    assert visits["percent_reduction"].tolist() == reductions
    assert visits["missing_reason"].tolist() == [""] * 3


def test_a_reduction_of_more_than_everything_is_an_error(folder):
    outcomes = {"change": {"scale": "percent_change"}}
    section = table(**{"Change week 8": {"outcome": "change", "visit": 8}})
    message = check_message(read(folder, "Patient,Change week 8\nP1,120\n", table=section, outcomes=outcomes))
    assert "at most 100 %" in message

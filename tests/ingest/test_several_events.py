"""Columns of events: several of them in one cell, what other columns say of each, and what config states of all."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.ingest.mapper import Mapped
from tests.ingest.reading import column, mapped, rows, rules
from tests.stages.running import FULL

HEADER = "patient_id,complications,size_week_0"
WIDE = "patient_id,complications,event_week,event_serious,size_week_0"
RULE = "several events in one cell"


def events(result: Mapped, *names: str) -> list[tuple[str, ...]]:
    return rows(result, "events", "patient_id", "number", *(names or ("type",)))


def columns(**parts: Any) -> dict[str, Any]:
    return {"complications": parts}


def test_several_events_of_a_cell_are_numbered_in_its_order_and_have_its_raw_cell():
    result = mapped(HEADER, "P1,pain; infection,5", "P2,pain,4", "P1,fever,5", lesion_id="lettered")
    assert events(result) == [("P1", "1", "pain"), ("P1", "2", "infection"), ("P1", "3", "fever"), ("P2", "1", "pain")]
    assert rules(result) == []
    types = result.cells[(result.cells["table"] == "events") & (result.cells["field"] == "type")]
    places = list(zip(types["row"], types["line"], types["column"], types["text"], types["how"], strict=True))
    assert sorted(places) == [
        (0, 2, 2, "pain; infection", "split"), (1, 2, 2, "pain; infection", "split"), (2, 4, 2, "fever", "cell"),
        (3, 3, 2, "pain", "cell"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "types", "severities"),
    [
        ("pain + infection", ["pain", "infection"], []),
        ("pain; none", ["pain"], []),
        ("none; -", [], []),
        ("pain, swelling and infection", ["pain", "swelling", "infection"], ["warning"]),
        ("Infection, week 3", ["Infection, week 3"], ["error"]),
        ("pain/swelling", ["pain/swelling"], ["error"]),
    ],
)
def test_what_is_certain_is_read_what_is_likely_is_told_and_what_is_doubtful_is_an_error(text, types, severities):
    result = mapped(HEADER, f'P1,"{text}",5')
    assert column(result, "events", "type") == types
    assert [problem.severity for problem in result.problems] == severities
    assert all(problem.rule == RULE and "separator" in problem.remedy for problem in result.problems)


def test_a_doubtful_text_is_told_once_with_its_rows():
    result = mapped(HEADER, 'P1,"pain, transient",5', 'P2,"pain, transient",5')
    (problem,) = result.problems
    assert problem.found == '"pain, transient", in 2 rows'


@pytest.mark.parametrize(
    ("separator", "types"),
    [
        (",", ["pain", "transient"]),
        ([",", "and"], ["pain", "transient"]),
        ("", ["pain, transient"]),
        (";", ["pain, transient"]),
    ],
)
def test_a_declared_separator_settles_it(separator, types):
    result = mapped(HEADER, 'P1,"pain, transient",5', columns=columns(field="event_type", separator=separator))
    assert column(result, "events", "type") == types
    assert result.problems == []


def test_a_text_that_config_translates_is_one_event_and_so_is_each_translated_part():
    values = {"pain, transient": "transient pain", "inf": "infection"}
    result = mapped(
        HEADER, 'P1,"Pain, transient",5', "P2,inf; pain,5", columns=columns(values=values, field="event_type")
    )
    assert column(result, "events", "type") == ["transient pain", "infection", "pain"]
    assert result.problems == []


def test_patterns_read_each_part_of_a_cell_whose_separator_is_declared():
    cells = [
        {"pattern": "No"},
        {"pattern": r"Infection in week (?P<event_week>\d+)", "set": {"event_type": "infection"}},
        {"pattern": "(?P<event_type>pain)"},
    ]
    result = mapped(HEADER, "P1,Infection in week 2; pain,5", "P2,No,4", columns=columns(cells=cells, separator=";"))
    assert events(result, "type", "week") == [("P1", "1", "infection", "2"), ("P1", "2", "pain", "")]
    assert result.problems == []


def test_a_pattern_that_takes_several_events_as_one_is_an_error_unless_it_spells_them_out():
    spelled = [{"pattern": "(?P<event_type>redness and swelling|pain)"}]
    assert mapped(HEADER, "P1,redness and swelling,5", columns=columns(cells=spelled)).problems == []
    anything = [{"pattern": "(?P<event_type>.+)"}]
    result = mapped(HEADER, "P1,pain; infection,5", "P2,pain,4", columns=columns(cells=anything))
    assert rules(result) == [(RULE, 2, 2)]


def test_a_checked_box_is_one_event():
    boxes = {"complications": {"field": "event_type", "checked": "redness, swelling"}}
    result = mapped(HEADER, "P1,1,5", columns=boxes)
    assert column(result, "events", "type") == ["redness, swelling"]
    assert result.problems == []


def test_other_columns_say_one_thing_of_all_events_of_a_row_or_one_of_each():
    result = mapped(WIDE, "P1,pain; infection,2; 5,no,5", "P2,pain,3,yes,4")
    assert events(result, "type", "week", "serious") == [
        ("P1", "1", "pain", "2", "no"), ("P1", "2", "infection", "5", "no"), ("P2", "1", "pain", "3", "yes")
    ]  # fmt: skip
    assert result.problems == []


@pytest.mark.parametrize("row", ["P1,pain; infection,2; 5; 7,,5", "P1,pain,2; 5,,5"])
def test_texts_that_are_not_one_for_each_event_are_an_error(row):
    assert rules(mapped(WIDE, row)) == [("texts and events differ in number", 2, 3)]


def test_one_merged_cell_with_several_events_tells_of_them_once():
    result = mapped(
        "Case,W0,complications", "1,5,pain; fever", ",6,", ",7,",
        lesion_id="lettered",
        columns={"Case": "patient_id", "W0": {"outcome": "size_mm", "visit": 0}},
        merged_cells={"when_blank": "Case", "fill_down": ["Case", "complications"]},
    )  # fmt: skip
    assert events(result) == [("1", "1", "pain"), ("1", "2", "fever")]


def test_an_event_that_is_a_death_is_serious_whatever_config_states_of_the_others():
    stated = {"event_serious": {"value": "no", "source": "Results"}}
    result = mapped(HEADER, "P1,pain; infection,5", "P2,death,4", stated=stated)
    assert events(result, "type", "serious") == [
        ("P1", "1", "pain", "no"), ("P1", "2", "infection", "no"), ("P2", "1", "death", "yes")
    ]  # fmt: skip
    assert result.judged == {"event_serious"}


def test_what_a_pattern_sets_is_stated_by_config_and_what_it_captures_is_not():
    set_by_config = [{"pattern": "(?P<event_type>.+)", "set": {"event_serious": "no"}}]
    assert mapped(HEADER, "P1,pain,5", columns=columns(cells=set_by_config)).judged == {"event_serious"}
    captured = [{"pattern": r"(?P<event_type>\w+) (?P<event_serious>\w+)"}]
    assert mapped(HEADER, "P1,pain no,5", columns=columns(cells=captured)).judged == set()


@settings(max_examples=25 if FULL else 8, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["pain", "fever", "rash"]), min_size=1, max_size=4), min_size=1, max_size=4))
def test_there_are_as_many_events_as_texts(cells):
    lines = [f"P{number},{'; '.join(texts)},5" for number, texts in enumerate(cells)]
    result = mapped(HEADER, *lines)
    assert column(result, "events", "type") == [text for texts in cells for text in texts]


@pytest.mark.parametrize(("cells", "found"), [(("", ""), ["warning"]), (("", "no"), []), (("pain", ""), [])])
def test_a_column_without_any_text_may_be_one_that_nobody_filled_in(cells, found):
    texts = (f"P{n},{cell},5" for n, cell in enumerate(cells, start=1))
    result = mapped(HEADER, *texts, columns=columns(field="event_type"))
    assert [problem.severity for problem in result.problems] == found
    assert all(problem.rule == "no cell records whether there was an event" for problem in result.problems)

"""Texts that name several events, and texts that name one although they have a comma, a slash or an "and"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.several import clear_parts, names_alone, separated, split_by

NAMES = ["pain", "infection", "swelling of the hand", "fever", "haematoma"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("pain", ["pain"]),
        ("pain; infection", ["pain", "infection"]),
        ("pain;infection;", ["pain", "infection"]),
        ("pain | infection", ["pain", "infection"]),
        ("pain\ninfection", ["pain", "infection"]),
        ("pain + infection", ["pain", "infection"]),
        ("• pain • infection", ["pain", "infection"]),
        ("infection (skin; left hand)", ["infection (skin; left hand)"]),
        ("infection (skin, left hand)", ["infection (skin, left hand)"]),
        ("infection (week 2); pain [grade 1; transient]", ["infection (week 2)", "pain [grade 1; transient]"]),
        ("swelling of 3,5 cm", ["swelling of 3,5 cm"]),
        ("CD4+ cells low", ["CD4+ cells low"]),
    ],
)
def test_clear_separators_part_events_outside_brackets(text, parts):
    assert separated(text, ()) == (tuple(parts), "certain")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("pain, swelling and infection", ["pain", "swelling", "infection"]),
        ("Pain, swelling, and infection", ["Pain", "swelling", "infection"]),
        ("Schmerz, Fieber und Rötung", ["Schmerz", "Fieber", "Rötung"]),
        ("smerte, feber & rødme", ["smerte", "feber", "rødme"]),
    ],
)
def test_a_list_with_commas_and_a_last_and_is_read_with_a_reservation(text, parts):
    assert separated(text, ()) == (tuple(parts), "likely")


@pytest.mark.parametrize(
    "text",
    [
        "Infection, week 3",
        "pain, transient",
        "Pain, mild and transient",
        "pain, infection",
        "pain and swelling",
        "Skin and soft tissue infection",
        "nausea/vomiting",
        "pain+fever",
        "Infection, superficial, treated and resolved",
        "Infection of the skin, with fever and pain",
        "pain; infection, week 3",
    ],
)
def test_where_nothing_tells_an_event_from_a_part_of_its_name_the_text_is_doubtful(text):
    assert separated(text, ()).certainty == "doubtful"


def test_events_that_stand_alone_elsewhere_are_known():
    names = names_alone(["Pain", "infection; fever", "pain, infection", "rash, week 3"])
    assert names == {"pain", "infection", "fever"}
    assert separated("pain, infection", names) == (("pain", "infection"), "certain")
    assert separated("fever and Pain", names) == (("fever", "Pain"), "certain")
    assert separated("pain, rash", names).certainty == "doubtful"


@pytest.mark.parametrize(
    ("text", "separators", "parts"),
    [
        ("pain, infection", [","], ["pain", "infection"]),
        ("pain, swelling and infection", [",", "and"], ["pain", "swelling", "infection"]),
        ("pain, swelling and infection", [",", " and "], ["pain", "swelling", "infection"]),
        ("pain, swelling, and infection", [",", "and"], ["pain", "swelling", "infection"]),
        ("pain, swelling and infection", [","], ["pain", "swelling and infection"]),
        ("Sandy skin and pain", ["and"], ["Sandy skin", "pain"]),
        ("pain // fever / chills", ["//"], ["pain", "fever / chills"]),
        ("pain; infection", [], ["pain; infection"]),
        ("pain.fever", ["."], ["pain", "fever"]),
    ],
)
def test_declared_separators_alone_part_events(text, separators, parts):
    assert split_by(text, separators) == parts


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.sampled_from(["; ", ";", " | ", "\n", " + "]))
def test_there_are_as_many_events_as_texts(names, separator):
    assert list(separated(separator.join(names), ()).parts) == names
    assert clear_parts(separator.join(names)) == names


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.sampled_from([", ", " / ", " and ", " & "]))
def test_known_events_are_parted_by_any_separator(names, separator):
    assert separated(separator.join(names), names) == (tuple(names), "certain")


@given(st.text(max_size=40))
def test_no_text_is_lost(text):
    parts = separated(text, ()).parts
    assert all(part in text and part.strip() == part and part for part in parts)

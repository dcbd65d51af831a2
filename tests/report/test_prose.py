"""How lines are put together, and tables of them."""

import pytest

from casetrace.report.document.blocks import Cell, Row
from casetrace.report.document.inlines import Number, Setting
from casetrace.report.document.prose import capitalised, enumerated, joined, line, plural, prose, with_article
from casetrace.report.document.tables import head_row, header, number_cell, started, within

NUMBER = Number("92.9", "reduction", "estimate")


def test_texts_that_meet_are_one_and_empty_ones_are_none():
    assert line("median ", "", NUMBER, (" of ", "6")) == ("median ", NUMBER, " of 6")
    assert line("", ()) == ()


def test_slots_are_filled_and_percent_keeps_to_its_number():
    shown = prose("Median {median} % of {n}, in %; at {level}.", median=NUMBER, n="6", level=(Setting("95", "x"), " %"))
    assert shown == ("Median ", NUMBER, "\N{NO-BREAK SPACE}% of 6, in %; at ", Setting("95", "x"), " %.")


def test_a_slot_without_a_part_is_a_fault():
    with pytest.raises(KeyError, match="median"):
        prose("Median {median}.", mean=NUMBER)


def test_braces_of_a_part_are_text():
    assert prose("{text}", text="{x} {{y}}") == ("{x} {{y}}",)


def test_parts_are_joined():
    assert joined([]) == ()
    assert joined([NUMBER]) == (NUMBER,)
    assert joined([NUMBER, "a", "b"], "; ") == (NUMBER, "; a; b")


def test_words():
    assert enumerated(["sex"]) == "sex"
    assert enumerated(["sex", "site", "arm"]) == "sex, site and arm"
    assert with_article("increase") == "an increase"
    assert with_article("reduction") == "a reduction"
    assert capitalised("range of Motion") == "Range of Motion"
    assert [plural("claim", number) for number in (0, 1, 2)] == ["claims", "claim", "claims"]


def test_rows_take_texts_and_cells_and_the_first_of_a_group_starts_it():
    first, second = started([("Week 4", number_cell(NUMBER)), ("Week 12", number_cell(NUMBER))])
    assert first == Row((Cell(("Week 4",)), Cell((NUMBER,), "number")), ("start",))
    assert second.roles == ()
    assert header("Visit").cells == (Cell(("Visit",), heading=True),)
    assert head_row("Sex", within("female")) == Row(
        (Cell(("Sex",), heading=True), Cell(("female",), "within")), ("head",)
    )

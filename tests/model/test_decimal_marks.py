"""The decimal mark of a study, where numbers are printed."""

import pytest

from casetrace.figures.text import number
from casetrace.model import numbers


@pytest.mark.parametrize(
    ("printed", "point", "comma"),
    [
        (lambda: numbers.fixed(1234.5, 1), "1\N{NARROW NO-BREAK SPACE}234.5", "1\N{NARROW NO-BREAK SPACE}234,5"),
        (lambda: numbers.trimmed(57.50, 2), "57.5", "57,5"),
        (lambda: numbers.trimmed(70.0, 2), "70", "70"),
        (lambda: numbers.fixed(-0.25, 2), "\N{MINUS SIGN}0.25", "\N{MINUS SIGN}0,25"),
        (lambda: numbers.p_value(0.0005), "<0.001", "<0,001"),
        (lambda: numbers.p_value(0.0625), "0.063", "0,063"),
        (lambda: number(1234.5), "1\N{NARROW NO-BREAK SPACE}234.5", "1\N{NARROW NO-BREAK SPACE}234,5"),
    ],
)
def test_a_number_has_the_mark_of_its_study(printed, point, comma):
    assert printed() == point
    with numbers.decimal_mark("comma"):
        assert printed() == comma
    assert printed() == point


def test_a_note_has_the_decimal_mark_of_the_study_but_for_identifiers():
    note = "rho 0.99, P \N{GREATER-THAN OR EQUAL TO} 0.05; Tipton 2015, doi 10.1037/met0000011; Python 3.11.7"
    assert numbers.marked_words(note) == note
    with numbers.decimal_mark("comma"):
        assert numbers.marked_words(note) == note.replace("0.99", "0,99").replace("0.05", "0,05")

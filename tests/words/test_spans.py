"""Ages that are no plain number."""

import pytest

from casetrace.words.spans import years_of


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("4 y 6 m", "4.5"),
        ("4y6m", "4.5"),
        ("2 years, 3 months", "2.25"),
        ("3 Jahre und 9 Monate", "3.75"),
        ("1 yr 0 mo", "1"),
        ("6/12", "0.5"),
        ("13/52", "0.25"),
        ("2½", "2.5"),
        ("¾", "0.75"),
    ],
)
def test_ages_are_read_in_years(text, years):
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["60s", "<1", "60–69", "6/13", "4 y 12 m", "6 m", "4.5", "y 6 m", "", "1/2/3"])
def test_other_texts_are_none_of_these(text):
    assert years_of(text) == ""

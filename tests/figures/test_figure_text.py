import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.figures.look import only_bundled_fonts
from casetrace.figures.text import number, one_line, percent_number, short_names, shorten, text_width, wrap
from casetrace.model import numbers

only_bundled_fonts()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (100000, "100\u202f000"),
        (-20, "\N{MINUS SIGN}20"),
        (2.5, "2.5"),
        (0.0, "0"),
    ],
)
def test_numbers_are_plain(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [(57.142857, "57"), (100.0, "100"), (99.93, "99.9"), (0.0, "0"), (0.2, "0.2"), (-3.4, "\N{MINUS SIGN}3")],
)
def test_a_percentage_reads_as_complete_or_unchanged_only_where_it_is(percent, text):
    assert percent_number(percent) == text


@given(st.integers(-4000, 4000).map(lambda n: n / 16))
def test_a_percentage_is_rounded_as_in_the_tables(percent):
    # of 62.5 the tables have 63, as Methods says: halves away from zero
    assert percent_number(percent) == numbers.percent(percent, among=5)


def test_halves_are_rounded_away_from_zero():
    assert percent_number(62.5) == "63"
    assert number(-0.25, 1) == "\N{MINUS SIGN}0.3"
    assert number(numbers.significant(2.345, 3)) == "2.35"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20, unique=True))
def test_different_names_have_different_short_texts_that_fit(names):
    short = short_names(names)
    assert len(set(short.values())) == len(names)
    assert all(len(text) <= 12 for text in short.values())


def test_long_names_lose_what_they_share_and_no_number_is_cut():
    names = [f"PATIENT-2024-{index:04d}-LEFT" for index in (9, 10)]
    assert short_names(names) == {names[0]: "…0009…", names[1]: "…0010…"}


def test_short_names_stay_as_they_are():
    assert short_names(["6a", "6b"]) == {"6a": "6a", "6b": "6b"}


def test_a_long_text_loses_its_middle():
    assert shorten("anterolateral side of lower left leg", 12) == "ant…left leg"


def test_a_text_is_one_line_without_characters_that_do_not_print():
    assert one_line(" left\n\tleg\x00 ") == "left leg"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80), st.floats(20, 200))
def test_no_wrapped_line_is_wider_than_it_may_be(text, width):
    assert all(text_width(line, 7) <= width for line in wrap(text, width, 7))


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=30))
def test_wrapping_keeps_every_word(words):
    assert " ".join(wrap(" ".join(words), 60, 7)).split() == words


def test_lines_beyond_the_last_one_become_an_ellipsis():
    lines = wrap("one two three four five six seven eight", 40, 7, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_what_no_font_can_draw_is_one_question_mark():
    assert one_line("knee \U0001f468\u200d\U0001f469\u200d\U0001f467 left") == "knee ? left"
    assert (
        one_line("Größe \N{GREEK SMALL LETTER ETA} \N{RIGHTWARDS ARROW}")
        == "Größe \N{GREEK SMALL LETTER ETA} \N{RIGHTWARDS ARROW}"
    )

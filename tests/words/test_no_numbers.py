"""What a text probably is that stands where a number should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.read.numbers import plain_number
from casetrace.words.no_numbers import guess_of, is_date, is_decade, is_limit, is_marked_number


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("05-Mar", "a date"),
        ("3. Mai", "a date"),
        ("Dec-12", "a date"),
        ("2023-05-03", "a date"),
        ("12*", "the mark of a footnote"),
        ("25ᵃ", "the mark of a footnote"),
        ("30¹", "the mark of a footnote"),
        ("10a", "the mark of a footnote"),
        ("*12", "the mark of a footnote"),
        ("<0.5", "below a limit"),
        ("≤ 3 mm", "below a limit"),
        ("mindre end 5", "below a limit"),
        (">100", "above a limit"),
        ("more than 100", "above a limit"),
        ("~30", "approximate"),
        ("ca. 30 mm", "approximate"),
        ("2–3", "a range"),
        ("5 to 7 mm", "a range"),
        ("30/57", "several numbers"),
        ("20 (33%)", "several numbers"),
        ("٢٥", "the number 25"),
        ("１２,５", "digits of another script"),
        ("2½", "a fraction"),
        ("inf", "no number"),
        ("#DIV/0!", "the error of a formula"),
        ("=C2/2", "a formula"),
        ("60s", "a decade"),
        ("12\u200b", "U+200B ZERO WIDTH SPACE"),
        ("not assessable", "not measured"),
        ("Cleared", "what was gone"),
    ],
)
def test_what_a_text_probably_is(text, what):
    assert what in guess_of(text).what


@pytest.mark.parametrize("text", ["Mario", "marked", "see note", "may be", "12 parsecs", "decided 3 times"])
def test_of_other_texts_nothing_is_guessed(text):
    assert guess_of(text).what == ""


@pytest.mark.parametrize("text", ["Merged", "lesion has coalesced", "konfluierend", "fused"])
def test_of_a_lesion_that_has_merged_the_other_one_is_asked(text):
    guess = guess_of(text)
    assert "merged with another one" in guess.what
    assert f'mergers: {{"{text}": "<the other lesion>"}}' in guess.remedy
    assert f'missing: ["{text}"]' in guess.remedy


def test_a_limit_has_a_rule_of_its_outcome():
    assert "below_limit" in guess_of("<0.5").remedy
    assert "above_limit" in guess_of("> 100").remedy


def test_a_limit_of_what_is_no_outcome_has_none():
    guess = guess_of("<1", of_outcome=False)
    assert guess.what == "a value below a limit"
    assert guess.remedy.startswith('say under the column\'s values which number stands for it, such as values: {"<1": ')


def test_a_word_may_be_explained_in_config():
    assert 'values: {"CR": "0"}' in guess_of("CR").remedy
    assert 'missing: ["n.d."]' in guess_of("n.d.").remedy


@pytest.mark.parametrize("name", ["MAR-05", "MARK1", "P1", "1-3", "12", "Maria 12", "1.5"])
def test_names_are_no_dates(name):
    assert not is_date(name)


@given(st.decimals(0, 10**6, places=2).map(str))
def test_no_number_is_guessed_to_be_anything(text):
    assert plain_number(text, ".", "") is not None
    assert not any(is_form(text) for is_form in (is_marked_number, is_limit, is_decade, is_date))


@pytest.mark.parametrize(
    ("text", "ended"),
    [("moved abroad", "lost"), ("died of sepsis", "died"), ("dropped out", "withdrawn"), ("did not attend", "lost")],
)
def test_a_word_for_how_follow_up_ended_is_sent_to_dispositions(text, ended):
    guess = guess_of(text)
    assert guess.what == "a word for how follow-up ended"
    assert f'dispositions: {{"{text}": {ended}}}' in guess.remedy


def test_what_is_no_outcome_has_no_end_of_follow_up():
    assert "dispositions" not in guess_of("moved abroad", of_outcome=False).remedy


@pytest.mark.parametrize("text", ["none", "None", "nil", "ingen"])
def test_nothing_may_mean_that_nothing_was_measured_or_that_nothing_was_left(text):
    guess = guess_of(text)
    assert guess.what == "a word for what was not measured, or for what was gone"
    assert f'missing: ["{text}"]' in guess.remedy
    assert f'values: {{"{text}": "0"}}' in guess.remedy

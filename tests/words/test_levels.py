"""Which level a text means, and which texts are words for responses."""

import pytest

from casetrace.words.levels import are_responses, first_of_each, level_of

IGA = ("clear", "almost clear", "mild", "moderate", "severe")
RESPONSE = ("complete", "partial", "none")


@pytest.mark.parametrize(
    ("text", "levels", "number"),
    [
        ("clear", IGA, 0),
        ("  Almost   CLEAR ", IGA, 1),
        ("schwer", IGA, 4),
        ("modéré", IGA, 3),
        ("Partial response", RESPONSE, 1),
        ("CR", RESPONSE, 0),
        ("teilremission", RESPONSE, 1),
        ("ingen", RESPONSE, 2),
        ("2", ("0", "1", "2"), 2),
        ("2.0", ("0", "1", "2"), 2),
        ("1", ("1", "2", "3"), 0),
        ("ja", ("no", "yes"), 1),
        ("0", ("no", "yes"), 0),
        ("++", ("-", "+", "++"), 2),
    ],
)
def test_a_text_means_the_level_that_is_written_so_or_says_the_same(text, levels, number):
    assert level_of(text, levels) == number


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("weird", RESPONSE),
        ("stable", RESPONSE),
        ("2", IGA),
        ("3", ("0", "1", "2")),
        # Yes and no are levels where there are two alone.
        ("no", ("0", "1", "2")),
        ("yes", ("1", "2", "3")),
        # Which of two that say the same can't be told.
        ("CR", ("complete", "complete remission", "none")),
        ("", RESPONSE),
    ],
)
def test_a_text_that_means_no_level_or_several_has_none(text, levels):
    assert level_of(text, levels) is None


def test_a_level_written_as_another_one_s_synonym_is_that_level():
    assert level_of("complete remission", ("complete", "complete remission", "none")) == 1


@pytest.mark.parametrize("texts", [["complete", "partial", "none"], ["CR", "PR", "SD", "PD"], ["komplet", "ingen"]])
def test_words_for_responses_are_known(texts):
    assert are_responses(texts)


@pytest.mark.parametrize("texts", [["complete"], ["complete", "knee"], ["yes", "no"], ["mild", "severe"], []])
def test_other_words_are_none(texts):
    assert not are_responses(texts)


def test_of_words_that_say_the_same_the_first_is_proposed():
    assert first_of_each(["complete", "Partial response", "CR", "odd", "partial"]) == [
        "complete",
        "Partial response",
        "odd",
    ]

"""Names that hardly differ have one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.likeness import likeness_key, likeness_keys, nearest_name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("P1", "P1\u200b"),
        ("P1", "p1"),
        ("P1", "P01"),
        ("P1", "P-1"),
        ("P1", "P 1"),
        ("P1", "\u04201"),  # Cyrillic Er
        ("P1", "\u03a11"),  # Greek Rho
        ("B2", "\u0432 2"),  # Cyrillic small Ve, whose capital looks like B
        ("José", "Jose\u0301"),
        ("001", "1"),
        ("P1", "Ｐ１"),
        ("1-11", "1/11"),
        ("1-1", "1-01"),
    ],
)
def test_names_that_hardly_differ(name, other):
    assert likeness_key(name) == likeness_key(other)


@pytest.mark.parametrize(
    ("name", "other"), [("P1", "P10"), ("1-11", "11-1"), ("1", "10"), ("José", "Jose"), ("P1", "R1"), ("0", "O")]
)
def test_names_that_differ(name, other):
    assert likeness_key(name) != likeness_key(other)


@pytest.mark.parametrize("name", ["-", "***", "0"])
def test_a_name_of_signs_alone_keeps_them(name):
    assert likeness_key(name) == name


def test_a_name_that_hardly_differs_is_nearer_than_one_with_other_letters():
    assert nearest_name("W12", ["W1", "W2", "w-12"]) == "w-12"
    assert nearest_name("W12", ["Wl2", "Z"]) == "Wl2"
    assert nearest_name("W12", ["Hospital"]) == ""


@given(st.lists(st.text("aZ09-_ ./#é\u200b\n", max_size=8)) | st.lists(st.text("aZ019-_ ./#", max_size=8)))
def test_many_names_have_the_keys_of_each(names):
    assert likeness_keys(names) == list(map(likeness_key, names))

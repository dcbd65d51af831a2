"""Groups as a text and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.groups import Groups, read, written

VARIABLES = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
VALUES = st.one_of(st.text(), st.text(st.sampled_from("a=;\\ \n\r\t'\",")))


@pytest.mark.parametrize(
    ("groups", "text"),
    [
        ((), ""),
        ((("response", "complete"),), "response=complete"),
        ((("arm", "drug"), ("response", "complete")), "arm=drug; response=complete"),
        ((("dose", "a=b"),), "dose=a=b"),
        ((("site", "hand; left"), ("x", "y")), r"site=hand\; left; x=y"),
        ((("site", "a\\"), ("x", "y")), r"site=a\\; x=y"),
        ((("site", r"a\; b=c"),), r"site=a\\\; b=c"),
        ((("site", ""), ("x", "")), "site=; x="),
    ],
)
def test_groups_are_pairs_with_semicolons_between_them(groups: Groups, text: str):
    assert written(groups) == text
    assert read(text) == groups


@given(st.lists(st.tuples(VARIABLES, VALUES), max_size=4))
def test_what_is_written_is_read_back(groups: list[tuple[str, str]]):
    assert read(written(groups)) == tuple(groups)


@given(st.lists(st.tuples(VARIABLES, VALUES), max_size=3), st.lists(st.tuples(VARIABLES, VALUES), max_size=3))
def test_different_groups_are_different_texts(first: list[tuple[str, str]], second: list[tuple[str, str]]):
    assert (written(first) == written(second)) == (first == second)

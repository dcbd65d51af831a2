"""Printed answers: nothing in a raw file steers the terminal, and lines fit it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.cli.trace_text import printed
from casetrace.trace.lines import WIDTH
from tests.trace.conftest import MEDIAN


def answer(text: str, header: str) -> dict:
    cell = {"file": "table.csv", "line": 2, "column": 1, "header": header, "text": text, "cleaning": text}
    reached: dict[str, list[str]] = {name: [] for name in ("became", "rows", "results", "claims", "outputs", "files")}
    return {"kind": "cell", "cell": cell, "column_role": header, "note": text} | reached


@settings(max_examples=50)
@given(st.text(st.characters(codec="utf-8")), st.text("\x1b[31m\n\r\x9b\u202eab", min_size=1))
def test_no_text_of_a_raw_file_steers_the_terminal(text, header):
    shown = printed(answer(text, header))
    assert not set(shown) & set("\x1b\x9b\r\x07\x08\u202e\u2066")
    assert [line for line in shown.splitlines() if line.startswith("Cell ")] == ["Cell          table.csv:2:1"]


@settings(max_examples=20)
@given(st.lists(st.text("abc", min_size=1, max_size=30), min_size=30))
def test_long_texts_are_wrapped_to_the_width_under_their_label(words):
    lines = printed(answer(" ".join(words), "Header")).splitlines()
    assert max(map(len, lines)) <= WIDTH


def test_a_result_is_printed_within_the_width_with_no_colour(ask):
    shown = ask(MEDIAN, "--all")[1]
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "      data/table.csv:3:7 12: '4' -> value 4" in shown.splitlines()


def test_options_may_stand_between_the_arguments_and_one_thing_is_asked(ask, capsys):
    assert ask("--rows", "3", MEDIAN)[0] == ask("--all", MEDIAN, "--json")[0] == 0
    for arguments in ([], [MEDIAN, "--cell", "data/table.csv:2:1"]):
        with pytest.raises(SystemExit, match="2"):
            ask(*arguments)
        assert "give one of both: what to trace, or --cell" in capsys.readouterr().err


def test_where_files_hold_the_same_in_several_formats_they_are_printed_as_one():
    outputs = [{"file": f"figures/flow.{ending}", "n_results": 1, "n_rows": 2} for ending in ("csv", "svg")]
    shown = printed(answer("", "Header") | {"outputs": outputs})
    assert "Files         figures/flow.csv .svg (1 result, 2 rows)" in shown.splitlines()

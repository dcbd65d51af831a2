import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.storage import inert, read_parquet, write_csv, write_parquet


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "-", "--1", "+1 2"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-0.5", "+3", "-1e-05", "-inf", "a=b", "", "'x", -1, None, 2.5])
def test_numbers_and_harmless_texts_stay_as_they_are(value):
    assert inert(value) == value


@given(st.floats(allow_nan=False))
def test_no_number_as_text_is_ever_changed(number):
    assert inert(repr(number)) == repr(number)


@given(st.text())
def test_no_text_starts_a_formula_once_it_is_inert(text):
    safe = str(inert(text))
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == f"'{text}"
    if safe.startswith(("=", "@", "\t", "\r")):
        raise AssertionError(text)


def test_a_csv_keeps_twelve_digits_of_numbers_and_texts_inert(tmp_path):
    frame = pd.DataFrame({"t": ["=1", "é,\n"], "x": [0.1 + 0.2, -1.0], "n": pd.array([1, None], dtype="Int64")})
    write_csv(frame, tmp_path / "a" / "t.csv")
    assert (tmp_path / "a" / "t.csv").read_bytes() == ('t,x,n\n\'=1,0.3,1\n"é,\n",-1.0,\n'.encode())


def test_a_parquet_table_is_read_back_with_its_types(tmp_path):
    frame = pd.DataFrame(
        {"t": pd.Series(["a", None], dtype="str"), "x": [math.nan, 1], "n": pd.array([1, None], dtype="Int64")}
    )
    write_parquet(frame, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "t.parquet"), frame)

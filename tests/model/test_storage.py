import csv
import io
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.methods.precision import kept
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


@pytest.mark.parametrize("large", [0, 100])
def test_a_parquet_table_is_read_back_with_its_types(tmp_path, monkeypatch, large):
    monkeypatch.setattr("casetrace.model.storage.FEW_ROWS", large)
    frame = pd.DataFrame(
        {
            "t": pd.Series(["a", None], dtype="str"),
            "x": [math.nan, 1],
            "n": pd.array([1, None], dtype="Int64"),
            "row": [2**62, -5],
            "c": pd.Categorical(["b", None]),
            "b": [True, False],
        }
    )
    write_parquet(frame, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "t.parquet"), frame)


ODD = pd.DataFrame(
    {
        "a,b": pd.Series(["=1", "-0.5", None, 'x"y', "a\nb", "ö,", "c\rd"], dtype="str"),
        "x": [1.0, math.nan, 1e-7, 1 / 3, -0.0, 1e22, -math.inf],
        "n": pd.array([1, None, 3, 4, 5, 6, 7], dtype="Int64"),
        "b": [True, False, True, False, True, False, True],
        "o": [1, "x", None, 2.5, pd.NA, "@z", False],
    }
)


@pytest.mark.parametrize("frame", [ODD, ODD.head(0), ODD[["x"]], ODD[["a,b"]], pd.DataFrame({"t": []})])
def test_a_csv_is_read_back_as_the_texts_that_pandas_would_write(tmp_path, frame):
    # Cell by cell, and quoted by the csv module, as tables were written before their columns became texts as a whole.
    cells = [["" if value is None or value is pd.NA or value != value else value for value in row]
             for row in frame.astype(object).to_numpy().tolist()]  # fmt: skip
    kept_cells = [[kept(value) if isinstance(value, float) else inert(value) for value in row] for row in cells]
    expected = io.StringIO(newline="")
    writer = csv.writer(expected, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(kept_cells)
    write_csv(frame, tmp_path / "t.csv")
    # Python 3.13 and later quote a carriage return, as is done here under any version.
    text = expected.getvalue().replace("\nc\rd", '\n"c\rd"')
    assert (tmp_path / "t.csv").read_bytes().decode() == text


def test_chunks_of_a_table_are_written_one_behind_the_other(tmp_path, monkeypatch):
    write_csv(ODD, tmp_path / "whole.csv")
    monkeypatch.setattr("casetrace.model.storage.CHUNK", 2)
    write_csv(ODD, tmp_path / "chunks.csv")
    assert (tmp_path / "chunks.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()

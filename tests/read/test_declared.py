"""Files that declare their columns: SPSS, Stata, SAS transport, Parquet."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from casetrace.read.reading import read_raw_table
from casetrace.read.table import RawTable
from casetrace.read.values import text_of

FRAME = pd.DataFrame(
    {
        "PATIENT": [1.0, 1.0, 2.0, 2.0],
        "SEX": [1.0, 1.0, 2.0, float("nan")],
        "WEEK": [0.0, 4.0, 0.0, 4.0],
        "SIZE_MM": [10.5, 0.1, 8.0, float("nan")],
        "REMARK": ["a", "", "ø", "Müller"],
    }
)
SEXES: dict[str, dict[int | float, str]] = {"SEX": {1: "female", 2: "male"}}
TEXTS = {
    "PATIENT": ["1", "1", "2", "2"],
    "WEEK": ["0", "4", "0", "4"],
    "SIZE_MM": ["10.5", "0.1", "8", ""],
    "REMARK": ["a", "", "ø", "Müller"],
}
LABELLED, CODED = {"SEX": ["female", "female", "male", ""]}, {"SEX": ["1", "1", "2", ""]}


def read(path: Path) -> RawTable:
    raw = read_raw_table(path, path.name, {"columns": {}})
    assert raw.problems == []
    return raw


WRITERS: dict[str, tuple[Callable[[Path], Any], dict[str, list[str]], str]] = {
    ".sav": (lambda path: pyreadstat.write_sav(FRAME, path, variable_value_labels=SEXES), LABELLED, "SPSS file"),
    ".dta": (lambda path: pyreadstat.write_dta(FRAME, path, variable_value_labels=SEXES), LABELLED, "Stata file"),
    ".xpt": (lambda path: pyreadstat.write_xport(FRAME, path, file_format_version=5), CODED, "SAS transport file"),
    ".parquet": (lambda path: FRAME.to_parquet(path), CODED, "Parquet file"),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_texts_are_those_of_an_export_and_labelled_values_are_their_labels(tmp_path, suffix):
    write, sexes, kind = WRITERS[suffix]
    path = tmp_path / f"t{suffix}"
    write(path)
    raw = read(path)
    assert raw.columns == TEXTS | sexes
    assert raw.lines == [2, 3, 4, 5]
    assert raw.numbers["SIZE_MM"] == 4
    assert raw.dialect.encoding == kind
    assert raw.dialect.in_words.startswith(f"{kind}, decimal '.'")


def test_what_the_file_says_of_its_columns_is_kept(tmp_path):
    path = tmp_path / "t.sav"
    pyreadstat.write_sav(FRAME, path, column_labels={"SIZE_MM": "Diameter (mm)", "WEEK": "WEEK"})
    assert read(path).labels == {"SIZE_MM": "Diameter (mm)"}


def test_a_number_of_single_precision_has_the_digits_that_were_written(tmp_path):
    frame = pd.DataFrame({"ID": [1, 2], "SIZE": np.array([3.3, 0.1], dtype="float32")})
    frame.to_stata(tmp_path / "t.dta", write_index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    assert read(tmp_path / "t.dta").columns["SIZE"] == ["3.3", "0.1"]
    assert read(tmp_path / "t.parquet").columns["SIZE"] == ["3.3", "0.1"]


def test_days_and_declared_missing_values(tmp_path):
    days = [datetime.date(2020, 1, 1), datetime.date(2020, 1, 29)]
    frame = pd.DataFrame({"ID": [1.0, 2.0], "SEEN": days, "SIZE": [99.0, 4.0]})
    pyreadstat.write_sav(frame, tmp_path / "t.sav", missing_ranges={"SIZE": [99]})
    raw = read(tmp_path / "t.sav")
    assert raw.columns["SEEN"] == ["2020-01-01", "2020-01-29"]
    assert raw.columns["SIZE"] == ["", "4"]


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt", ".sas7bdat", ".por", ".parquet"])
def test_a_file_that_is_none_of_its_program_is_told(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    path.write_bytes(b"patient,size\n1,2\n" * 20)
    raw = read_raw_table(path, path.name, {"columns": {}})
    assert [problem.rule for problem in raw.problems] == ["unreadable file"]
    assert raw.lines == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (3.0, "3"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (np.int64(5), "5"),
        (datetime.datetime(2020, 1, 2, 3, 4), "2020-01-02T03:04:00"),
        (datetime.datetime(2020, 1, 2), "2020-01-02"),
        (b"x", "x"),
    ],
)
def test_a_value_as_text(value, text):
    assert text_of(value) == text

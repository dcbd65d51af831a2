"""A table that is written in parts, or read in part, is the same table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casetrace.model import storage
from casetrace.model.storage import (
    ColumnsOnDemand,
    RowsOnDemand,
    TableInParts,
    columns_of,
    columns_with_values,
    read_parquet,
    read_where,
    write_csv,
    write_parquet,
    written_together,
)

FRAME = pd.DataFrame(
    {
        "name": pd.Series([f"P{number}" for number in range(20)], dtype="str"),
        "scenario": pd.Series(["observed", "locf"] * 10, dtype="str"),
        "x": np.linspace(0, 1, 20),
        "n": pd.array([None, *range(19)], dtype="Int64"),
        "never": pd.Series([None] * 20, dtype="str"),
    }
)


def in_parts(folder: Path, size: int) -> tuple[Path, Path]:
    with TableInParts(folder / "parts.parquet", folder / "parts.csv") as table:
        for start in range(0, len(FRAME), size):
            table.add(FRAME.iloc[start : start + size])
    return folder / "parts.parquet", folder / "parts.csv"


@pytest.mark.parametrize("size", [7, 20, 50])
def test_parts_of_few_rows_are_written_as_one_table_to_the_byte(tmp_path, size):
    parquet, csv = in_parts(tmp_path, size)
    write_parquet(FRAME, tmp_path / "whole.parquet")
    write_csv(FRAME, tmp_path / "whole.csv")
    assert parquet.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert csv.read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.fixture
def long_table(tmp_path, monkeypatch):
    """The table as one of many rows is written."""
    monkeypatch.setattr(storage, "HELD_ROWS", 8)
    monkeypatch.setattr(storage, "GROUP_ROWS", 3)
    return in_parts(tmp_path, 5)


def test_a_long_table_is_written_part_by_part_and_read_back(tmp_path, long_table):
    parquet, csv = long_table
    pd.testing.assert_frame_equal(read_parquet(parquet), FRAME)
    write_csv(FRAME, tmp_path / "whole.csv")
    assert csv.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_rows_are_read_on_demand(long_table):
    rows = RowsOnDemand(long_table[0])
    assert len(rows) == len(FRAME)
    for position in (0, 19, 7, 2, 3):
        pd.testing.assert_series_equal(rows[position], FRAME.iloc[position], check_names=False)


def test_rows_with_a_text_keep_their_positions(tmp_path, long_table):
    expected = FRAME[FRAME["scenario"] == "locf"]
    write_parquet(FRAME, tmp_path / "whole.parquet")
    for path in (long_table[0], tmp_path / "whole.parquet"):
        pd.testing.assert_frame_equal(read_where(path, "scenario", ["locf"]), expected)
        assert read_where(path, "scenario", ["none"]).empty


def test_rows_with_one_of_some_texts_are_read_with_some_columns(long_table):
    expected = FRAME.loc[FRAME["name"].isin(["P3", "P17"]), ["name", "n"]]
    pd.testing.assert_frame_equal(read_where(long_table[0], "name", ["P17", "P3"], ["name", "n"]), expected)


def test_columns_are_read_one_by_one(tmp_path):
    frame = FRAME.assign(row=range(20))
    write_parquet(frame, tmp_path / "t.parquet")
    columns = ColumnsOnDemand(tmp_path / "t.parquet")
    pd.testing.assert_series_equal(columns["row"], frame["row"])
    pd.testing.assert_frame_equal(columns.frame(["name", "row"]), frame[["name", "row"]].astype({"row": "int32"}))


def test_tables_written_together_are_the_same_to_the_byte(tmp_path):
    with written_together() as write:
        for number in range(5):
            write(FRAME.head(number), tmp_path / f"{number}.parquet")
    for number in range(5):
        write_parquet(FRAME.head(number), tmp_path / "alone.parquet")
        assert (tmp_path / f"{number}.parquet").read_bytes() == (tmp_path / "alone.parquet").read_bytes()


def test_a_table_that_cannot_be_written_together_with_others_is_an_error(tmp_path):
    with pytest.raises(IsADirectoryError), written_together() as write:
        write(FRAME, tmp_path)


def test_a_part_that_cannot_be_written_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "HELD_ROWS", 8)

    def failing() -> None:
        with TableInParts(tmp_path / "a.parquet", tmp_path / "a.csv") as table:
            table.add(FRAME)
            table.add(FRAME.assign(x="no number"))

    with pytest.raises(ValueError, match="convert"):
        failing()


def test_a_file_says_which_columns_have_values(long_table):
    assert columns_of(long_table[0]) == list(FRAME)
    assert columns_with_values(long_table[0]) == ["name", "scenario", "x", "n"]


def test_nothing_is_left_of_a_table_whose_parts_fail(tmp_path):
    def failing() -> None:
        with TableInParts(tmp_path / "a.parquet", tmp_path / "a.csv") as table:
            table.add(FRAME)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_a_column_that_never_had_a_value_is_none_with_values(tmp_path):
    write_parquet(
        pd.DataFrame({"x": [1.0, None], "nothing": [None, None], "name": ["a", None]}), tmp_path / "t.parquet"
    )
    assert columns_with_values(tmp_path / "t.parquet") == ["x", "name"]

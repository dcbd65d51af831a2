import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.dictionary import Column, Table
from casetrace.read.places import Places
from casetrace.words.conversion import converted, decimals

TABLE = Table(
    "measurements",
    "",
    (),
    {
        "value": Column("value", "number", "", "mm"),
        "visit": Column("visit", "integer", ""),
        "name": Column("name", "text", ""),
    },
)
NO_PLACES = Places(pd.DataFrame(columns=["table", "row", "field", "file", "line", "column", "header", "text"]), "t.csv")


def convert(**texts: list[str | None]):
    full = {name: texts.get(name, [None] * len(next(iter(texts.values())))) for name in TABLE.columns}
    return converted(pd.DataFrame(full, dtype="str"), TABLE, NO_PLACES)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("3.5", 3.5), ("-3", -3), ("+3", 3), ("007", 7), ("0.10", 0.1), ("123456789012345", 123456789012345)],
)
def test_plain_decimal_notation_is_a_number(text, number):
    frame, problems = convert(value=[text])
    assert frame["value"].tolist() == [number]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    ["1e5", "nan", "inf", "-inf", "NaN", "1_000", "1,000", "3,5", "٣", "１０", "²", "½", ".5", "5.", "0x10", "--1",
     "1 2", "3mm", "<5", "−3", "", " ", "1.2.3", "9" * 400, "True"],
)  # fmt: skip
def test_anything_else_is_an_error_and_no_number(text):
    frame, problems = convert(value=[text])
    assert frame["value"].isna().all()
    assert [problem.rule for problem in problems] == ["value is not a number"]
    assert problems[0].expected == "a number such as 12 or 12.5 (mm)"


@pytest.mark.parametrize("text", ["3.0", "3.5", "1e2", "9" * 20, "٣"])
def test_a_whole_number_has_no_decimals_and_no_other_digits(text):
    frame, problems = convert(visit=[text])
    assert frame["visit"].isna().all()
    assert len(problems) == 1


def test_missing_texts_stay_missing_and_are_no_error():
    frame, problems = convert(value=[None, "1"], visit=["4", None], name=[None, "x"])
    assert problems == []
    assert frame.isna().to_numpy().tolist() == [[True, False, True], [False, True, False]]
    assert list(map(str, frame.dtypes)) == ["float64", "Int64", "str"]


def test_an_empty_table_has_its_types():
    frame, _ = convert(value=[])
    assert list(map(str, frame.dtypes)) == ["float64", "Int64", "str"]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_ends_in_a_number_or_in_a_problem(cells):
    frame, problems = convert(value=cells, visit=cells)
    missing = int(frame["value"].isna().sum() + frame["visit"].isna().sum())
    assert missing == len(problems)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_number_is_the_nearest_double_as_python_reads_it(number):
    frame, problems = convert(value=[f"{number:f}"])
    assert problems == []
    assert frame["value"][0] == float(f"{number:f}")


def test_decimals_are_the_printed_ones():
    assert decimals(pd.Series(["80", "87.5", "3.50", None], dtype="str")).tolist() == [0, 1, 2, 0]


def test_only_an_outcome_is_given_a_rule_for_limits():
    _, [of_value] = convert(value=["<0.5"])
    _, [of_visit] = convert(visit=["<1"])
    assert "below_limit" in of_value.remedy
    assert "below_limit" not in of_visit.remedy

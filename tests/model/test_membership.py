import pandas as pd
import pytest

from casetrace.model.membership import distinct, is_among

NAMES = pd.Series(["a", "b", None, "c"], index=[5, 6, 7, 9], dtype="str")


@pytest.mark.parametrize("others", [["b", None], ["b", "z"], [], ["a", "b", "c", None]])
def test_it_says_what_isin_says(others):
    others = pd.Series(others, dtype="str")
    pd.testing.assert_series_equal(is_among(NAMES, others), NAMES.isin(others))


def test_columns_that_are_no_texts_are_told_too():
    numbers = pd.Series([1, 2, 3])
    assert is_among(numbers, pd.Series([3, 1])).tolist() == [True, False, True]


@pytest.mark.parametrize(
    "names", [["a", "a", "b", "b", "c"], ["b", "a", "b"], ["a", None, "b", None], [None], [], ["P2", "P10", "P10"]]
)
@pytest.mark.parametrize("many", [0, 100])
def test_different_names_are_counted_in_order_or_not(names, many, monkeypatch):
    monkeypatch.setattr("casetrace.model.membership.MANY", many)
    assert distinct(pd.Series(names, dtype="str")) == len(set(names))


@pytest.mark.parametrize("numbers", [[3, 1, 3], [0], [5, None, 5, None], [None], [], [-1, 4, -1], [10**12, 7, 7]])
@pytest.mark.parametrize("dtype", ["Int64", "Int32", "int32", "int64"])
def test_different_numbers_are_counted_too(numbers, dtype):
    if dtype.startswith("int"):
        numbers = [number for number in numbers if number is not None]
    if dtype.endswith("32"):
        numbers = [number and number % 2**31 for number in numbers]
    assert distinct(pd.Series(numbers, dtype=dtype)) == len(set(numbers))

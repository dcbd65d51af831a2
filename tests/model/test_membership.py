import pandas as pd
import pytest

from casetrace.model.membership import is_among

NAMES = pd.Series(["a", "b", None, "c"], index=[5, 6, 7, 9], dtype="str")


@pytest.mark.parametrize("others", [["b", None], ["b", "z"], [], ["a", "b", "c", None]])
def test_it_says_what_isin_says(others):
    others = pd.Series(others, dtype="str")
    pd.testing.assert_series_equal(is_among(NAMES, others), NAMES.isin(others))


def test_columns_that_are_no_texts_are_told_too():
    numbers = pd.Series([1, 2, 3])
    assert is_among(numbers, pd.Series([3, 1])).tolist() == [True, False, True]

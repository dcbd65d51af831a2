"""Rows of a table as they are listed."""

import pandas as pd
import pytest

from casetrace.model.listing import listing, records

FRAME = pd.DataFrame(
    {
        "name": pd.array(["a", None, "c"], dtype="str"),
        "value": [1.5, None, 3.0],
        "visit": pd.array([4, None, 12], dtype="Int64"),
    }
)


@pytest.mark.parametrize(("most", "names", "more"), [(0, [], 3), (2, [1, 2], 1), (3, [1, 2, 3], 0), (9, [1, 2, 3], 0)])
def test_the_first_rows_are_listed_with_their_number_and_the_rest_is_counted(most, names, more):
    listed = listing(FRAME, most)
    assert ([row["number_in_table"] for row in listed.rows], listed.more) == (names, more)


def test_a_listed_row_has_its_values():
    assert listing(FRAME, 1).rows == [{"name": "a", "value": 1.5, "visit": 4, "number_in_table": 1}]


def test_a_missing_number_is_none_and_a_missing_text_is_empty():
    first, second, _ = records(FRAME)
    assert first == {"name": "a", "value": 1.5, "visit": 4}
    assert second == {"name": "", "value": None, "visit": None}


def test_a_table_without_rows_has_no_records():
    assert records(FRAME[:0]) == []

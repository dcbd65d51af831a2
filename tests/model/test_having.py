import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from casetrace.model.having import having


@pytest.mark.parametrize("columns", [["number"], ["text"], ["count"], ["text", "number"], ["number", "count", "text"]])
def test_it_gives_what_pandas_drops_to(columns):
    draw = np.random.default_rng(7)
    rows = pd.DataFrame(
        {
            "number": np.where(draw.random(60) < 0.3, np.nan, draw.normal(size=60)),
            "text": pd.array([None if one < 0.3 else f"{one:.2f}" for one in draw.random(60)], dtype="str"),
            "count": pd.array([None if one < 0.3 else int(9 * one) for one in draw.random(60)], dtype="Int64"),
        },
        index=draw.permutation(60),
    )
    assert_frame_equal(having(rows, *columns), rows.dropna(subset=columns))
    assert 0 < len(having(rows, *columns)) < 60
    assert_frame_equal(having(rows[:0], *columns), rows[:0])


def test_where_none_is_missing_it_gives_a_table_of_its_own():
    rows = pd.DataFrame({"number": [1.0, 2.0]})
    chosen = having(rows, "number")
    chosen["number"] = 0.0
    assert rows["number"].tolist() == [1.0, 2.0]

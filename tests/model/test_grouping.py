"""Named aggregates of groups of rows: against those of pandas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.grouping import aggregated
from tests.stages.running import FULL

#: `make test-full` draws more.
EXAMPLES = 100 if FULL else 25
NAMED = {"total": ("value", "sum"), "mean": ("value", "mean"), "known": ("value", "count"), "first": ("text", "first")}
CELLS = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["early", "late", None]),
    st.sampled_from([1.5, -2.0, 0.0, np.nan]),
    st.sampled_from(["x", "y", None]),
)


@pytest.mark.parametrize("keys", [["name"], ["name", "period"]], ids=len)
@settings(max_examples=EXAMPLES)
@given(rows=st.lists(CELLS, min_size=1, max_size=12))
def test_they_are_those_of_pandas(keys: list[str], rows: list[tuple[str, str | None, float, str | None]]):
    groups = pd.DataFrame(rows, columns=["name", "period", "value", "text"]).groupby(keys, sort=False, dropna=False)
    expected = groups.agg(**NAMED, size=("value", "size")).reset_index()
    pd.testing.assert_frame_equal(aggregated(groups, **NAMED, size=("value", "size")), expected)

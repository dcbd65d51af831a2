"""Holm's method against statsmodels, and by hand."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from casetrace.methods.multiple_tests import holm


def test_by_hand() -> None:
    # 0.01 x 4, 0.02 x 3, 0.03 x 2 and 0.04, which is no smaller than the one before
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06], abs=1e-15)
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]
    assert holm([0.2]).tolist() == [0.2]
    assert holm([]).tolist() == []


@pytest.fixture(scope="module", autouse=True)
def no_collection_of_garbage() -> Iterator[None]:
    """Each call of statsmodels begins with one, which takes half a second of a process that has run other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gc.collect", lambda: 0)
        yield


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_as_statsmodels_has_it(p_values: list[float]) -> None:
    np.testing.assert_allclose(holm(p_values), multipletests(p_values, method="holm")[1], rtol=1e-15, atol=0)

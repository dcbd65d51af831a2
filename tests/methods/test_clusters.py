import numpy as np
import pandas as pd
import pytest

from casetrace.methods.clusters import cluster_codes, order_of_appearance

LABELS = ["P10", "P2", "P10", "ö", "P1", "P2"]


@pytest.mark.parametrize(
    "labels", [LABELS, pd.Series(LABELS, dtype="str"), [3, 1, 3, 2], [-3, 10**12, -3], [1.5, -1.0, 1.5]]
)
def test_labels_are_numbered_in_their_order(labels):
    distinct, codes = np.unique(np.asarray(labels), return_inverse=True)
    n, found = cluster_codes(labels)
    assert n == len(distinct)
    np.testing.assert_array_equal(found, codes)


def test_or_in_the_order_of_their_appearance():
    assert order_of_appearance(LABELS).tolist() == [0, 1, 0, 2, 3, 1]
    assert order_of_appearance(np.array([7, -1, 7, 3])).tolist() == [0, 1, 0, 2]

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.audit.changed_statistic import changed_statistic

VALUES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=7)
FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "count": lambda values: float(np.sum(values)),
    "sum": lambda values: float(np.sum(values)),
    "mean": lambda values: float(np.mean(values)),
    "percent": lambda values: 100 * float(np.mean(values)),
    "share": lambda values: float(np.mean(values)),
    "median": lambda values: float(np.median(values)),
    "minimum": min,
    "maximum": max,
    "sd": lambda values: float(np.std(values, ddof=1)) if len(values) > 1 else np.nan,
}


@given(VALUES, st.data())
@settings(max_examples=40, deadline=None)
def test_each_variant_is_the_statistic_of_the_sample_that_it_describes(values, data):
    removed = data.draw(st.lists(st.sampled_from([np.nan, *values]), min_size=1, max_size=4))
    added = data.draw(
        st.lists(st.sampled_from([np.nan, -6.0, 0.5, 6.0, *values]), min_size=len(removed), max_size=len(removed))
    )
    for statistic, function in FUNCTIONS.items():
        lower, upper = changed_statistic(statistic, np.array(values), np.array(removed), np.array(added))
        for number, (out, into) in enumerate(zip(removed, added, strict=True)):
            sample = list(values)
            if not np.isnan(out):
                sample.remove(out)
            if not np.isnan(into):
                sample.append(into)
            expected = function(sample) if sample or statistic in ("count", "sum") else np.nan
            assert lower[number] == pytest.approx(expected, abs=1e-9, nan_ok=True), statistic
            assert upper[number] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_a_range_has_two_ends():
    lower, upper = changed_statistic(
        "range", np.array([49.0, 71.0, 74.0]), np.array([74.0, 49.0]), np.array([np.nan, 80.0])
    )
    assert lower.tolist() == [49.0, 71.0]
    assert upper.tolist() == [71.0, 80.0]

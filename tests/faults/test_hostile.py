"""A sample of the campaign of hostile input; all of it is run by `python -m tests.faults`."""

import pytest

from tests.faults.hostile import KINDS

SAMPLE = 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(SAMPLE))
def test_hostile_input_ends_in_results_or_in_a_message(tmp_path, kind, seed):
    assert KINDS[kind][0](tmp_path, 7 * seed) in ("results", "a message")

import pytest

from casetrace.model.counts import RowCount, counts_frame


def test_lost_rows_are_a_fault_of_the_program():
    with pytest.raises(AssertionError, match="not conserved"):
        counts_frame([RowCount("s", "rows", 5, 3, 1, "")])

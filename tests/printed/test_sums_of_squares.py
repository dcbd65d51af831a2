import pytest

from casetrace.printed.sums_of_squares import attainable, least_squares
from tests.printed.printing import data_sets


@pytest.mark.parametrize(("n", "reach"), [(2, 40), (3, 14), (4, 9), (5, 6), (6, 5)])
def test_attainable_sums_are_those_of_an_enumeration(n, reach):
    """All sets of n whole numbers: a value at distance d from their mean costs more than d² squared deviations."""
    attained = {(sum(data), sum(value**2 for value in data)) for data in data_sets(n, range(-reach, reach + 2))}
    tested = [(total, squares) for total in range(n) for squares in range(reach**2)]
    assert {pair for pair in tested if attainable(pair[1], pair[0], n)} == attained.intersection(tested)


def test_the_least_squares_are_those_of_values_as_equal_as_can_be():
    assert [least_squares(total, 3) for total in (-4, 0, 4, 5, 6)] == [6, 0, 6, 9, 12]

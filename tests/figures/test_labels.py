import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.figures.labels import Box, crossing, intersecting, lanes, overlapping, place_labels, spread, swarm

places = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30).map(sorted)


@given(places, st.floats(0.1, 50))
def test_spread_keeps_the_order_and_the_least_distance(wanted, size):
    placed = spread(wanted, [size] * len(wanted))
    assert np.all(np.diff(placed) >= size - 1e-6)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.floats(0.1, 20))
def test_spread_moves_nothing_where_there_is_room(steps, size):
    wanted = np.cumsum(np.array(steps) + size)
    assert spread(wanted, [size] * len(wanted)) == pytest.approx(wanted)


@given(places, st.floats(0.1, 20))
def test_spread_stays_inside_the_line_while_all_fit(wanted, size):
    room = size * len(wanted) + 1
    placed = spread(wanted, [size] * len(wanted), -room / 2, room / 2)
    assert placed[0] - size / 2 >= -room / 2 - 1e-6
    assert placed[-1] + size / 2 <= room / 2 + 1e-6
    assert np.all(np.diff(placed) >= size - 1e-6)


def test_spread_shares_a_line_that_is_too_short_evenly():
    assert spread([1, 1, 1], [4, 4, 4], 0, 8) == pytest.approx([2, 4, 6])


def test_spread_centres_equal_places_on_where_they_should_be():
    # Least squares: the mean of the three stays at 10.
    assert spread([10, 10, 10], [2, 2, 2]) == pytest.approx([8, 10, 12])


def test_spread_leaves_half_of_each_size_between_labels_of_different_size():
    assert np.diff(spread([0, 0], [2, 6])) == pytest.approx([4])


def test_spread_of_nothing_is_nothing():
    assert spread([], []).size == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 30)), min_size=1, max_size=25))
def test_intervals_of_one_lane_do_not_overlap(intervals):
    starts, lengths = np.array(sorted(intervals)).T
    chosen = lanes(starts, starts + lengths)
    for lane in range(chosen.max() + 1):
        own = chosen == lane
        assert np.all(starts[own][1:] >= (starts + lengths)[own][:-1])


def test_intervals_that_do_not_touch_share_the_first_lane():
    assert list(lanes([0, 5, 10], [4, 9, 14])) == [0, 0, 0]


def test_a_swarm_sets_ties_beside_each_other_around_the_line_and_leaves_others_on_it():
    assert list(swarm([3.0, 50.0, 3.0], 4.6)) == [-0.5, 0.0, 0.5]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), min_size=1, max_size=12))
def test_placed_labels_touch_neither_each_other_nor_any_point(points):
    anchors = [Box(x - 2, y - 2, x + 2, y + 2) for x, y in points]
    bounds = Box(-50, -50, 150, 150)
    placed = [
        found.box for found in place_labels(anchors, [(14, 7)] * len(points), [], np.empty((0, 4)), bounds) if found
    ]
    for index, box in enumerate(placed):
        others = np.array([*placed[:index], *placed[index + 1 :], *anchors])
        assert not overlapping(box, others).any()
        assert box.left >= bounds.left
        assert box.top <= bounds.top


def test_a_label_avoids_lines():
    line = np.array([[0.0, 50.0, 100.0, 50.0]])
    (found,) = place_labels([Box(48, 48, 52, 52)], [(20, 6)], [], line, Box(0, 0, 100, 100))
    assert found is not None
    assert not crossing(line, found.box).any()


def test_a_label_without_a_free_place_is_left_out():
    assert place_labels([Box(4, 4, 6, 6)], [(20, 20)], [], np.empty((0, 4)), Box(0, 0, 10, 10)) == [None]


def test_segments_that_cross_are_told_from_those_that_only_come_near():
    others = np.array([[0.0, 10.0, 10.0, 0.0], [20.0, 0.0, 30.0, 10.0]])
    assert list(intersecting(np.array([0.0, 0.0, 10.0, 10.0]), others)) == [True, False]

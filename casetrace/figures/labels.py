"""Placement of labels: along a line, in lanes, and around the points of a plane. Deterministic; lengths in points."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

Floats = NDArray[np.float64]

#: Distances of a label's edge from its point, and the directions tried at each, in degrees.
DISTANCES = (2.6, 6.0, 11.0, 17.0, 24.0, 32.0, 42.0, 54.0)
DIRECTIONS = (0, 180, 90, 270, 20, 340, 160, 200, 40, 140, 320, 220, 65, 115, 295, 245)

#: From this distance on a label is tied to its point by a line.
LEADER_FROM = 6.0


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float


class Placed(NamedTuple):
    """A label's box, and whether it needs a leader line."""

    box: Box
    leader: bool


def spread(positions: ArrayLike, sizes: ArrayLike, low: float = -np.inf, high: float = np.inf) -> Floats:
    """Centres of labels on a line that do not overlap and are together as close as can be to where they should be.

    Parameters
    ----------
    positions
        Where each label should be, ascending. Equal ones keep their order.
    sizes
        Length of each label along the line.
    low, high
        Ends of the line; labels stay inside while there is room for all, and share it evenly when there is not.

    Notes
    -----
    Least squares under a minimum distance is isotonic regression of what is left of the positions after the distances
    are taken off (Barlow et al. 1972, Statistical Inference under Order Restrictions).
    """
    targets, lengths = np.asarray(positions, dtype=float), np.asarray(sizes, dtype=float)
    if targets.size == 0:
        return targets
    steps = np.concatenate([[0.0], np.cumsum((lengths[:-1] + lengths[1:]) / 2)])
    first, last = low + lengths[0] / 2, high - lengths[-1] / 2
    if np.isfinite(last - first) and steps[-1] > max(last - first, 0.0):
        steps = steps * (max(last - first, 0.0) / steps[-1])
    return np.asarray(np.clip(isotonic_regression(targets - steps).x, first, max(last - steps[-1], first)) + steps)


def lanes(starts: ArrayLike, ends: ArrayLike) -> NDArray[np.int64]:
    """The first lane, counted from 0, in which each interval touches none before it.

    Parameters
    ----------
    starts, ends
        The intervals, ascending by start.
    """
    lane_ends: list[float] = []
    chosen = []
    for start, end in zip(np.asarray(starts, dtype=float), np.asarray(ends, dtype=float), strict=True):
        lane = next((index for index, lane_end in enumerate(lane_ends) if lane_end <= start), len(lane_ends))
        lane_ends[lane:] = [end, *lane_ends[lane + 1 :]]
        chosen.append(lane)
    return np.array(chosen, dtype=np.int64)


def swarm(positions: ArrayLike, size: float) -> Floats:
    """Sideways steps, in units of one point, that keep points at `positions` on a line from covering each other.

    Points closer than `size` form a clump, which stays centred on the line.
    """
    values = np.asarray(positions, dtype=float)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    steps = lanes(ordered, ordered + size).astype(float)
    clumps = np.concatenate([[0], np.cumsum(np.diff(ordered) >= size)]) if ordered.size else np.array([], dtype=int)
    for clump in np.unique(clumps):
        steps[clumps == clump] -= steps[clumps == clump].max() / 2
    result = np.empty_like(steps)
    result[order] = steps
    return result


def place_labels(
    anchors: Sequence[Box], sizes: Sequence[tuple[float, float]], obstacles: Sequence[Box], lines: Floats, bounds: Box
) -> list[Placed | None]:
    """Boxes for labels beside what they name, one after the other, each at the first free place.

    Parameters
    ----------
    anchors
        The boxes of the points, or clumps of points, that are named.
    sizes
        Width and height of each label.
    obstacles
        Boxes that no label may touch, besides the anchors.
    lines
        Segments that no label may cover, an array of shape (m, 4): x and y of both ends.
    bounds
        The area in which labels must lie.

    Returns
    -------
    list
        None for a label that has no free place.
    """
    boxes = [*anchors, *obstacles]
    segments = lines.reshape(-1, 4)
    placed: list[Placed | None] = []
    for anchor, size in zip(anchors, sizes, strict=True):
        label = _first_free(anchor, size, np.array(boxes).reshape(-1, 4), segments, bounds)
        placed.append(label)
        if label is not None:
            boxes.append(label.box)
            if label.leader:
                segments = np.vstack([segments, leader_line(anchor, label.box)])
    return placed


def _first_free(anchor: Box, size: tuple[float, float], boxes: Floats, segments: Floats, bounds: Box) -> Placed | None:
    """The nearest free box for a label, or none."""
    for distance in DISTANCES:
        for direction in DIRECTIONS:
            box = _candidate(anchor, size, distance, direction)
            if not _inside(box, bounds) or overlapping(box, boxes).any() or crossing(segments, box).any():
                continue
            if distance < LEADER_FROM:
                return Placed(box, False)
            if not _blocked(leader_line(anchor, box), anchor, boxes, segments):
                return Placed(box, True)
    return None


def _blocked(leader: Floats, anchor: Box, boxes: Floats, segments: Floats) -> bool:
    """Whether a leader line passes a box other than its anchor, or crosses a segment that does not end there."""
    if crossing(leader[np.newaxis], boxes[(boxes != anchor).any(axis=1)]).any():
        return True
    elsewhere = segments[~(_ends_in(segments[:, :2], anchor) | _ends_in(segments[:, 2:], anchor))]
    return bool(intersecting(leader, elsewhere).any())


def _ends_in(ends: Floats, box: Box) -> NDArray[np.bool_]:
    inside = (ends >= (box.left, box.bottom)) & (ends <= (box.right, box.top))
    return np.asarray(inside.all(axis=1))


def intersecting(segment: Floats, segments: Floats) -> NDArray[np.bool_]:
    """Which of `segments` (an array of shape (n, 4)) cross `segment`: each has its ends on both sides of the other."""

    def side(start: Floats, end: Floats, point: Floats) -> Floats:
        (dx, dy), (px, py) = (end - start).T, (point - start).T
        return np.asarray(np.sign(dx * py - dy * px))

    a, b, c, d = segment[np.newaxis, :2], segment[np.newaxis, 2:], segments[:, :2], segments[:, 2:]
    return np.asarray((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0))


def _candidate(anchor: Box, size: tuple[float, float], distance: float, direction: float) -> Box:
    """The box beyond an anchor's edge in a direction; on a diagonal it is set off both ways."""
    toward = np.array([np.cos(np.radians(direction)), np.sin(np.radians(direction))]).round(9)
    extent = np.array([anchor.right - anchor.left, anchor.top - anchor.bottom])
    x, y = centre(anchor) + toward * distance + np.clip(1.5 * toward, -1, 1) * (extent + size) / 2
    return Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def centre(box: Box) -> Floats:
    """The middle of a box, x and y."""
    return np.array([(box.left + box.right) / 2, (box.bottom + box.top) / 2])


def leader_line(anchor: Box, box: Box) -> Floats:
    """The segment from the middle of an anchor to the nearest place on a label's box: x and y of both ends."""
    x, y = centre(anchor)
    return np.array([x, y, np.clip(x, box.left, box.right), np.clip(y, box.bottom, box.top)])


def _inside(box: Box, bounds: Box) -> bool:
    return (
        box.left >= bounds.left and box.right <= bounds.right and box.bottom >= bounds.bottom and box.top <= bounds.top
    )


def overlapping(box: Box, boxes: Floats) -> NDArray[np.bool_]:
    """Which of `boxes` (an array of shape (n, 4)) share a point with `box`."""
    left, bottom, right, top = boxes.T
    return np.asarray((left <= box.right) & (right >= box.left) & (bottom <= box.top) & (top >= box.bottom))


def crossing(segments: Floats, boxes: Floats | Box) -> NDArray[np.bool_]:
    """Whether segments pass through the inside of boxes (Liang and Barsky 1984).

    Parameters
    ----------
    segments, boxes
        Arrays of shape (n, 4), or one of them of shape (1, 4) or a single box.
    """
    x0, y0, x1, y1 = segments.T
    left, bottom, right, top = np.asarray(boxes).T
    enter, leave, outside = np.zeros(1), np.ones(1), np.zeros(1, dtype=bool)
    for start, delta, low, high in ((x0, x1 - x0, left, right), (y0, y1 - y0, bottom, top)):
        is_parallel = delta == 0
        safe = np.where(is_parallel, 1.0, delta)
        first, second = (low - start) / safe, (high - start) / safe
        enter = np.where(is_parallel, enter, np.maximum(enter, np.minimum(first, second)))
        leave = np.where(is_parallel, leave, np.minimum(leave, np.maximum(first, second)))
        outside = outside | (is_parallel & ((start <= low) | (start >= high)))
    return np.asarray(~outside & (enter < leave))

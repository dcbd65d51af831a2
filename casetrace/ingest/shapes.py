"""The shapes that a cell can have, as config describes them, and the fields that it gives by each."""

import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple


class SlowPatternError(Exception):
    """A pattern that was given up, since it would take no end of time."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self.pattern = pattern


class Shape(NamedTuple):
    """A pattern that a whole cell matches, and the fields that it implies beside its named groups."""

    pattern: re.Pattern[str]
    implied: dict[str, str]


def shapes_of(column: Mapping[str, Any]) -> list[Shape]:
    """The shapes of a column of config; a column with a `field` has one that takes the whole cell."""
    if "field" in column:
        return [Shape(re.compile(f"(?P<{column['field']}>.*)", re.DOTALL), {})]
    return [Shape(re.compile(shape["pattern"]), dict(shape.get("set", {}))) for shape in column["cells"]]


def gives(shapes: list[Shape], name: str) -> bool:
    """Whether any of the shapes gives a field."""
    return any(name in shape.pattern.groupindex or name in shape.implied for shape in shapes)


class Match(NamedTuple):
    """The fields that a cell gives: those in its text, and those that its shape implies."""

    given: dict[str, str]
    implied: dict[str, str]


def matched(text: str, shapes: list[Shape], seconds: float) -> Match | None:
    """The fields of a cell by the first shape that matches it from end to end.

    Parameters
    ----------
    text
        The cell's text.
    shapes
        In the order in which they are tried.
    seconds
        What a pattern may take of the processor. One that tries all ways to part a text takes twice as long for each
        letter.

    Raises
    ------
    SlowPatternError
        A pattern does not come to an end.
    """
    for shape in shapes:
        with _within(seconds, shape.pattern.pattern):
            match = shape.pattern.fullmatch(text)
        if match:
            groups = {name: group.strip() for name, group in match.groupdict().items() if group is not None}
            return Match(groups, {name: _filled_in(template, groups) for name, template in shape.implied.items()})
    return None


@contextmanager
def _within(seconds: float, pattern: str) -> Iterator[None]:
    """Give up what takes more of the processor, on a busy machine no sooner than on an idle one.

    Signals reach the main thread alone; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise SlowPatternError(pattern)

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _filled_in(template: str, groups: dict[str, str]) -> str:
    """`template` with each `{group}` in it replaced by that group's text."""
    return re.sub(r"{(\w+)}", lambda match: groups.get(match[1], ""), template)

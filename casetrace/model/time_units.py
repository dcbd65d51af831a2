"""The study's unit of time: what its visits are counted in, declared once, and every word that is printed of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import wraps
from inspect import signature
from types import MappingProxyType
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar, get_args

P = ParamSpec("P")
T = TypeVar("T")

TimeUnit: TypeAlias = Literal["day", "week", "month", "year"]
#: The units that a study can have, the shortest first.
TIME_UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)
#: The unit of a study that declares none; tables and results name their columns by it, whatever the unit.
USUAL: TimeUnit = "week"

#: How many days a unit has. That of a month or a year is a mean of the calendar, by which a date is put to a visit, and
#: no visit is converted.
DAYS_IN: Mapping[TimeUnit, Fraction] = MappingProxyType(
    {"day": Fraction(1), "week": Fraction(7), "month": Fraction(1461, 48), "year": Fraction(1461, 4)}
)
#: What happens once in a unit.
_ADVERBS: Mapping[TimeUnit, str] = MappingProxyType(
    {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
)
#: What one of a unit is in another, where it is the same everywhere and always.
EXACTLY: Mapping[tuple[TimeUnit, TimeUnit], Fraction] = MappingProxyType(
    {
        **{(unit, unit): Fraction(1) for unit in TIME_UNITS},
        ("week", "day"): Fraction(7),
        ("day", "week"): Fraction(1, 7),
        ("year", "month"): Fraction(12),
        ("month", "year"): Fraction(1, 12),
    }
)

_unit: ContextVar[TimeUnit] = ContextVar("time_unit", default=USUAL)


@contextmanager
def counted_in(unit: TimeUnit) -> Iterator[None]:
    """What is read, computed and printed within counts visits in this unit."""
    token = _unit.set(unit)
    try:
        yield
    finally:
        _unit.reset(token)


def in_its_unit(unit_of: Callable[[Any], TimeUnit], argument: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function count visits in the unit that one of its arguments tells.

    Parameters
    ----------
    unit_of
        Gives the unit of that argument.
    argument
        The argument's name.
    """

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        parameters = signature(function)

        @wraps(function)
        def counting(*args: P.args, **kwargs: P.kwargs) -> T:
            bound = parameters.bind(*args, **kwargs)
            bound.apply_defaults()
            with counted_in(unit_of(bound.arguments[argument])):
                return function(*args, **kwargs)

        return counting

    return decorated


def time_unit() -> TimeUnit:
    """The study's unit of time, such as `week`."""
    return _unit.get()


def time_units() -> str:
    """The study's unit of time in the plural, such as `weeks`."""
    return f"{time_unit()}s"


def unit_behind(number: float) -> str:
    """The study's unit of time as it stands behind a number: `week` behind 1, `weeks` behind 4."""
    return time_unit() if number == 1 else time_units()


def visit_name(visit: object, *, capital: bool = False) -> str:
    """What a visit is called, such as `week 4`."""
    unit = time_unit()
    return f"{unit.capitalize() if capital else unit} {visit}"


def preposition() -> str:
    """What stands before the unit when something happened in it: in week 2, on day 2."""
    return "on" if time_unit() == "day" else "in"


def visit_term(visit: object) -> str:
    """A visit in the names of results and in claims, such as `week_4`."""
    return f"{time_unit()}_{visit}"


def in_its_words(text: str) -> str:
    """A text of the program that is written of weeks, such as a column's name, in the study's unit of time."""
    return _in_words_of(time_unit(), text)


def in_every_unit(texts: Mapping[str, T]) -> dict[str, T]:
    """Values by names of the program that are written of weeks, by these names in every unit."""
    return {_in_words_of(unit, name): value for unit in TIME_UNITS for name, value in texts.items()}


def _in_words_of(unit: TimeUnit, text: str) -> str:
    for usual, own in ((_ADVERBS[USUAL], _ADVERBS[unit]), (USUAL, unit)):
        text = text.replace(usual, own).replace(usual.capitalize(), own.capitalize())
    return text


def days_of(visit: int) -> int:
    """The day, counted from the baseline, in the middle of the window of a visit; of a month or a year the nearest."""
    return round(visit * DAYS_IN[time_unit()])

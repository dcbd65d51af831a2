"""Scales of outcomes: what kind of value there is, and so what can be made of it."""

from dataclasses import dataclass

from casetrace.model.endpoint_kinds import OF_COURSE, Kind


@dataclass(frozen=True)
class Scale:
    """What kind of value an outcome has, and so what can be made of it.

    Attributes
    ----------
    name
        As config has it.
    kinds
        The kinds of endpoint that it answers.
    has_percent_change
        Whether a value has a percent change from the baseline.
    has_change
        Whether differences of values are distances, which have a mean.
    has_log_ratio
        Whether the logarithm of follow-up over baseline has a meaning.
    has_response
        Whether lesions are put into response categories by their percent change.
    has_levels
        Whether the values are levels in an order, without distances between them.
    is_change
        Whether the values are themselves changes from a baseline that is not given.
    needs_baseline
        Whether a follow-up value says nothing without one at the baseline.
    is_rounded
        Whether values are read off a continuous scale, so that the last digit is rounded.
    reason
        Why it can't do what a size can; empty where it can.
    """

    name: str
    kinds: tuple[Kind, ...] = ("percent_change", "change", "response", *OF_COURSE)
    has_percent_change: bool = True
    has_change: bool = True
    has_log_ratio: bool = True
    has_response: bool = True
    has_levels: bool = False
    is_change: bool = False
    needs_baseline: bool = True
    is_rounded: bool = True
    reason: str = ""


SIZE = Scale("size")
COUNT = Scale("count", is_rounded=False)
SCORE = Scale(
    "score",
    has_log_ratio=False,
    reason="a score has no true zero: ratios of scores have no meaning",
)
ORDERED = Scale(
    "ordered",
    kinds=("category", "response"),
    has_percent_change=False,
    has_change=False,
    has_log_ratio=False,
    has_response=False,
    has_levels=True,
    needs_baseline=False,
    is_rounded=False,
    reason="levels are ordered but have no distances: no mean and no percent change",
)
PERCENT_CHANGE = Scale(
    "percent_change",
    kinds=("percent_change", "response"),
    has_change=False,
    has_log_ratio=False,
    is_change=True,
    needs_baseline=False,
    reason="the source gives percentages without the underlying values",
)

#: All scales by name. Another one is an entry here, what it derives in `casetrace/derive`, and what it is asked for.
SCALES = {scale.name: scale for scale in (SIZE, COUNT, SCORE, ORDERED, PERCENT_CHANGE)}


def scale_of(name: str | None) -> Scale:
    """The scale of this name; that of a size where config names none."""
    return SCALES[name] if name else SIZE

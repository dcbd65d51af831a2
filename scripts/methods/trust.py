"""Which methods are not to be trusted with how many patients, by the calibration in docs/calibration.md."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

#: Numbers of patients in the simulated case series.
SIMULATED = (5, 6, 8, 10, 20, 50)
#: Share of the values at the end of their range from which they count as piled up there.
PILED_UP = 0.1
#: Slack for a value at the end of its range, relative to it.
SLACK = 1e-9


class Untrusted(NamedTuple):
    """The simulated numbers of patients with which a method missed its level by far.

    Attributes
    ----------
    spread
        Where values are spread over their range.
    piled_up
        Where many of them are at its end, as complete responses are.
    """

    spread: tuple[int, ...] = ()
    piled_up: tuple[int, ...] = ()


#: By method and statistic. A test keeps this to the table of the calibration.
UNTRUSTED: dict[tuple[str, str], Untrusted] = {
    ("bootstrap_exact", "mean"): Untrusted((5, 6, 8), (5, 6, 8)),
    ("bootstrap_percentile", "mean"): Untrusted((10,), (10,)),
    ("bootstrap_bca", "mean"): Untrusted((10, 20), (10,)),
    ("signed_rank_exact", "signed_rank"): Untrusted((), (20, 50)),
}
TESTS = ("sign_flip", "signed_rank")


def piled_up(values: ArrayLike, best: ArrayLike) -> bool:
    """Whether many of the values are at the end of their range.

    Parameters
    ----------
    values
        Array of any length.
    best
        The end of the range, of all values or of each; infinite where there is none.
    """
    array, end = np.asarray(values, dtype=float), np.asarray(best, dtype=float)
    return len(array) > 0 and float(np.mean(array >= end - SLACK * np.abs(end))) >= PILED_UP


def caution(method: str, statistic: str, patients: int, *, at_the_end: bool = False) -> str:
    """What is said of a result whose method is not to be trusted with so many patients; empty where it is.

    Parameters
    ----------
    method, statistic
        As in statistics.csv.
    patients
        How many patients the result rests on; judged like the next smaller number that was simulated.
    at_the_end
        Whether many of their values are at the end of their range.
    """
    untrusted = UNTRUSTED.get((method, statistic), Untrusted())
    like_these = max((number for number in SIMULATED if number <= patients), default=SIMULATED[0])
    if like_these not in (untrusted.piled_up if at_the_end else untrusted.spread):
        return ""
    series = f"in simulated case series of {like_these} patients"
    series += " with values piled up at the end of their range" if at_the_end else ""
    if method.startswith(TESTS):
        return f"{series}, this test found a change too often where there was none; look at the sign-flip test instead"
    return f"{series}, this interval missed the true value more often than it promises; look at the t interval instead"

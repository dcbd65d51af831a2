"""Which methods are not to be trusted with how many patients, by the calibration in docs/calibration.md."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.precision import below

#: Numbers of patients in the simulated case series.
SIMULATED = (2, 3, 4, 5, 6, 8, 10, 20, 50)
#: The t interval of a mean over patients, the fewest patients with whom it is not flagged, and what is said of fewer:
#: with values piled up it is the narrow intervals that miss, which no other flag finds.
T_MEAN, FEWEST_FOR_T = ("t", "mean", "patient"), 5
FEW_FOR_T = (
    "a t interval of {patients} patients rests on their values being normally distributed, which so few can't show; "
    "look at the listing of lesions instead"
)
#: What is said of Wilson's interval of a single patient, of which no series was simulated. A true share just below the
#: limit 1 / (1 + z^2) that a response gives lies in the interval only where there is no response.
WILSON_OF_ONE = (
    "of 1 patient this interval holds some true shares far less often than it promises (at 95 % in 79 of 100 studies); "
    "look at the Clopper–Pearson interval instead"
)
#: Share of the values at the end of their range from which they are like those simulated with a ceiling.
PILED_UP = 0.2
#: Slack for a value at the end of its range, relative to it.
SLACK = 1e-9
#: Degrees of freedom under which a t interval is flagged, where they are estimated.
RELIABLE_DF = 4
#: What is said then of a cluster-robust interval, and of another one.
FEW_DF_CR2 = (
    "with {df:.1f} degrees of freedom, fewer than 4, neither the interval nor p is to be relied on (Tipton 2015, doi "
    "10.1037/met0000011); look at the patients, or at the listing of lesions, instead"
)
FEW_DF = (
    "with {df:.1f} degrees of freedom, fewer than 4, the interval and p rest on so few values that nobody can see "
    "whether they are normal; look at the exact test, and at the patients, instead"
)
#: What the values of the patients are like.
Spread = Literal["spread", "piled up"]


class Untrusted(NamedTuple):
    """How far a method is not to be trusted, and what to look at instead.

    Attributes
    ----------
    patients
        An interval misses its level by far up to so many patients, a test from so many on; by what their values are
        like.
    instead
        What to look at instead.
    fewest
        With the next smaller number of patients that was simulated the interval is wide enough to keep its level; 0
        where it nowhere is.
    """

    patients: dict[Spread, int]
    instead: str
    fewest: int = 0


LISTING, T_INTERVAL = "listing of lesions", "t interval"

#: Intervals by method, statistic and unit: up to how many patients. A test keeps this to the table of the calibration.
INTERVALS: dict[tuple[str, str, str], Untrusted] = {
    ("t", "mean", "patient"): Untrusted({"piled up": 5}, LISTING),
    ("cr2_t", "mean", "lesion"): Untrusted({"piled up": 8}, LISTING),
    ("bootstrap_exact", "mean", "patient"): Untrusted({"spread": 8, "piled up": 8}, T_INTERVAL),
    ("bootstrap_exact", "mean", "lesion"): Untrusted({"spread": 8, "piled up": 8}, T_INTERVAL),
    ("bootstrap_percentile", "mean", "patient"): Untrusted({"spread": 10, "piled up": 20}, T_INTERVAL),
    ("bootstrap_percentile", "mean", "lesion"): Untrusted({"spread": 20, "piled up": 20}, T_INTERVAL),
    ("bootstrap_bca", "mean", "patient"): Untrusted({"spread": 20, "piled up": 20}, T_INTERVAL),
    ("bootstrap_bca", "mean", "lesion"): Untrusted({"spread": 20, "piled up": 10}, T_INTERVAL),
    ("wilson", "proportion", "patient"): Untrusted({"spread": 6, "piled up": 6}, "Clopper–Pearson interval", fewest=5),
    ("wilson", "proportion", "lesion"): Untrusted({"spread": 6, "piled up": 6}, "Clopper–Pearson interval", fewest=5),
    ("icc_f", "icc", "lesion"): Untrusted({"piled up": 50}, LISTING),
    ("hartung_knapp", "pooled_mean", "patient"): Untrusted({"spread": 5, "piled up": 6}, "cohorts beside each other"),
}
#: Tests: from how many patients on.
TESTS: dict[tuple[str, str, str], Untrusted] = {
    ("signed_rank_exact", "signed_rank", "patient"): Untrusted({"piled up": 20}, "sign-flip test"),
}


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
    return len(array) > 0 and float(np.mean(array >= end * (1 - SLACK * np.sign(end)))) >= PILED_UP


def caution(method: str, statistic: str, unit: str, patients: int, *, at_the_end: bool = False) -> str:
    """What is said of a result whose method is not to be trusted with so many patients; empty where it is.

    Parameters
    ----------
    method, statistic, unit
        As in the table of the calibration.
    patients
        How many patients the result rests on; judged like the next smaller number that was simulated.
    at_the_end
        Whether many of their values are at the end of their range.
    """
    key, spread = (method, statistic, unit), _spread(at_the_end)
    if key == T_MEAN and patients < FEWEST_FOR_T:
        return FEW_FOR_T.format(patients=patients)
    if method == "wilson" and patients < SIMULATED[0]:
        return WILSON_OF_ONE
    like_these = max((number for number in SIMULATED if number <= patients), default=SIMULATED[0])
    series = f"in simulated case series of {like_these} patients"
    series += " with values piled up at the end of their range" if at_the_end else ""
    if key in INTERVALS and INTERVALS[key].fewest <= like_these <= INTERVALS[key].patients.get(spread, 0):
        missed = "this interval missed the true value more often than it promises"
        return f"{series}, {missed}; look at the {INTERVALS[key].instead} instead"
    if key in TESTS and spread in TESTS[key].patients and like_these >= TESTS[key].patients[spread]:
        excess = "this test found a change too often where there was none"
        return f"{series}, {excess}; look at the {TESTS[key].instead} instead"
    return ""


def few_df(method: str, df: float) -> str:
    """What is said of a t interval whose estimated degrees of freedom are few; empty where they are not.

    Parameters
    ----------
    method
        Name in the register.
    df
        Degrees of freedom of the interval, or of that of the logarithm of a ratio.
    """
    if not below(df, RELIABLE_DF):
        return ""
    return (FEW_DF_CR2 if method == "cr2_t" else FEW_DF).format(df=df)


def _spread(at_the_end: bool) -> Spread:
    return "piled up" if at_the_end else "spread"

"""Which methods are not to be trusted with how many patients, by the calibration in docs/calibration.md."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.precision import below

#: Numbers of patients in the simulated case series.
SIMULATED = (2, 3, 4, 5, 6, 8, 10, 20, 50)
#: Numbers of cohorts in simulated studies of cohorts that differ, and of the patients of each.
SIMULATED_COHORTS, IN_COHORTS = (3, 5, 10), (5, 10, 20)
#: The t interval of a mean over patients, the fewest patients with whom it is not flagged, and what is said of fewer:
#: with values piled up it is the narrow intervals that miss, which no other flag finds.
T_MEAN, FEWEST_FOR_T = ("t", "mean", "patient"), 5
FEW_FOR_T = (
    "a t interval of {patients} patients depends on normality, which cannot be checked; see the listing of lesions"
)
#: What is said of Wilson's interval of a single patient, of which no series was simulated. A true share just below the
#: limit 1 / (1 + z^2) that a response gives lies in the interval only where there is no response.
WILSON_OF_ONE = (
    "with 1 patient, the coverage of this 95 % interval is as low as 79 % in theory; see the Clopper–Pearson interval"
)
#: Share of the values at the end of their range from which they are like those simulated with a ceiling.
PILED_UP = 0.2
#: Slack for a value at the end of its range, relative to it.
SLACK = 1e-9
#: Degrees of freedom under which a t interval is flagged, where they are estimated.
RELIABLE_DF = 4
#: What is said then of a cluster-robust interval, and of another one.
FEW_DF_CR2 = (
    "with {df:.1f} degrees of freedom, fewer than 4, neither the CI nor P is reliable (Tipton 2015, doi "
    "10.1037/met0000011); see the per-patient results or the listing of lesions"
)
FEW_DF = (
    "with {df:.1f} degrees of freedom, fewer than 4, the CI and P depend on normality, which cannot be checked; see "
    "the exact test and the per-patient results"
)
#: How a series is described whose values are at the end of their range.
CEILING = f" and {100 * PILED_UP:.0f} % or more of the values at the best possible"
#: What is said of the largest studies of cohorts that were simulated, where there are more.
NO_MORE = "no more were simulated"
#: What the values of the patients are like.
Spread = Literal["spread", "piled up"]


class Untrusted(NamedTuple):
    """How far a method is not to be trusted, and what to see in its place.

    Attributes
    ----------
    worst
        The lowest coverage of a 95 % interval, or the largest size of a 5 % test, in percent, by the number of patients
        simulated; by what their values are like. An interval is not to be trusted up to the last of these numbers, a
        test from the first on.
    instead
        What to see in its place.
    fewest
        With the next smaller number of patients that was simulated the interval is wide enough to keep its level; 0
        where it nowhere is.
    """

    worst: dict[Spread, dict[int, int]]
    instead: str
    fewest: int = 0

    def like(self, spread: Spread, patients: int) -> int:
        """The number of patients simulated with this method that so many are judged by."""
        simulated = self.worst[spread]
        return max((number for number in simulated if number <= patients), default=min(simulated))


LISTING, T_INTERVAL, OF_EACH = "listing of lesions", "t interval", "results of each cohort"
#: A proportion per lesion is that per patient where every patient has one lesion.
WILSON: dict[Spread, dict[int, int]] = {"spread": {5: 93, 6: 91}, "piled up": {5: 93, 6: 92}}

#: Intervals by method, statistic and unit. A test keeps this to the table of the calibration.
INTERVALS: dict[tuple[str, str, str], Untrusted] = {
    ("t", "mean", "patient"): Untrusted({"piled up": {5: 92}}, LISTING),
    ("cr2_t", "mean", "lesion"): Untrusted({"piled up": {2: 92, 3: 91, 4: 92, 5: 91, 6: 92, 8: 92}}, LISTING),
    ("bootstrap_exact", "mean", "patient"): Untrusted(
        {
            "spread": {2: 50, 3: 74, 4: 80, 5: 83, 6: 85, 8: 88},
            "piled up": {2: 48, 3: 72, 4: 78, 5: 83, 6: 84, 8: 87},
        },
        T_INTERVAL,
    ),
    ("bootstrap_exact", "mean", "lesion"): Untrusted(
        {
            "spread": {2: 50, 3: 74, 4: 79, 5: 83, 6: 84, 8: 87},
            "piled up": {2: 48, 3: 72, 4: 78, 5: 82, 6: 84, 8: 86},
        },
        T_INTERVAL,
    ),
    ("bootstrap_percentile", "mean", "patient"): Untrusted(
        {"spread": {10: 90}, "piled up": {10: 89, 20: 92}}, T_INTERVAL
    ),
    ("bootstrap_percentile", "mean", "lesion"): Untrusted(
        {"spread": {10: 89, 20: 92}, "piled up": {10: 89, 20: 91}}, T_INTERVAL
    ),
    ("bootstrap_bca", "mean", "patient"): Untrusted(
        {"spread": {10: 90, 20: 91}, "piled up": {10: 89, 20: 92}}, T_INTERVAL
    ),
    ("bootstrap_bca", "mean", "lesion"): Untrusted({"spread": {10: 88, 20: 92}, "piled up": {10: 89}}, T_INTERVAL),
    ("wilson", "proportion", "patient"): Untrusted(WILSON, "Clopper–Pearson interval", fewest=5),
    ("wilson", "proportion", "lesion"): Untrusted(WILSON, "Clopper–Pearson interval", fewest=5),
    ("icc_f", "icc", "lesion"): Untrusted({"piled up": {10: 91, 20: 91, 50: 91}}, LISTING),
    ("hartung_knapp", "pooled_mean", "patient"): Untrusted(
        {"spread": {2: 84, 3: 88, 4: 91, 5: 92}, "piled up": {2: 79, 3: 86, 4: 89, 5: 92, 6: 91}},
        OF_EACH,
    ),
    ("hartung_knapp", "pooled_mean_of_3", "patient"): Untrusted({"piled up": {5: 90}}, OF_EACH),
    ("hartung_knapp", "pooled_mean_of_5", "patient"): Untrusted(
        {"spread": {5: 91}, "piled up": {5: 88, 10: 91}}, OF_EACH
    ),
    ("hartung_knapp", "pooled_mean_ad_hoc_of_5", "patient"): Untrusted({"piled up": {5: 89, 10: 91}}, OF_EACH),
    ("hartung_knapp", "further_cohort_of_5", "patient"): Untrusted(
        {"spread": {5: 92, 10: 92, 20: 92}, "piled up": {5: 91, 10: 92, 20: 92}}, OF_EACH
    ),
    ("hartung_knapp", "pooled_mean_of_10", "patient"): Untrusted(
        {"spread": {5: 91}, "piled up": {5: 85, 10: 89}}, OF_EACH
    ),
    ("hartung_knapp", "pooled_mean_ad_hoc_of_10", "patient"): Untrusted({"piled up": {5: 86, 10: 91}}, OF_EACH),
    ("hartung_knapp", "further_cohort_of_10", "patient"): Untrusted(
        {"spread": {5: 90, 10: 90}, "piled up": {5: 89, 10: 89}}, OF_EACH
    ),
    ("hartung_knapp", "tau2_of_3", "patient"): Untrusted({"spread": {5: 91}, "piled up": {5: 90}}, OF_EACH),
    ("hartung_knapp", "tau2_of_5", "patient"): Untrusted({"spread": {5: 86}, "piled up": {5: 84, 10: 92}}, OF_EACH),
    ("hartung_knapp", "tau2_of_10", "patient"): Untrusted(
        {"spread": {5: 76, 10: 89}, "piled up": {5: 73, 10: 88}}, OF_EACH
    ),
    ("hartung_knapp_reml", "further_cohort_partlett_riley_of_5", "patient"): Untrusted(
        {"spread": {5: 92, 10: 92, 20: 92}, "piled up": {5: 90, 10: 92, 20: 92}}, OF_EACH
    ),
    ("hartung_knapp_reml", "further_cohort_partlett_riley_of_10", "patient"): Untrusted(
        {"spread": {5: 90, 10: 91}, "piled up": {5: 91, 10: 90}}, OF_EACH
    ),
    ("hartung_knapp_reml", "further_cohort_k_less_1_of_3", "patient"): Untrusted(
        {"piled up": {5: 91, 10: 91}}, OF_EACH
    ),
    ("hartung_knapp_reml", "further_cohort_k_less_1_of_5", "patient"): Untrusted(
        {"spread": {5: 90, 10: 90, 20: 90}, "piled up": {5: 88, 10: 89, 20: 90}}, OF_EACH
    ),
    ("hartung_knapp_reml", "further_cohort_k_less_1_of_10", "patient"): Untrusted(
        {"spread": {5: 90, 10: 90, 20: 92}, "piled up": {5: 90, 10: 90}}, OF_EACH
    ),
}
#: Tests by method, statistic and unit.
TESTS: dict[tuple[str, str, str], Untrusted] = {
    ("signed_rank_exact", "signed_rank", "patient"): Untrusted({"piled up": {20: 7, 50: 10}}, "sign-flip test"),
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
    """The note of a result whose method is not to be trusted with so many patients; empty where it is.

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
    judged_as = max((number for number in SIMULATED if number <= patients), default=SIMULATED[0])
    said = INTERVALS.get(key) or TESTS.get(key)
    if said is None or spread not in said.worst:
        return ""
    like_these = said.like(spread, judged_as)
    number = statistic.rpartition("_of_")[2]
    simulated = "cohorts of " if statistic == "pooled_mean" else f"{number} cohorts of " if number.isdigit() else ""
    series = f"in simulations with {simulated}{like_these} patients{CEILING if at_the_end else ''}"
    figure = said.worst[spread][like_these]
    if key in INTERVALS and said.fewest <= judged_as <= max(said.worst[spread]):
        return f"{series}, the coverage of this 95 % interval was as low as {figure} %; see the {said.instead}"
    if key in TESTS and judged_as >= min(said.worst[spread]):
        return f"{series}, this 5 % test rejected a true null hypothesis in up to {figure} %; see the {said.instead}"
    return ""


def caution_of_cohorts(method: str, statistic: str, cohorts: int, patients: int, *, at_the_end: bool = False) -> str:
    """The note of a result pooled from so many cohorts; empty where it is to be trusted.

    Parameters
    ----------
    method
        Name in the register.
    statistic
        `pooled_mean`, `pooled_mean_ad_hoc`, `tau2`, `further_cohort`, the same by another definition,
        `pooled_proportion` or `pooled_category`.
    cohorts, patients
        How many cohorts there are, and how many patients the smallest of them has, each judged like the next smaller
        number that was simulated.
    at_the_end
        Whether many of the patients' values are at the end of their range.
    """
    judged_as = max((number for number in SIMULATED_COHORTS if number <= cohorts), default=SIMULATED_COHORTS[0])
    like_these = max((number for number in IN_COHORTS if number <= patients), default=IN_COHORTS[0])
    said = caution(method, f"{statistic}_of_{judged_as}", "patient", like_these, at_the_end=at_the_end)
    if cohorts <= max(SIMULATED_COHORTS):
        return said
    return said.replace(f"{judged_as} cohorts", f"{judged_as} cohorts ({NO_MORE})", 1)


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

"""Bootstrap of a mean over patients, each drawn with all her or his lesions: counted in full, or drawn."""

import functools
import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from casetrace.methods.clusters import order_of_appearance
from casetrace.methods.drawing import drawn_ratios, exactly_summable
from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Most patients whose samples are counted: 92,378 of them at 10, six million at 13.
EXACT_MAXIMUM = 10
#: Patients whose means differ by less than this share of the largest are the same but for rounding.
ROUNDING = 1e-12
#: Slack for comparing a cumulative probability with a tail: less than the probability of any one sample.
PROBABILITY_SLACK = 1e-12


@dataclass(frozen=True)
class ExactBootstrap:
    """All samples of the patients, each with its probability.

    Attributes
    ----------
    value
        The ratio in the data at hand.
    se
        Standard deviation over all samples.
    limits
        The smallest values whose cumulative probabilities reach the two tails.
    samples
        Number of distinct samples.
    """

    value: float
    se: float
    limits: Limits
    samples: int


@dataclass(frozen=True)
class DrawnBootstrap:
    """Drawn samples of the patients.

    Attributes
    ----------
    value
        The ratio in the data at hand.
    se
        Standard deviation over the drawn samples.
    percentile
        Quantiles of the drawn samples.
    bca
        The same at levels corrected for bias and skewness; missing where the correction has no finite value.
    """

    value: float
    se: float
    percentile: Limits
    bca: Limits | None


def cluster_sums(values: ArrayLike, clusters: ArrayLike) -> tuple[Floats, Floats]:
    """Sum and number of each patient's values.

    Parameters
    ----------
    values, clusters
        Arrays of shape (lesions,): the values and the patients they belong to.

    Returns
    -------
    sums, counts
        Arrays of shape (patients,), in the order in which patients first appear.
    """
    place = order_of_appearance(clusters)
    sums: Floats = np.bincount(place, weights=np.asarray(values, dtype=float)).astype(float)
    counts: Floats = np.bincount(place).astype(float)
    return sums, counts


def exact_bootstrap(sums: ArrayLike, counts: ArrayLike, level: float) -> ExactBootstrap:
    """Bootstrap of ``sum(sums) / sum(counts)`` over all samples of the patients, without drawing.

    Parameters
    ----------
    sums, counts
        Arrays of shape (patients,), up to 10: of a mean over lesions the sums and numbers of each patient's, of a mean
        over patients their means and ones.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than two patients.
    NoSpreadError
        When all patients have the same ratio.
    ValueError
        With more patients than can be counted.

    Notes
    -----
    Fisher & Hall 1991, Journal of Statistical Planning and Inference 27, 157. A sample in which patient i comes up k_i
    times has probability ``n! / (k_1! … k_n!) / n**n``; numerators are whole numbers, and so are their sums.
    """
    tops, bottoms = _checked(sums, counts)
    n = len(tops)
    if n > EXACT_MAXIMUM:
        raise ValueError(f"{n} patients have too many samples to count them all")
    times, weights = _all_samples(n)
    ratios = (times * tops[:, None]).sum(axis=0) / (times * bottoms[:, None]).sum(axis=0)
    probabilities = weights / n**n
    mean = float((probabilities * ratios).sum())
    se = math.sqrt(float((probabilities * (ratios - mean) ** 2).sum()))
    order = np.argsort(ratios, kind="stable")
    cumulative = np.cumsum(weights[order]) / n**n
    tail = (1 - level) / 2
    lower, upper = ratios[order][np.searchsorted(cumulative, [tail - PROBABILITY_SLACK, 1 - tail - PROBABILITY_SLACK])]
    return ExactBootstrap(_ratio(tops, bottoms), se, Limits(float(lower), float(upper)), len(weights))


def drawn_bootstrap(
    sums: ArrayLike, counts: ArrayLike, level: float, resamples: int, rng: np.random.Generator
) -> DrawnBootstrap:
    """Bootstrap of ``sum(sums) / sum(counts)`` over drawn samples of the patients.

    Parameters
    ----------
    sums, counts
        Arrays of shape (patients,), as for `exact_bootstrap`; counts are whole numbers.
    level
        Confidence level between 0 and 1.
    resamples
        Number of samples, drawn from `rng`.

    Raises
    ------
    TooFewError
        With fewer than two patients.
    NoSpreadError
        When all patients have the same ratio.
    """
    tops, bottoms = _checked(sums, counts)
    ratios = drawn_ratios(tops, bottoms, resamples, rng)
    tail = (1 - level) / 2
    # The drawn sums are those of rounded numbers: so is what they are compared with, or ties with it would be missed.
    levels = _bca_levels(tops, bottoms, _ratio(exactly_summable(tops), bottoms), ratios, tail)
    return DrawnBootstrap(
        _ratio(tops, bottoms),
        float(np.std(ratios, ddof=1)),
        _quantiles(ratios, (tail, 1 - tail)),
        None if levels is None else _quantiles(ratios, levels),
    )


def _checked(sums: ArrayLike, counts: ArrayLike) -> tuple[Floats, Floats]:
    tops, bottoms = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    if len(tops) < 2:
        raise TooFewError("a bootstrap needs at least two patients")
    means = tops / bottoms
    if np.ptp(means) <= ROUNDING * np.abs(means).max():
        raise NoSpreadError("all patients have the same value")
    return tops, bottoms


def _ratio(tops: Floats, bottoms: Floats) -> float:
    return math.fsum(tops) / math.fsum(bottoms)


@functools.lru_cache
def _all_samples(n: int) -> tuple[Integers, Integers]:
    """Every sample of n out of n: how often each comes up, shape (n, samples), and in how many orders it is drawn.

    Each way to set n - 1 bars among n stars is one sample: the stars between two bars are one patient's.
    """
    samples = math.comb(2 * n - 1, n)
    chosen = itertools.chain.from_iterable(itertools.combinations(range(2 * n - 1), n - 1))
    bars = np.fromiter(chosen, dtype=np.int64, count=samples * (n - 1)).reshape(samples, n - 1).T
    times = np.diff(bars, axis=0, prepend=-1, append=2 * n - 1) - 1
    factorials = np.array([math.factorial(k) for k in range(n + 1)])
    return times, math.factorial(n) // factorials[times].prod(axis=0)


def _bca_levels(tops: Floats, bottoms: Floats, value: float, ratios: Floats, tail: float) -> tuple[float, float] | None:
    """Levels of the BCa limits (Efron 1987, doi 10.1080/01621459.1987.10478410).

    SciPy's bootstrap sets up n samples of n - 1 for the jackknife; of a ratio of sums it takes one subtraction each.
    """
    bias = float(special.ndtri((np.mean(ratios < value) + np.mean(ratios <= value)) / 2))
    if not math.isfinite(bias):
        return None
    left_out = (tops.sum() - tops) / (bottoms.sum() - bottoms)
    deviations = left_out.mean() - left_out
    skewness = (deviations**3).sum() / (deviations**2).sum() ** 1.5 / 6
    shifted = bias + special.ndtri(np.array([tail, 1 - tail]))
    scale = 1 - skewness * shifted
    if np.any(scale <= 0):
        return None
    lower, upper = special.ndtr(bias + shifted / scale)
    return float(lower), float(upper)


def _quantiles(ratios: Floats, levels: tuple[float, float]) -> Limits:
    lower, upper = np.quantile(ratios, levels)
    return Limits(float(lower), float(upper))

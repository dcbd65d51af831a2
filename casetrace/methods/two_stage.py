"""Simon's two-stage designs of a study with one arm and a response that is there or not."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from casetrace.methods.estimates import SingularError

Floats = NDArray[np.float64]

#: Most patients of a design that is looked for.
MOST_PATIENTS = 150
#: How many times the patients of the minimax design those of an optimal one may be; at most twice in Simon's tables.
LOOKED_BEYOND = 3
#: Error rates within this of their limits meet them.
SLACK = 1e-12


@dataclass(frozen=True)
class Rates:
    """What a design is to tell apart, and how surely.

    Attributes
    ----------
    poor, good
        The response rate that is of no interest, and that which is.
    alpha, beta
        Chance of going on with a treatment of the poor rate, and of giving up one of the good rate.
    """

    poor: float
    good: float
    alpha: float
    beta: float


@dataclass(frozen=True)
class TwoStage:
    """A design: stop after `first` patients with `first_limit` responses or fewer, else go on to `patients`.

    Attributes
    ----------
    first_limit, first
        Responses at or below which the first stage ends the study, and its patients.
    limit, patients
        Responses at or below which the treatment is given up at the end, and all patients.
    alpha, power
        Of the design: at most, and at least, what was asked.
    expected
        Expected number of patients at the poor rate.
    stops
        Chance of stopping after the first stage at the poor rate.
    """

    first_limit: int
    first: int
    limit: int
    patients: int
    alpha: float
    power: float
    expected: float
    stops: float


def simon(rates: Rates) -> tuple[TwoStage, TwoStage]:
    """The optimal design, of the fewest patients expected at the poor rate, and the minimax, of the fewest in all.

    Raises
    ------
    ValueError
        When the rates are not in order between 0 and 1.
    SingularError
        When no design of at most 150 patients is good enough.

    Notes
    -----
    Simon 1989, doi 10.1016/0197-2456(89)90015-9. All designs are looked at, but for those whose first stage has as
    many patients as are expected of the best one so far. At each number of patients and of the first stage the limit
    at the end is the lowest that keeps alpha, and the best first limit the highest that keeps the power.
    """
    if not 0 < rates.poor < rates.good < 1:
        raise ValueError(f"{rates.poor} and {rates.good} are not in order between 0 and 1")
    poor, good = _Chances(rates.poor), _Chances(rates.good)
    optimal: TwoStage | None = None
    minimax: TwoStage | None = None
    for patients in range(2, MOST_PATIENTS + 1):
        if _most_powerful(rates, patients) < 1 - rates.beta - SLACK:
            continue
        most = patients if optimal is None else min(patients, math.ceil(optimal.expected))
        found = [_with_first(rates, poor, good, patients, first) for first in range(1, most)]
        best = min((design for design in found if design), key=lambda design: design.expected, default=None)
        minimax = minimax or best
        if best and (optimal is None or best.expected < optimal.expected - SLACK):
            optimal = best
        if minimax and patients > LOOKED_BEYOND * minimax.patients:
            break
    if optimal is None or minimax is None:
        raise SingularError(f"no design of at most {MOST_PATIENTS} patients keeps both error rates")
    return optimal, minimax


def _most_powerful(rates: Rates, patients: int) -> float:
    """Power of the randomised test of one stage: no design of as many patients has more (Neyman & Pearson 1933)."""
    counts = np.arange(patients + 1)
    beyond = stats.binom.sf(counts, patients, rates.poor)
    limit = int(np.argmax(beyond <= rates.alpha))
    share = (rates.alpha - float(beyond[limit])) / float(stats.binom.pmf(limit, patients, rates.poor))
    at, past = stats.binom.pmf(limit, patients, rates.good), stats.binom.sf(limit, patients, rates.good)
    return float(past + min(1.0, share) * at)


class _Chances:
    """Binomial chances at one rate, for any number of patients up to the most: of a count, and of more than a count."""

    def __init__(self, rate: float) -> None:
        counts = np.arange(MOST_PATIENTS + 1)
        self.of = stats.binom.pmf(counts, counts[:, None], rate)
        self.at_most = stats.binom.cdf(counts, counts[:, None], rate)
        self.beyond = stats.binom.sf(counts, counts[:, None], rate)

    def rejected(self, patients: int, first: int) -> Floats:
        """Chance of going on with the treatment, by first limit from 0 to `first` and limit from 0 to `patients`."""
        needed = np.arange(patients + 1) - np.arange(first + 1)[:, None]
        late = np.where(needed < 0, 1.0, self.beyond[patients - first, np.maximum(needed, 0)])
        from_count = np.cumsum((self.of[first, : first + 1, None] * late)[::-1], axis=0)[::-1]
        return np.concatenate([from_count[1:], np.zeros((1, patients + 1))])


def _with_first(rates: Rates, poor: _Chances, good: _Chances, patients: int, first: int) -> TwoStage | None:
    """The design with a first stage that stops most often at the poor rate, of those that keep both error rates."""
    alphas, powers = poor.rejected(patients, first), good.rejected(patients, first)
    limits = np.argmax(alphas <= rates.alpha + SLACK, axis=1)
    first_limits = np.arange(first + 1)
    keeps = np.flatnonzero(powers[first_limits, limits] >= 1 - rates.beta - SLACK)
    if len(keeps) == 0:
        return None
    first_limit = int(keeps[-1])
    limit = int(limits[first_limit])
    stops = float(poor.at_most[first, first_limit])
    expected = first + (1 - stops) * (patients - first)
    alpha, power = float(alphas[first_limit, limit]), float(powers[first_limit, limit])
    return TwoStage(first_limit, first, limit, patients, alpha, power, expected, stops)


def precision(rate: float, patients: int, level: float) -> float:
    """Expected half-width of the Clopper–Pearson interval of a rate with so many patients in one stage."""
    counts = np.arange(patients + 1)
    tail = (1 - level) / 2
    lower = np.where(counts > 0, stats.beta.ppf(tail, counts, patients - counts + 1), 0)
    upper = np.where(counts < patients, stats.beta.isf(tail, counts + 1, patients - counts), 1)
    return math.fsum((upper - lower) / 2 * stats.binom.pmf(counts, patients, rate))

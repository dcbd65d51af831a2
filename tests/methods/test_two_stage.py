import itertools
import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

from casetrace.methods.estimates import SingularError
from casetrace.methods.two_stage import Rates, TwoStage, _most_powerful, precision, simon

# Simon 1989, doi 10.1016/0197-2456(89)90015-9, Tables 1 and 2: r1/n1, r/n, expected patients and chance of stopping at
# the poor rate, to the digits printed. Verified by R 4.2.2: every design of up to 60 patients enumerated from Simon's
# definition by dbinom and pbinom, of which the best have these numbers.
OPTIMAL = [
    (Rates(0.05, 0.25, 0.05, 0.20), (0, 9, 2, 17, 12.0, 0.63)),
    (Rates(0.10, 0.30, 0.05, 0.20), (1, 10, 5, 29, 15.0, 0.74)),
    (Rates(0.20, 0.40, 0.05, 0.20), (3, 13, 12, 43, 20.6, 0.75)),
    (Rates(0.30, 0.50, 0.05, 0.20), (5, 15, 18, 46, 23.6, 0.72)),
    (Rates(0.40, 0.60, 0.05, 0.20), (7, 16, 23, 46, 24.5, 0.72)),
    (Rates(0.05, 0.20, 0.05, 0.20), (0, 10, 3, 29, 17.6, 0.60)),
    (Rates(0.10, 0.25, 0.05, 0.20), (2, 18, 7, 43, 24.7, 0.73)),
    (Rates(0.10, 0.30, 0.10, 0.10), (1, 12, 5, 35, 19.8, 0.66)),
]
MINIMAX = [
    (Rates(0.05, 0.25, 0.05, 0.20), (0, 12, 2, 16, 13.8, 0.54)),
    (Rates(0.10, 0.30, 0.05, 0.20), (1, 15, 5, 25, 19.5, 0.55)),
    (Rates(0.20, 0.40, 0.05, 0.20), (4, 18, 10, 33, 22.3, 0.72)),
    (Rates(0.30, 0.50, 0.05, 0.20), (6, 19, 16, 39, 25.7, 0.67)),
    (Rates(0.40, 0.60, 0.05, 0.20), (17, 34, 20, 39, 34.4, 0.91)),
    (Rates(0.05, 0.20, 0.05, 0.20), (0, 13, 3, 27, 19.8, 0.51)),
    (Rates(0.10, 0.25, 0.05, 0.20), (2, 22, 7, 40, 28.8, 0.62)),
    (Rates(0.10, 0.30, 0.10, 0.10), (1, 16, 4, 25, 20.4, 0.51)),
]


def printed(design: TwoStage) -> tuple[int, int, int, int, float, float]:
    numbers = (design.first_limit, design.first, design.limit, design.patients)
    return (*numbers, round(design.expected, 1), round(design.stops, 2))


@cache
def designs(rates: Rates) -> tuple[TwoStage, TwoStage]:
    """The optimal and the minimax design, found once for all tests."""
    return simon(rates)


@pytest.mark.parametrize(("rates", "design"), OPTIMAL)
def test_the_optimal_designs_are_those_of_simon_1989(rates, design):
    assert printed(designs(rates)[0]) == design


@pytest.mark.parametrize(("rates", "design"), MINIMAX)
def test_the_minimax_designs_are_those_of_simon_1989(rates, design):
    assert printed(designs(rates)[1]) == design


def test_no_design_of_few_patients_is_better():
    """Every design of up to the minimax patients by brute force, by the probabilities of Simon's equation."""
    rates = Rates(0.1, 0.45, 0.1, 0.2)

    def rejects(rate: float, first_limit: int, first: int, limit: int, patients: int) -> float:
        return math.fsum(
            stats.binom.pmf(x, first, rate) * stats.binom.sf(limit - x, patients - first, rate)
            for x in range(first_limit + 1, first + 1)
        )

    optimal, minimax = simon(rates)
    good = []
    for patients in range(2, optimal.patients + 3):
        for first, limit in itertools.product(range(1, patients), range(patients)):
            for first_limit in range(min(first, limit + 1)):
                design = (first_limit, first, limit, patients)
                if rejects(rates.poor, *design) <= rates.alpha and rejects(rates.good, *design) >= 1 - rates.beta:
                    stops = stats.binom.cdf(first_limit, first, rates.poor)
                    good.append((patients, first + (1 - stops) * (patients - first)))
    assert minimax.patients == min(patients for patients, _ in good)
    assert optimal.expected == pytest.approx(min(expected for _, expected in good), rel=1e-12)
    assert optimal.alpha == pytest.approx(
        rejects(0.1, optimal.first_limit, optimal.first, optimal.limit, optimal.patients), rel=1e-10
    )
    assert minimax.power == pytest.approx(
        rejects(0.45, minimax.first_limit, minimax.first, minimax.limit, minimax.patients), rel=1e-10
    )


def test_no_design_has_more_power_than_one_stage_with_chance():
    for rates, _ in OPTIMAL:
        for design in designs(rates):
            assert design.power <= _most_powerful(rates, design.patients) + 1e-12


def test_the_error_rates_are_those_of_simulated_studies():
    rates = Rates(0.2, 0.5, 0.05, 0.1)
    design, rng = simon(rates)[0], np.random.default_rng(1)
    for rate, expected in ((rates.poor, design.alpha), (rates.good, design.power)):
        early = rng.binomial(design.first, rate, 100_000)
        late = early + rng.binomial(design.patients - design.first, rate, 100_000)
        found = np.mean((early > design.first_limit) & (late > design.limit))
        assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / 100_000)


def test_rates_out_of_order_and_too_near_are_refused():
    with pytest.raises(ValueError, match="not in order"):
        simon(Rates(0.3, 0.3, 0.05, 0.2))
    with pytest.raises(SingularError):
        simon(Rates(0.3, 0.35, 0.05, 0.2))


def test_the_precision_is_the_mean_half_width():
    # by hand, of one patient: (0.975 - 0) for no response and (1 - 0.025) for one
    assert precision(0.3, 1, 0.95) == pytest.approx(0.975 / 2, rel=1e-12)

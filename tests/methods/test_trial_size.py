import math

import numpy as np
import pytest
from scipy import integrate, stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from casetrace.methods.trial_size import (
    Trial,
    enrolled,
    parallel_half_width,
    parallel_power,
    patients_for,
    simulated_parallel_power,
    simulated_split_power,
    split_half_width,
    split_power,
)


def plain(difference: float, icc: float = 0.0, lesions: int = 1) -> Trial:
    return Trial(difference, 1.0, icc, lesions, 0.05)


@pytest.mark.parametrize(
    ("difference", "patients"),
    # Cohen 1988, Statistical Power Analysis, Table 2.4.1: two-sided 5 %, power 80 %
    [(0.2, 393), (0.5, 64), (0.8, 26)],
)
def test_two_arms_need_the_patients_of_cohens_table(difference, patients):
    assert patients_for(0.8, parallel_power, plain(difference)) == pytest.approx(patients, abs=1)


@pytest.mark.parametrize("difference", [0.3, 0.9, 2.0])
@pytest.mark.parametrize("patients", [2, 5, 20, 60])
def test_the_power_is_that_of_statsmodels(difference, patients):
    expected = TTestIndPower().power(difference, patients, 0.05)
    assert parallel_power(plain(difference), patients) == pytest.approx(expected, rel=1e-9)
    paired = TTestPower().power(difference / math.sqrt(2), patients, 0.05)
    assert split_power(plain(difference), patients) == pytest.approx(paired, rel=1e-9)


def test_lesions_of_a_patient_count_by_their_design_effect():
    trial = Trial(10, 20, 0.5, 4, 0.05)
    # 1 + 3 * 0.5 = 2.5 times the variance of 4 independent lesions
    assert trial.patient_sd == pytest.approx(20 * math.sqrt(2.5 / 4), rel=1e-12)
    assert trial.difference_sd == pytest.approx(20 * math.sqrt(2 * 0.5 / 4), rel=1e-12)
    one = Trial(10, trial.patient_sd, 0.0, 1, 0.05)
    assert parallel_power(trial, 30) == pytest.approx(parallel_power(one, 30), rel=1e-12)


def test_lesions_that_are_all_alike_add_nothing_between_and_decide_within():
    assert parallel_power(plain(0.5, icc=1, lesions=4), 30) == pytest.approx(parallel_power(plain(0.5), 30), rel=1e-12)
    assert split_power(plain(0.1, icc=1, lesions=2), 2) == 1


@pytest.mark.parametrize(("icc", "lesions"), [(0.0, 1), (0.3, 2), (0.7, 4)])
def test_the_powers_are_those_of_simulated_trials(icc, lesions):
    trial, rng = Trial(12, 20, icc, lesions, 0.05), np.random.default_rng(7)
    for power_of, simulated, patients in (
        (parallel_power, simulated_parallel_power, 20),
        (split_power, simulated_split_power, 12),
    ):
        expected, found = power_of(trial, patients), simulated(trial, patients, 20_000, rng)
        assert abs(found - expected) < 4 * math.sqrt(max(expected * (1 - expected), 1e-4) / 20_000)


def test_the_fewest_patients_have_the_power_and_one_less_has_not():
    trial = Trial(15, 30, 0.4, 2, 0.05)
    for power_of in (parallel_power, split_power):
        patients = patients_for(0.9, power_of, trial)
        assert patients is not None
        assert power_of(trial, patients) >= 0.9 > power_of(trial, patients - 1)


def test_no_reasonable_number_finds_next_to_nothing():
    assert patients_for(0.8, parallel_power, plain(1e-4)) is None


def test_half_widths_are_those_of_drawn_samples():
    trial, rng = Trial(0, 20, 0.3, 2, 0.05), np.random.default_rng(3)
    draws = rng.normal(0, trial.patient_sd, (50_000, 2, 6))
    errors = np.sqrt(draws.var(axis=2, ddof=1).mean(axis=1) * 2 / 6)
    assert parallel_half_width(trial, 6, 0.95) == pytest.approx(stats.t.ppf(0.975, 10) * errors.mean(), rel=0.01)
    # the mean of a chi variable by quadrature
    mean, _ = integrate.quad(lambda s: s * stats.chi.pdf(s, 5), 0, 20)
    expected = stats.t.ppf(0.975, 5) * trial.difference_sd / math.sqrt(6) * mean / math.sqrt(5)
    assert split_half_width(trial, 6, 0.95) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("patients", "dropout", "expected"), [(20, 0.0, 20), (20, 0.2, 25), (20, 0.15, 24), (9, 0.1, 10)]
)
def test_those_who_drop_out_are_enrolled_too(patients, dropout, expected):
    assert enrolled(patients, dropout) == expected

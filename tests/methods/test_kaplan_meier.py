import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.kaplan_meier import kaplan_meier

# R 4.2.2, survival 3.5.3:
#   k <- survfit(Surv(t, e) ~ 1, conf.type = "log-log"); summary(k, censored = TRUE); quantile(k, 0.5)
TIMES = [2, 2, 4, 4, 4, 6, 8, 8, 12, 12, 12, 3.5]
EVENTS = [1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]
STEPS = [
    (2, 12, 1, 1, 0.916666666666667, 0.538977180570741, 0.987825565400458),
    (3.5, 10, 1, 0, 0.825, 0.460945677052835, 0.953340390497233),
    (4, 9, 2, 1, 0.641666666666667, 0.302249675521071, 0.848294363932559),
    (6, 6, 1, 0, 0.534722222222222, 0.21240973647686, 0.776503662379018),
    (8, 5, 1, 1, 0.427777777777778, 0.138734986474701, 0.694156622650482),
    (12, 3, 1, 2, 0.285185185185185, 0.0521400068532574, 0.586906345892266),
]
# Remission of leukaemia, both groups: the data `aml` of R's survival.
AML = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_EVENTS = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]

PATIENTS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=12)


def test_every_step_has_the_values_of_r():
    curve = kaplan_meier(TIMES, EVENTS, 0.95)
    for step, expected in zip(curve.steps, STEPS, strict=True):
        assert step.limits is not None
        values = (step.time, step.at_risk, step.events, step.censored, step.event_free)
        assert (*values, step.limits.lower, step.limits.upper) == pytest.approx(expected, rel=1e-12)
    assert (curve.median, curve.median_limits) == (8, Limits(3.5, math.inf))


def test_the_median_of_leukaemia_has_the_interval_of_r():
    curve = kaplan_meier(AML, AML_EVENTS, 0.95)
    assert (curve.median, curve.median_limits) == (27, Limits(13, 34))
    (step,) = (step for step in curve.steps if step.time == 13)
    assert step.limits is not None
    expected = (0.695652173913043, 0.465641749762004, 0.841721291391763)
    assert (step.event_free, step.limits.lower, step.limits.upper) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("events", "median", "upper"),
    [([1, 1, 0, 1], 3, math.inf), ([1, 1, 0, 0], 3, math.inf), ([1, 0, 0, 0], math.inf, math.inf)],
)
def test_a_curve_that_stays_at_one_half_has_its_median_in_the_middle_as_in_r(events, median, upper):
    curve = kaplan_meier([1, 2, 3, 4], events, 0.95)
    assert (curve.median, curve.median_limits.upper) == (median, upper)


@settings(max_examples=60, deadline=None)
@given(PATIENTS)
def test_statsmodels_has_the_same_curve(patients):
    times, events = zip(*patients, strict=True)
    expected = dict(zip(*(lambda fit: (fit.surv_times, fit.surv_prob))(SurvfuncRight(times, events)), strict=True))
    steps = {step.time: step.event_free for step in kaplan_meier(times, events, 0.95).steps}
    assert {time: steps[time] for time in expected} == pytest.approx(expected, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(PATIENTS)
def test_without_censoring_it_is_the_share_of_patients_left(patients):
    times = np.array([time for time, _ in patients])
    curve = kaplan_meier(times, np.ones(len(times)), 0.95)
    for step in curve.steps:
        assert step.event_free == pytest.approx(np.mean(times > step.time), abs=1e-12)
        assert (step.limits is None) == (step.event_free in (0, 1))
    assert curve.median == pytest.approx(np.median(times))


@settings(max_examples=30, deadline=None)
@given(PATIENTS, st.randoms(use_true_random=False))
def test_the_order_of_patients_moves_nothing(patients, draw):
    shuffled = draw.sample(patients, len(patients))
    (times, events), (shuffled_times, shuffled_events) = (zip(*each, strict=True) for each in (patients, shuffled))
    assert kaplan_meier(times, events, 0.95) == kaplan_meier(shuffled_times, shuffled_events, 0.95)


def test_a_single_patient_has_a_curve_without_an_interval():
    curve = kaplan_meier([3], [1], 0.95)
    assert (curve.steps[0].event_free, curve.steps[0].limits, curve.median) == (0, None, 3)
    assert kaplan_meier([3], [0], 0.95).median == math.inf


def test_nobody_is_refused():
    with pytest.raises(TooFewError, match="there is no patient"):
        kaplan_meier([], [], 0.95)

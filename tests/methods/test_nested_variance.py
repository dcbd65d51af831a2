import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.intraclass import intraclass_correlation
from casetrace.methods.nested_variance import lesion_spread, patient_spread

VALUES = [40.0, 50, 62, 70, 71, 90, 15, 30, 60, 80, 81, 99]
PATIENTS = ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6"]
COHORTS = ["a"] * 6 + ["b"] * 6


def test_patients_spread_within_their_cohorts():
    found = patient_spread([1.0, 2, 3, 11, 13], ["a", "a", "a", "b", "b"], 0.95)
    # by hand: (1 + 0 + 1 + 1 + 1) / (5 - 2)
    assert found.sd == pytest.approx((4 / 3) ** 0.5, rel=1e-12)
    assert found.df == 3
    limits = np.sqrt(4 / stats.chi2.ppf([0.975, 0.025], 3))
    assert (found.limits.lower, found.limits.upper) == pytest.approx(tuple(limits), rel=1e-12)


def test_one_cohort_has_the_correlation_that_it_has_alone():
    first, own = VALUES[:6], PATIENTS[:6]
    alone = intraclass_correlation(first, own, 0.95)
    found = lesion_spread(first, own, ["a"] * 6, 0.95)
    assert found.icc == pytest.approx(alone.icc, rel=1e-12)
    # as many lesions of each patient: the interval is exact in both
    assert alone.limits is not None
    assert found.limits.lower == pytest.approx(max(0.0, alone.limits.lower), abs=1e-10)
    assert found.limits.upper == pytest.approx(alone.limits.upper, rel=1e-9)


def test_balanced_cohorts_have_the_variances_of_restricted_likelihood():
    # with as many lesions of each patient the analysis of variance and REML agree, where no variance is 0
    found = lesion_spread(VALUES, PATIENTS, COHORTS, 0.95)
    data = pd.DataFrame({"y": VALUES, "patient": PATIENTS, "cohort": COHORTS})
    fit = smf.mixedlm("y ~ cohort", data, groups=data["patient"]).fit(reml=True)
    between, within = float(fit.cov_re.iloc[0, 0]), float(fit.scale)
    assert found.sd**2 == pytest.approx(between + within, rel=1e-5)
    assert found.icc == pytest.approx(between / (between + within), rel=1e-4)
    assert (found.patients, found.lesions) == (6, 12)


def test_patients_nearer_than_their_lesions_have_a_correlation_of_0():
    found = lesion_spread([0.0, 10, 1, 9, 2, 8], ["1", "1", "2", "2", "3", "3"], ["a"] * 6, 0.95)
    assert (found.icc, found.limits.lower) == (0, 0)


def test_what_cannot_be_told_apart_is_refused():
    with pytest.raises(TooFewError):
        patient_spread([1.0, 2.0], ["a", "b"], 0.95)
    with pytest.raises(SingularError):
        patient_spread([1.0, 1.0, 2.0, 2.0], ["a", "a", "b", "b"], 0.95)
    with pytest.raises(TooFewError):
        lesion_spread([1.0, 2.0, 3.0, 4.0], ["1", "1", "2", "2"], ["a", "a", "b", "b"], 0.95)
    with pytest.raises(SingularError):
        lesion_spread([1.0, 2.0, 3.0], ["1", "2", "3"], ["a", "a", "a"], 0.95)
    with pytest.raises(SingularError):
        lesion_spread([1.0, 1.0, 3.0, 3.0], ["1", "1", "2", "2"], ["a"] * 4, 0.95)

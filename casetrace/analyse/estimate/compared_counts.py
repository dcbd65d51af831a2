"""The responses of two arms: risk difference with its intervals, and exact tests; independent arms, and paired ones."""

import math
from functools import cache
from typing import NamedTuple

import pandas as pd

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.group_tests import fisher_exact, mcnemar_exact
from casetrace.methods.intervals import miettinen_nurminen, newcombe
from casetrace.methods.paired_proportions import tango
from casetrace.methods.unconditional_tests import UnconditionalTest, barnard_exact, boschloo_exact
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Sizes, Subject, adds_results

INTERVALS = {"newcombe": newcombe, "miettinen_nurminen": miettinen_nurminen}
UNCONDITIONAL = {"barnard_exact": barnard_exact, "boschloo_exact": boschloo_exact}
#: Most patients of two arms whose unconditional tests are computed; of more, Fisher's test says as much.
MOST_PATIENTS = 400
TOO_MANY = "not computed for more than {most} patients ({n} here); see Fisher's test, which then differs little"
NO_ODDS = "all or no patients responded in one arm: the odds ratio is infinite; see the difference"
NONE_IN_ONE_ALONE = "no patient responded in only one arm: no test is possible; see the CI and the results by arm"


class ArmCount(NamedTuple):
    """How many of the patients of an arm responded."""

    responders: int
    patients: int

    @property
    def row(self) -> tuple[int, int]:
        """Those who responded, and those who did not."""
        return self.responders, self.patients - self.responders


def arm_count(responded: pd.Series) -> ArmCount:
    """The count of an arm, of whether each of its patients responded."""
    return ArmCount(int(responded.sum()), len(responded))


@adds_results
def add_risk_difference(
    results: Results,
    subject: Subject,
    first: ArmCount,
    second: ArmCount,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    """Add the difference of two independent arms' shares of responders, with its intervals and exact tests."""
    difference = first.responders / first.patients - second.responders / second.patients
    for method, limits_of in INTERVALS.items():
        interval = as_interval(limits_of(*first, *second, settings.level), settings)
        of_method = subject if method == "newcombe" else subject.not_primary
        results.add(of_method, "risk_difference", difference, method, n, interval=interval, note=flag)
    responders = first.responders + second.responders
    if responders in (0, first.patients + second.patients):
        who = "no patient" if responders == 0 else "every patient"
        note = f"the odds ratio is undefined: {who} responded; see the CI of the difference"
        results.refuse(subject.not_primary, "odds_ratio", "fisher_exact", n, note)
        return
    _add_fisher(results, subject.not_primary, first, second, n, settings, flag)
    _add_unconditional(results, subject.not_primary, first, second, n, settings, flag)


@adds_results
def _add_fisher(
    results: Results,
    subject: Subject,
    first: ArmCount,
    second: ArmCount,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    test = fisher_exact([first.row, second.row])
    results.add(
        subject,
        "odds_ratio",
        test.odds_ratio,
        "fisher_exact",
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(
            flag,
            NO_ODDS if math.isinf(test.odds_ratio) else "",
            out_of_reach(test.p_value_minimum, settings),
        ),
    )


@adds_results
def _add_unconditional(
    results: Results,
    subject: Subject,
    first: ArmCount,
    second: ArmCount,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    """Add Barnard's and Boschloo's tests, which fix the numbers of patients in the arms alone."""
    difference = first.responders / first.patients - second.responders / second.patients
    for method in UNCONDITIONAL:
        patients = first.patients + second.patients
        if patients > MOST_PATIENTS:
            note = TOO_MANY.format(n=patients, most=MOST_PATIENTS)
            results.refuse(subject, "risk_difference", method, n, note)
            continue
        test = unconditional(method, first, second)
        results.add(
            subject,
            "risk_difference",
            difference,
            method,
            n,
            p_value=test.p_value,
            p_value_minimum=test.p_value_minimum,
            note=combined(flag, out_of_reach(test.p_value_minimum, settings)),
        )


@cache
def unconditional(method: str, first: ArmCount, second: ArmCount) -> UnconditionalTest:
    """An unconditional test; the visits and thresholds of a study have few different tables."""
    return UNCONDITIONAL[method]([first.row, second.row])


@adds_results
def add_paired_difference(
    results: Results,
    subject: Subject,
    first: pd.Series,
    second: pd.Series,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    """Add the difference of the shares of responders within patients, with Tango's interval and McNemar's test.

    Parameters
    ----------
    first, second
        Whether each patient responded in the first and in the second arm, in one order.
    """
    first_alone, second_alone = int((first & ~second).sum()), int((second & ~first).sum())
    difference = (first_alone - second_alone) / len(first)
    interval = as_interval(tango(first_alone, second_alone, len(first), settings.level), settings)
    results.add(subject, "risk_difference", difference, "tango", n, interval=interval, note=flag)
    if first_alone + second_alone == 0:
        results.refuse(subject.not_primary, "risk_difference", "mcnemar_exact", n, NONE_IN_ONE_ALONE)
        return
    test = mcnemar_exact(first_alone, second_alone)
    results.add(
        subject.not_primary,
        "risk_difference",
        difference,
        "mcnemar_exact",
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(flag, out_of_reach(test.p_value_minimum, settings)),
    )

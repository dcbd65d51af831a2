"""Response rates by an endpoint's definition: intervals, the test of a historical rate, a posterior, and changes."""

from dataclasses import replace

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.proportions import NOBODY_TO_COUNT, add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.responders import Responders, responders, responders_basis
from casetrace.analyse.visits import OutcomeVisits, Visit
from casetrace.methods.binomial import beta_posterior, binomial_test
from casetrace.methods.clustered_proportion import korn_graubard
from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.group_tests import mcnemar_exact
from casetrace.methods.paired_proportions import tango
from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, adds_results
from casetrace.model.summaries import sizes

TOO_FEW_CLUSTERS = "a per-lesion CI needs at least 2 patients; see the listing of lesions"
NOBODY_IN_BOTH = "no patient or lesion has a value at both visits; see the flow of patients and lesions"
NO_CHANGE = "no patient responded at only one of the visits: no test is possible"


def add_response_rates(
    results: Results, analysed: OutcomeVisits, scenario: str, endpoint: Endpoint, settings: EstimationSettings
) -> None:
    """Add the response rate of an endpoint at every visit in one scenario, and its change between visits."""
    visits = list(analysed.visits(scenario))
    for visit in visits:
        for rated in responders(visit, endpoint):
            flag = visit.flag(rated.subject, rated.column)
            add_proportion(results, rated.subject, rated.counted, rated.among, settings, flag=flag)
            if rated.subject.unit_of_analysis == "lesion":
                _add_clustered(results, rated, settings, flag)
            elif visit.subject.visit == endpoint.visit:
                _add_declared(results, rated, endpoint, settings, flag)
    by_time = {visit.subject.visit: visit for visit in visits}
    for earlier, later in analysed.compared_visits:
        if later == endpoint.visit:
            _add_change(results, by_time[earlier], by_time[later], endpoint, settings)


@adds_results
def _add_clustered(results: Results, rated: Responders, settings: EstimationSettings, flag: str) -> None:
    """Add the share of lesions with the interval that allows for lesions of one patient."""
    subject, n = rated.subject.not_primary, sizes(rated.among, rated.subject)
    if rated.among.empty:
        results.refuse(subject, "proportion", "korn_graubard", n, NOBODY_TO_COUNT)
        return
    try:
        share = korn_graubard(rated.counted, rated.among["patient_id"], settings.level)
    except TooFewError:
        results.refuse(subject, "proportion", "korn_graubard", n, TOO_FEW_CLUSTERS)
        return
    interval = as_interval(Limits(share.lower, share.upper), settings)
    results.add(subject, "proportion", share.value, "korn_graubard", n, interval=interval, note=flag)


@adds_results
def _add_declared(
    results: Results, rated: Responders, endpoint: Endpoint, settings: EstimationSettings, flag: str
) -> None:
    """Add what the endpoint declares of its rate: the test of a historical one, and the posterior under a prior."""
    subject, n = rated.subject.not_primary, sizes(rated.among, rated.subject)
    number, total = int(rated.counted.sum()), len(rated.among)
    if total == 0:
        return
    if endpoint.historical_rate is not None:
        method = "binomial_exact" if endpoint.alternative == "two_sided" else "binomial_exact_one_sided"
        test = binomial_test(number, total, endpoint.historical_rate, endpoint.alternative)
        note = combined(flag, out_of_reach(test.p_value_minimum, settings))
        results.add(
            subject, "proportion", number / total, method, n,
            p_value=test.p_value, p_value_minimum=test.p_value_minimum, note=note,
        )  # fmt: skip
    if endpoint.prior is not None:
        posterior = beta_posterior(number, total, *endpoint.prior, settings.level)
        interval = Interval(posterior.lower, posterior.upper, settings.level)
        results.add(subject, "posterior_median", posterior.median, "beta_posterior", n, interval=interval, note=flag)


@adds_results
def _add_change(
    results: Results, earlier: Visit, later: Visit, endpoint: Endpoint, settings: EstimationSettings
) -> None:
    """Add the change of the share of responding patients between two visits, of those with a value at both.

    How many of them respond at each visit is given with it.
    """
    first, second = (_evaluable_patients(visit, endpoint) for visit in (earlier, later))
    if first is None or second is None:
        return
    subject = replace(
        second.subject.not_primary.of(RESPONDERS.related("change_in")),
        visit_from=earlier.subject.visit,
    )
    answers = ["patient_id", "responds", "n_evaluable"]
    rows = second.among[answers].merge(first.among[answers], on="patient_id", suffixes=("", "_earlier"))
    in_both = rows["patient_id"]
    subject = subject.resting_on(*(responders_basis(visit, endpoint, in_both) for visit in (earlier, later)))
    n = sizes(rows, subject)
    if rows.empty:
        results.refuse(subject, "risk_difference", "tango", n, NOBODY_IN_BOTH)
        return
    for statistic in ("responds_earlier", "responds"):
        results.add(subject, statistic, int(rows[statistic].sum()), "count", n, note=later.pooled)
    gained = int((rows["responds"] & ~rows["responds_earlier"]).sum())
    lost = int((rows["responds_earlier"] & ~rows["responds"]).sum())
    difference = (gained - lost) / len(rows)
    interval = as_interval(tango(gained, lost, len(rows), settings.level), settings)
    results.add(subject, "risk_difference", difference, "tango", n, interval=interval, note=later.pooled)
    if gained + lost == 0:
        results.refuse(subject, "risk_difference", "mcnemar_exact", n, NO_CHANGE)
        return
    test = mcnemar_exact(gained, lost)
    note = combined(later.pooled, out_of_reach(test.p_value_minimum, settings))
    results.add(
        subject, "risk_difference", difference, "mcnemar_exact", n,
        p_value=test.p_value, p_value_minimum=test.p_value_minimum, note=note,
    )  # fmt: skip


def _evaluable_patients(visit: Visit, endpoint: Endpoint) -> Responders | None:
    """The responders among the patients with a value at a visit; None where the scenario has none."""
    rates = (rated for rated in responders(visit, endpoint) if rated.subject.unit_of_analysis == "patient")
    return next((rated for rated in rates if rated.subject.analysis_set == "all"), None)

"""How often adverse events occur: shares of patients with exact limits, and rates by time and by treatment."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.events import EVERYBODY, Occurrence, Population, occurrences
from casetrace.analyse.exposure import Exposure, patient_time, treatments
from casetrace.methods.estimates import Limits
from casetrace.methods.rates import poisson_rate
from casetrace.model.basis import EVENTS, part
from casetrace.model.plan import Plan
from casetrace.model.quantities import rate_of_time
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Sizes, adds_results
from casetrace.model.summaries import sizes

NOT_INDEPENDENT = (
    "assumes independent events, but a patient had several: the CI may be too narrow; see the proportion of patients"
)


@adds_results
def estimate_events(
    results: Results,
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    settings: EstimationSettings,
    population: Population = EVERYBODY,
) -> None:
    """Share of patients with each kind of adverse event, among everybody, and rates of the events.

    Parameters
    ----------
    tables
        Clean `patients`, `events` and `disposition`, and the dataset of `lesions`.
    plan
        Its endpoints on events, and the fields that are recorded.
    settings
        How estimates are made.
    population
        Whose events they are.
    """
    of_those = population.tables(tables)
    patients, disposition = of_those["patients"], of_those["disposition"]
    exposures = {
        rate_of_time(): patient_time(disposition),
        "rate_per_treatment": treatments(of_those["lesions"], plan.treatment),
    }
    for occurrence in occurrences(tables, plan, population):
        if occurrence.unknown:
            n = sizes(patients, occurrence.subject)
            results.refuse(occurrence.subject, "proportion", "clopper_pearson", n, occurrence.unknown)
        else:
            counted = occurrence.sufferers
            add_proportion(results, occurrence.subject, counted, patients, settings, flag=occurrence.flag)
        for statistic, exposure in exposures.items():
            by_time = statistic == rate_of_time()
            called = f"{plan.treatment.plural}: {exposure.flag}" if exposure.flag else ""
            flag = combined(exposure.flag, _late(occurrence, disposition)) if by_time else called
            _add_rate(results, occurrence, statistic, exposure, len(patients), settings, flag)


@adds_results
def _add_rate(
    results: Results,
    occurrence: Occurrence,
    statistic: str,
    exposure: Exposure,
    n_patients: int,
    settings: EstimationSettings,
    flag: str,
) -> None:
    """Add the rate of events by an exposure, or why there is none."""
    times = (part(EVENTS, occurrence.events, "week", role="flags"),)
    subject = occurrence.of_events.resting_on(occurrence.subject.basis, exposure.basis, times)
    n, unknown = Sizes(n_patients), occurrence.unknown or exposure.unknown
    if unknown or not exposure.amount:
        results.refuse(subject, statistic, "poisson_exact", n, unknown or "no treatment is recorded")
        return
    rate = poisson_rate(occurrence.number, exposure.amount, settings.level)
    repeated = occurrence.events["patient_id"].duplicated().any()
    note = combined(occurrence.flag, flag, NOT_INDEPENDENT if repeated else "")
    interval = as_interval(Limits(rate.lower, rate.upper), settings)
    results.add(subject, statistic, rate.value, "poisson_exact", n, interval=interval, note=note)


def _late(occurrence: Occurrence, disposition: pd.DataFrame) -> str:
    """What must be said of events after the end of their patient's follow-up, for whose time nothing is counted."""
    ends = disposition.set_index("patient_id")["after_week"]
    late = occurrence.events["week"] > occurrence.events["patient_id"].map(ends)
    number = int(late.fillna(False).sum())
    return f"events after the end of follow-up ({number}) are counted, but the time until then is not" if number else ""

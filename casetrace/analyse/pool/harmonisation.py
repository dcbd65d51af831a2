"""What each cohort measured and how, and which term of the study it is."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from casetrace.analyse.pool.categories import counts_of
from casetrace.model.comparisons import Cohort
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.study_terms import StudyTerms
from casetrace.model.time_units import visit_name
from casetrace.printed.cohort_lines import IMPROVEMENT
from casetrace.printed.printed_cohorts import PrintedCohort

#: What the table says of a term that takes nothing in.
NO_TERM = "none"


class Measured(NamedTuple):
    """Something that a cohort has.

    Attributes
    ----------
    cohort
        Its name.
    kind
        `outcome`, `visit`, `endpoint`, or the variable of a category.
    own, term
        What the cohort calls it, and what the study does; `none` where it is in no term of the study.
    how
        How it was measured or defined.
    """

    cohort: str
    kind: str
    own: str
    term: str
    how: str


def measured(cohorts: Mapping[str, Cohort], plans: Mapping[str, Plan], terms: StudyTerms) -> Iterator[Measured]:
    """All that the cohorts have, in their order.

    Parameters
    ----------
    cohorts, plans
        Those whose patients are at hand, and the plan of each.
    terms
        The terms of the study.
    """
    for name, cohort in cohorts.items():
        plan = plans[name]
        unmapped = {(item.kind, item.name) for item in terms.unmapped(name, plan.outcomes, plan.endpoints)}
        for term, outcome in cohort.outcomes.items():
            shown = NO_TERM if ("outcome", outcome.name) in unmapped else term
            yield Measured(name, "outcome", outcome.name, shown, _outcome_words(outcome))
            for week, own in terms.weeks_of(outcome).items():
                place = f"{outcome.name}, {visit_name(own)}"
                yield Measured(name, "visit", place, NO_TERM if ("visit", place) in unmapped else visit_name(week), "")
        for term, endpoint in cohort.endpoints.items():
            shown = NO_TERM if ("endpoint", endpoint.name) in unmapped else term
            yield Measured(name, "endpoint", endpoint.name, shown, _endpoint_words(endpoint))
        for variable in terms.categories:
            for text, _ in counts_of(cohort.statistics, variable):
                yield Measured(name, variable, text, terms.term_of(variable, name, text) or NO_TERM, "")


def printed(cohorts: list[PrintedCohort]) -> Iterator[Measured]:
    """What is printed of the other cohorts; it is in the terms of the study as it stands."""
    for cohort in cohorts:
        for line in cohort.lines:
            texts = line.texts
            kind = "outcome" if texts["measure"] == IMPROVEMENT else "endpoint"
            own = f"{texts['measure']} of {texts['outcome']}, {visit_name(texts['visit'])}"
            yield Measured(cohort.name, kind, own, own, texts["location"] or texts["note"])


def _outcome_words(outcome: Outcome) -> str:
    unit = f", {outcome.unit}" if outcome.unit else ""
    baseline = f"baseline at {visit_name(outcome.baseline_visit)}"
    return f"{outcome.label}{unit}; of each {outcome.bearer}; {baseline}; {outcome.direction.better} is better"


def _endpoint_words(endpoint: Endpoint) -> str:
    """How an endpoint is defined."""
    if endpoint.threshold is None:
        return endpoint.label
    threshold = endpoint.threshold
    reached = threshold.level or f"{'more than ' if threshold.strict else ''}{threshold.value:g}"
    unit = "" if threshold.level else " in the unit of the outcome" if threshold.in_units else " %"
    return f"{endpoint.label}: {reached}{unit}, {endpoint.patient_rule.replace('_', ' ')}"

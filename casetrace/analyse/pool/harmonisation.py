"""What each cohort measured and how, and which term of the study it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from casetrace.analyse.pool.categories import counts_of
from casetrace.model.comparisons import Cohort
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.study_terms import StudyTerms
from casetrace.model.time_units import counted_in, time_unit, visit_name
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


def measured(
    cohorts: Mapping[str, Cohort], plans: Mapping[str, Plan], further: Iterable[PrintedCohort], terms: StudyTerms
) -> Iterator[Measured]:
    """All that the cohorts have, in their order; what two of them name alike is one thing without a term of config.

    Parameters
    ----------
    cohorts, plans
        Those whose patients are at hand, and the plan of each.
    further
        Those of which there are printed summaries alone.
    terms
        The terms of the study.
    """
    alike = _named_alike(cohorts.values(), further)
    for name, cohort in cohorts.items():
        plan = plans[name]
        unmapped = {(item.kind, item.name) for item in terms.unmapped(name, plan.outcomes, plan.endpoints)}
        for term, outcome in cohort.outcomes.items():
            own_name = ("outcome", outcome.name) in unmapped and ("outcome", term) not in alike
            yield Measured(name, "outcome", outcome.name, NO_TERM if own_name else term, _outcome_words(outcome))
            yield from _visits(cohort, outcome, term, terms, unmapped, alike)
        for term, endpoint in cohort.endpoints.items():
            own_name = ("endpoint", endpoint.name) in unmapped and ("endpoint", term) not in alike
            yield Measured(name, "endpoint", endpoint.name, NO_TERM if own_name else term, _endpoint_words(endpoint))
        for variable in terms.categories:
            for text, _ in counts_of(cohort.statistics, variable):
                yield Measured(name, variable, text, terms.term_of(variable, name, text) or NO_TERM, "")


def _visits(
    cohort: Cohort,
    outcome: Outcome,
    term: str,
    terms: StudyTerms,
    unmapped: set[tuple[str, str]],
    alike: set[tuple[str, str]],
) -> Iterator[Measured]:
    """The visits of an outcome; those of a cohort that counts in another unit than most are in no term of the study."""
    for week, own in terms.weeks_of(outcome).items():
        place = f"{outcome.name}, {visit_name(own)}"
        alone = ("visit", place) in unmapped and ("visit", f"{term}, {week}") not in alike
        in_study = NO_TERM if alone or cohort.time_unit != time_unit() else visit_name(week)
        with counted_in(cohort.time_unit):
            in_cohort = f"{outcome.name}, {visit_name(own)}"
        yield Measured(cohort.name, "visit", in_cohort, in_study, "")


def _named_alike(cohorts: Iterable[Cohort], further: Iterable[PrintedCohort]) -> set[tuple[str, str]]:
    """Kind and name in the study of what two cohorts or more have; of a visit with its outcome."""
    counts: Counter[tuple[str, str]] = Counter()
    for cohort in cohorts:
        comparable = cohort.outcomes if cohort.time_unit == time_unit() else {}
        weeks = {name: cohort.terms.weeks_of(outcome) for name, outcome in comparable.items()}
        counts.update(("outcome", name) for name in cohort.outcomes)
        counts.update(("visit", f"{name}, {week}") for name, of_outcome in weeks.items() for week in of_outcome)
        counts.update(("endpoint", name) for name in cohort.endpoints)
    for printed_cohort in further:
        texts = [line.texts for line in printed_cohort.lines]
        counts.update({("outcome", each["outcome"]) for each in texts})
        counts.update({("visit", f"{each['outcome']}, {int(each['visit'])}") for each in texts})
        counts.update({("endpoint", each["measure"]) for each in texts})
    return {each for each, number in counts.items() if number > 1}


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
    how = f"{outcome.label}{unit}; of each {outcome.bearer}; {baseline}; {outcome.direction.better} is better"
    if not outcome.scale.has_response:
        return how
    limits = outcome.response
    gain, loss = outcome.direction.gain, outcome.direction.loss
    responses = f"complete from {limits.complete:g} % {gain}, partial from {limits.partial:g} %"
    return f"{how}; response: {responses}, progression from {limits.progression:g} % {loss}"


def _endpoint_words(endpoint: Endpoint) -> str:
    """How an endpoint is defined."""
    if endpoint.threshold is None:
        return endpoint.label
    threshold = endpoint.threshold
    reached = threshold.level or f"{'more than ' if threshold.strict else ''}{threshold.value:g}"
    unit = "" if threshold.level else " in the unit of the outcome" if threshold.in_units else " %"
    return f"{endpoint.label}: {reached}{unit}, {endpoint.patient_rule.replace('_', ' ')}"

"""Describes what happened to an outcome: values, percent changes, their change between visits, and responses."""

from casetrace.analyse.courses import RELAPSE, course_counts, new_lesion_note
from casetrace.analyse.responders import responders
from casetrace.analyse.trends import Trend, trends
from casetrace.analyse.visits import (
    Change,
    OutcomeVisits,
    Visit,
    change_in_unit_basis,
    log_ratio_basis,
    per_patient,
    response_counts,
    units_of,
    value_basis,
    with_role,
)
from casetrace.model.having import having
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, offset_note, pooled_note
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import add_count, add_summary, both_units


def describe_outcome(results: Results, analysed: OutcomeVisits) -> None:
    """Every visit, the changes between visits and the trend over them, of one outcome in every scenario."""
    for scenario in analysed.scenarios:
        for visit in analysed.visits(scenario):
            _describe_visit(results, visit)
            _count_responses(results, visit)
        for change in analysed.changes(scenario):
            _describe_change(results, change)
        for trend in trends(analysed, scenario):
            _describe_trend(results, trend)


@adds_results
def _describe_visit(results: Results, visit: Visit) -> None:
    from_values = visit.subject.scenario != "as_reported"
    for subject, rows in visit.units:
        evaluable = having(rows, "improvement")
        add_summary(results, subject, evaluable, "improvement", flag=visit.pooled, flag_mean=visit.worsening)
        if not from_values or not visit.outcome.scale.has_change:
            continue
        if subject.unit_of_analysis != visit.outcome.bearer:
            sums = subject.of(Quantity(visit.outcome.gain, "of_sum"))
            add_summary(results, sums, evaluable, "improvement_of_sum", flag=visit.pooled, flag_mean=visit.worsening)
            continue
        values = subject.of(Quantity("value")).resting_on(value_basis(visit.lesions))
        measured = having(visit.lesions, "value")
        add_summary(results, values, measured, "value", flag=pooled_note(measured))
        gains = subject.of(Quantity(visit.outcome.absolute_gain)).resting_on(change_in_unit_basis(visit.lesions))
        for unit, unit_rows in units_of(gains, having(visit.lesions, "gain"), "gain"):
            add_summary(results, with_role(unit, visit.plan), unit_rows, "gain", flag=visit.pooled)
        if visit.outcome.scale.has_log_ratio:
            logs = subject.of(Quantity("log_ratio")).resting_on(log_ratio_basis(visit.lesions))
            flag = combined(visit.pooled, offset_note(evaluable))
            add_summary(results, logs, evaluable, "log_ratio", flag=flag)


@adds_results
def _count_responses(results: Results, visit: Visit) -> None:
    """What is counted at a visit: responses against the baseline, the courses up to there, and responders."""
    if visit.outcome.scale.has_response:
        for subject, counted, among in response_counts(visit):
            add_count(results, subject, counted, among, flag=visit.flag(subject))
    pooled = pooled_note(having(visit.lesions, "value"))
    new = new_lesion_note(visit.lesions)
    for subject, counted, among in course_counts(visit):
        flag = combined("" if subject.quantity == RELAPSE else new, pooled)
        add_count(results, subject, counted, among, flag=flag)
    for endpoint in visit.plan.endpoints_of(visit.outcome.name):
        if endpoint.is_rated:
            for rated in responders(visit, endpoint):
                add_count(
                    results, rated.subject, rated.counted, rated.among, flag=visit.flag(rated.subject, rated.column)
                )


@adds_results
def _describe_change(results: Results, change: Change) -> None:
    """Change of the percent improvement between two visits, over the lesions with both and over their patients."""
    by_patient = per_patient(change.lesions, "change")
    for subject, rows in both_units(change.subject, change.lesions, by_patient):
        add_summary(results, subject, rows, "change", flag=change.pooled, flag_mean=change.worsening)


@adds_results
def _describe_trend(results: Results, trend: Trend) -> None:
    """Slopes over the visits, of the lesions that have one and of their patients."""
    for subject, rows in units_of(trend.subject, trend.lesions, "slope"):
        add_summary(
            results, subject, rows, "slope",
            method="least_squares_slope", flag=trend.pooled, flag_mean=trend.worsening,
        )  # fmt: skip

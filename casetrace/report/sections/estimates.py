"""The estimates: means, changes, responses and log ratios with their intervals and tests."""

from collections.abc import Iterator

from casetrace.report.arm_columns import arm_cells, arm_names
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, joined, line, prose
from casetrace.report.document.tables import (
    Entry,
    header,
    heading,
    number_cell,
    number_heading,
    over,
    started,
    table,
)
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import t_method, with_interval
from casetrace.report.printer import week
from casetrace.report.quantity import Quantity
from casetrace.report.sections.central_values import absolute_changes, medians
from casetrace.report.sections.estimated_responses import estimated_responses
from casetrace.report.sections.log_ratios import log_ratios
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

INTRODUCTION = (
    "What these patients say of others like them, if there are such, with {level} intervals. Means over lesions are "
    "clustered by patient. The tests ask, over patients, whether such values could come about without any change; the "
    "smallest p value that these patients could have given stands beside each.{arms}"
)
ARMS = " Each arm stands before all of them together, whose results are secondary."
#: The bootstrap of a mean, with what is said in front of its interval.
BOOTSTRAPS = {"bootstrap_exact": "", "bootstrap_percentile": "percentile ", "bootstrap_bca": "BCa "}
#: The tests of a mean: statistic and method.
TESTS = (("mean", "sign_flip"), ("signed_rank", "signed_rank"))


def estimates(content: CohortContent) -> Section:
    """The section."""
    arms = ARMS if content.arm_groups else ""
    words = Paragraph(prose(INTRODUCTION, level=content.level, arms=arms))
    parts = [part for outcome in content.outcomes for part in _of_outcome(content, outcome)]
    return Section(("Estimates",), (words, *parts), "estimates", 2, "Estimates")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    yield _means(content, outcome)
    yield medians(content, outcome)
    yield absolute_changes(content, outcome)
    if len(outcome.visits) > 1:
        yield _changes(content, outcome)
    yield estimated_responses(content, outcome)
    yield log_ratios(content, outcome)


def _tested_headers(content: CohortContent, *names: str) -> tuple[Row, Row]:
    """The column names of means with their tests."""
    tests = [number_heading(f"{test} test", columns=2) for test in ("Sign-flip", "Signed-rank")]
    mean = number_heading("Mean (", content.level, " t interval)")
    numbers = map(number_heading, ("Bootstrap interval", "p", "smallest", "p", "smallest"))
    above = over(heading(columns=len(names) + 5), *tests)
    return above, header(*names, "Unit", *map(number_heading, ("Patients", "Lesions")), mean, *numbers)


def _means(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        for visit in outcome.visits:
            mean = content.quantity(outcome.gain, "", outcome=outcome.name, visit=visit, scenario=scenario)
            rows += started(
                (
                    visit_name(content, visit, scenario),
                    *arm_cells(content, arm),
                    *_mean_cells(mean.where(group=arm), unit),
                )
                for arm in content.populations
                for unit in outcome.units
            )
    shown = table(*_tested_headers(content, "Visit", *arm_names(content)), rows=rows, wide=True)
    return Section((f"Mean {outcome.gain} of {outcome.label}, %",), (shown,))


def _changes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        change = content.quantity(f"change_in_{outcome.gain}", "", outcome=outcome.name, scenario=scenario)
        for earlier, later in outcome.pairs_of_visits:
            between, start = change.where(visit=later, visit_from=earlier), visit_name(content, earlier, scenario)
            rows += started(
                (start, week(later), *arm_cells(content, arm), *_mean_cells(between.where(group=arm), unit))
                for arm in content.populations
                if between.of(between.analysis, "patient").where(group=arm).has("mean")
                for unit in outcome.units
            )
    shown = table(*_tested_headers(content, "From", "To", *arm_names(content)), rows=rows, wide=True)
    return Section((f"Mean change of the {outcome.gain} between visits, percentage points",), (shown,))


def _mean_cells(quantity: Quantity, unit: str) -> Iterator[Entry]:
    """A mean over a unit with its sizes, intervals and tests."""
    of_unit = quantity.of(quantity.analysis, unit)
    mean = of_unit.where(method=t_method(unit))
    yield unit
    for sampled_units in ("patients", "lesions"):
        yield number_cell(mean.size(sampled_units, "mean"))
    yield number_cell(with_interval(mean, "mean"))
    yield number_cell(_bootstrap_intervals(of_unit))
    for statistic, method in TESTS:
        test = of_unit.where(method=method)
        if unit == "patient":
            yield number_cell(test.p_value(statistic, mark=True))
            yield number_cell(test.smallest_p_value(statistic))
        else:
            yield from ("", "")


def _bootstrap_intervals(quantity: Quantity) -> Inlines:
    intervals: list[Part] = []
    for method, words in BOOTSTRAPS.items():
        by_method = quantity.where(method=method)
        if by_method.has("mean"):
            intervals.append(line(words, by_method.interval("mean")))
    return joined(intervals, "; ")

"""The estimates: means, changes, responses and log ratios with their intervals and tests."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from casetrace.model.time_units import time_unit
from casetrace.report.arm_columns import arm_cells, arm_names
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, capitalised, joined, line, prose
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
from casetrace.report.glossary import BOOTSTRAP_INTERVAL, HOLM_P, P_VALUE, SMALLEST_P, T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import centre_with_interval, holm, t_method
from casetrace.report.printer import named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.central_values import absolute_changes, medians
from casetrace.report.sections.dependence import dependence
from casetrace.report.sections.estimated_levels import estimated_levels
from casetrace.report.sections.estimated_responses import estimated_responses
from casetrace.report.sections.figure_row import figure_row
from casetrace.report.sections.log_ratios import log_ratios
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

INTRODUCTION = (
    "Estimates for a wider population of similar patients, with {level} confidence intervals. {clustered}Tests of no "
    "change use one value per patient. Next to each P value is the smallest attainable with these data."
    "{arms}"
)
CLUSTERED = "Per-lesion means are clustered by patient. "
ARMS = " Results of each arm are followed by those of all arms combined, which are secondary."
HOLM = "Holm's method adjusts P for the tests of the same quantity at all follow-up visits; use it to compare visits."
TREND = (
    "Summary measure of the course: the least-squares slope of {whose} values over the follow-up visits, without the "
    "baseline{mean}. Each patient counts once. A slope needs values at two visits or more."
)
MEAN_SLOPE = "; a patient's slope is the mean of the patient's lesions"
OF_LEVELS = "Estimates for a wider population of similar patients, with {level} confidence intervals.{arms}"
#: The bootstrap of a mean, with what is said in front of its interval.
BOOTSTRAPS = {"bootstrap_exact": "", "bootstrap_percentile": "percentile ", "bootstrap_bca": "BCa "}
#: The tests of a mean: statistic and method.
TESTS = (("mean", "sign_flip"), ("signed_rank", "signed_rank"))


def estimates(content: CohortContent) -> Section:
    """The section."""
    arms = ARMS if content.arm_groups else ""
    has_means = any(outcome.about.scale.has_percent_change for outcome in content.outcomes)
    clustered = CLUSTERED if any(outcome.of_lesions for outcome in content.outcomes) else ""
    introduced = prose(INTRODUCTION, level=content.level, clustered=clustered, arms=arms)
    words = Paragraph(introduced if has_means else prose(OF_LEVELS, level=content.level, arms=arms))
    parts = [part for outcome in content.outcomes for part in _of_outcome(content, outcome)]
    shown: tuple[Block, ...] = (words, *figure_row(content, "responses"), *parts)
    return Section(("Estimates",), shown, "estimates", 2, "Estimates")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    if outcome.about.scale.has_levels:
        yield from estimated_levels(content, outcome)
        return
    yield _means(content, outcome)
    yield medians(content, outcome)
    if outcome.about.scale.has_change:
        yield absolute_changes(content, outcome)
    if len(outcome.visits) > 1:
        yield _changes(content, outcome)
    if outcome.about.has_trend:
        yield _trend(content, outcome)
    yield estimated_responses(content, outcome)
    if outcome.about.scale.has_log_ratio:
        yield log_ratios(content, outcome)


class TestedColumns(NamedTuple):
    """Which columns a table of tested means has, beside those that all have: for what some of its means have.

    Attributes
    ----------
    bootstrap, holm
        Whether there is a bootstrap interval, and Holm's p value.
    counted
        Whose numbers are printed with a mean.
    """

    bootstrap: bool
    holm: bool
    counted: tuple[str, ...]


def _tested(
    content: CohortContent,
    outcome: ReportedOutcome,
    names: tuple[str, ...],
    means: Sequence[tuple[tuple[Entry, ...], Quantity]],
    notes: Iterable[Inlines] = (),
) -> Table:
    """A table of means with their tests.

    Parameters
    ----------
    names
        Names of the first columns.
    means
        What stands in the first columns, and the mean, whose unit is left open.
    notes
        What stands below.
    """
    means = [shown for first, mean in means for shown in _in_populations(content, first, mean)]
    patients = [mean.of(mean.analysis, "patient") for _, mean in means]
    columns = TestedColumns(
        bootstrap=any(_has_bootstrap(mean.of(mean.analysis, unit)) for _, mean in means for unit in outcome.units),
        holm=any(mean.where(method="holm").has("p_value_holm") for mean in patients),
        counted=outcome.counted,
    )
    rows: list[Row] = []
    for first, mean in means:
        rows += started((*first, *_mean_cells(mean, unit, columns)) for unit in outcome.units)
    below = [*([(HOLM,)] if columns.holm else []), *notes]
    return table(*_tested_headers(content, columns, *names, *arm_names(content)), rows=rows, notes=below, wide=True)


def _in_populations(
    content: CohortContent, first: tuple[Entry, ...], mean: Quantity
) -> Iterator[tuple[tuple[Entry, ...], Quantity]]:
    """A mean in each arm and over everybody, with what stands in the first columns."""
    for arm in content.populations:
        in_arm = mean.where(group=arm)
        if not arm or in_arm.of(mean.analysis, "patient").has("mean"):
            yield (*first, *arm_cells(content, arm)), in_arm


def _tested_headers(content: CohortContent, columns: TestedColumns, *names: str) -> tuple[Row, Row]:
    """The column names of means with their tests."""
    flips = [P_VALUE, SMALLEST_P, *([HOLM_P] if columns.holm else [])]
    tests = [number_heading("Sign-flip test", columns=len(flips)), number_heading("Signed-rank test", columns=2)]
    mean = number_heading("Mean (", content.level, T_INTERVAL)
    bootstrap = [BOOTSTRAP_INTERVAL] if columns.bootstrap else []
    numbers = map(number_heading, (*bootstrap, *flips, P_VALUE, SMALLEST_P))
    counted = [number_heading(capitalised(units)) for units in columns.counted]
    above = over(heading(columns=len(names) + 2 + len(counted) + len(bootstrap)), *tests)
    return above, header(*names, "Unit", *counted, mean, *numbers)


def _means(content: CohortContent, outcome: ReportedOutcome) -> Section:
    means: list[tuple[tuple[Entry, ...], Quantity]] = [
        (
            (visit_name(content, visit, scenario),),
            content.quantity(outcome.gain, "", outcome=outcome.name, visit=visit, scenario=scenario),
        )
        for scenario in shown_scenarios(content)
        for visit in outcome.visits
    ]
    shown = _tested(content, outcome, ("Visit",), means, dependence(content, outcome))
    return Section((f"Mean {outcome.gain} of {outcome.label}, %",), (shown,))


def _changes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    means: list[tuple[tuple[Entry, ...], Quantity]] = []
    for scenario in shown_scenarios(content):
        change = content.quantity(f"change_in_{outcome.gain}", "", outcome=outcome.name, scenario=scenario)
        for earlier, later in outcome.pairs_of_visits:
            first = (visit_name(content, earlier, scenario), named_visit(later, capital=True))
            means.append((first, change.where(visit=later, visit_from=earlier)))
    shown = _tested(content, outcome, ("From", "To"), means)
    return Section(
        (f"Change of the percent {outcome.gain} from one visit to a later one, percentage points",), (shown,)
    )


def _trend(content: CohortContent, outcome: ReportedOutcome) -> Section:
    earliest, *_, latest = outcome.every_visit
    slope = content.quantity(outcome.about.trend, "", outcome=outcome.name, visit=latest, visit_from=earliest)
    means: list[tuple[tuple[Entry, ...], Quantity]] = [
        ((visit_name(content, earliest, scenario), named_visit(latest, capital=True)), slope.where(scenario=scenario))
        for scenario in shown_scenarios(content)
    ]
    shown = _tested(content, outcome, ("From", "To"), means)
    title = f"Mean slope of the {outcome.gain} over all visits, percentage points per {time_unit()}"
    whose, mean = ("a lesion's", MEAN_SLOPE) if outcome.of_lesions else ("a patient's", "")
    return Section((title,), (Paragraph((TREND.format(whose=whose, mean=mean),)), shown))


def _mean_cells(quantity: Quantity, unit: str, columns: TestedColumns) -> Iterator[Entry]:
    """A mean over a unit with its sizes, intervals and tests."""
    of_unit = quantity.of(quantity.analysis, unit)
    mean = of_unit.where(method=t_method(unit))
    yield unit
    for sampled_units in columns.counted:
        yield number_cell(mean.size(sampled_units, "mean"))
    yield number_cell(centre_with_interval(mean, "mean"))
    if columns.bootstrap:
        yield number_cell(_bootstrap_intervals(of_unit))
    for statistic, method in TESTS:
        test = of_unit.where(method=method)
        yield number_cell(test.p_value(statistic, mark=True) if unit == "patient" else "")
        yield number_cell(test.smallest_p_value(statistic) if unit == "patient" else "")
        if columns.holm and method == "sign_flip":
            yield number_cell(holm(of_unit))


def _has_bootstrap(quantity: Quantity) -> bool:
    """Whether there is a bootstrap interval."""
    by_method = (quantity.where(method=method) for method in BOOTSTRAPS)
    return any(mean.has("mean") and not mean.is_refused("mean") for mean in by_method)


def _bootstrap_intervals(quantity: Quantity) -> Inlines:
    intervals: list[Part] = []
    for method, words in BOOTSTRAPS.items():
        by_method = quantity.where(method=method)
        if by_method.has("mean"):
            intervals.append(line(words, by_method.interval("mean")))
    return joined(intervals, "; ")

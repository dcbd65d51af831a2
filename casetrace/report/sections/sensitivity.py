"""How far the mean depends on what is missing, on single patients, and on rounding."""

from collections.abc import Iterator

from casetrace.model.numbers import DASH
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.arm_columns import TOGETHER
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Details, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import aside, capitalised, line, prose
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, started, table
from casetrace.report.glossary import T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import centre_with_interval, t_method, units_of
from casetrace.report.printer import group_name, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.declared_lesions import declared_lesions
from casetrace.report.sections.described_levels import levels_by_assumption
from casetrace.report.sections.filled_in import not_repeated, scenarios_at

INTRODUCTION = "Influence of missing data, of individual patients and of measurement rounding on the mean."
OF_LEVELS = "Influence of missing data on the counts at each level."
TIPPING_POINT = (
    "Tipping point: the {gain} that would have to be assumed for all missing {bearers} for the {level} confidence "
    "interval of the mean to change from excluding to including zero, or the reverse. Leave-one-out: the mean "
    "omitting each patient in turn. Rounding: the range of the mean if each value is rounded to the last recorded "
    "digit, unless the analysts declared another."
)
LEAVE_ONE_OUT = ("leave_one_out_minimum", "leave_one_out_maximum", "leave_one_out_largest_shift")
NUMBERS = (
    "Lowest mean omitting one patient, %",
    "Highest mean omitting one patient, %",
    "Largest shift, percentage points",
)
ROUNDED = "Range given rounding, %"


def sensitivity(content: CohortContent) -> Section:
    """The section."""
    parts = [block for outcome in content.outcomes for block in _of_outcome(content, outcome)]
    has_means = any(outcome.about.scale.has_percent_change for outcome in content.outcomes)
    words = INTRODUCTION if has_means else OF_LEVELS
    together = (TOGETHER,) if content.arm_groups else ()
    return Section(("Sensitivity",), (Paragraph((words,)), *together, *parts), "sensitivity", 2, "Sensitivity")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Block]:
    if outcome.about.scale.has_levels:
        yield levels_by_assumption(content, outcome)
        return
    yield _assumptions(content, outcome)
    yield from declared_lesions(content, outcome)
    yield _influences(content, outcome)
    yield from _rounded_lesions(content, outcome)


def _assumptions(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for visit in outcome.visits:
        mean = content.quantity(outcome.gain, "", outcome=outcome.name, visit=visit)
        rows += started(
            (
                named_visit(visit, capital=True),
                SCENARIO_LABELS[scenario],
                *_means(mean.where(scenario=scenario), outcome),
            )
            for scenario in scenarios_at(content, outcome, visit)
        )
    numbers = [
        number_heading(name)
        for unit in outcome.units
        for name in (capitalised(units_of(unit)), line("Mean (", content.level, T_INTERVAL))
    ]
    title = f"Mean {outcome.gain} of {outcome.label} by assumption, %"
    notes = not_repeated(content, outcome)
    return Section((title,), (table(header("Visit", "Assumption", *numbers), rows=rows, notes=notes, wide=True),))


def _means(quantity: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    for unit in outcome.units:
        mean = quantity.of(outcome.gain, unit).where(method=t_method(unit))
        yield number_cell(mean.size(units_of(unit), "mean"))
        yield number_cell(centre_with_interval(mean, "mean"))


def _influences(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for visit in outcome.visits:
        at_visit = content.quantity(outcome.gain, "", outcome=outcome.name, visit=visit, scenario="observed")
        rows += started(
            (named_visit(visit, capital=True), unit, *_influence_cells(at_visit.of(outcome.gain, unit)))
            for unit in outcome.units
        )
    names = header("Visit", "Unit", "Tipping point, %", *NUMBERS, number_heading(ROUNDED))
    bearers = "lesions (or patients)" if outcome.of_lesions else "patients"
    words = prose(TIPPING_POINT, gain=outcome.gain, bearers=bearers, level=content.level)
    return Section(("Robustness of the mean",), (Paragraph(words), table(names, rows=rows, wide=True)))


def _influence_cells(quantity: Quantity) -> Iterator[Entry]:
    if quantity.is_refused("tipping_point"):
        yield line(quantity.note("tipping_point"))
    else:
        yield _noted(quantity, "tipping_point")
    for statistic in LEAVE_ONE_OUT:
        yield _noted(quantity, statistic)
    yield number_cell(_rounding(quantity))


def _noted(quantity: Quantity, statistic: str) -> Inlines:
    """A number with what its note says of it."""
    number = quantity.number(statistic)
    return (number,) if quantity.is_refused(statistic) else line(number, " ", aside(quantity.note(statistic)))


def _rounding(quantity: Quantity) -> Inlines:
    """What the rounding of the values allows the number to be."""
    if quantity.is_refused("rounding_lower"):
        return (quantity.number("rounding_lower"),)
    return line(quantity.number("rounding_lower", mark=False), " to ", quantity.number("rounding_upper"))


def _rounded_lesions(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Block]:
    lesions = content.printer.groups(outcome.gain, "lesion", "lesion", outcome=outcome.name)
    if not lesions:
        return
    visits = [number_heading(named_visit(visit, capital=True), ", %") for visit in outcome.visits]
    rows = [row(group_name(group), *_rounded_cells(content, outcome, group)) for group in lesions]
    summary = f"Range of the {outcome.gain} of each lesion given measurement rounding"
    yield Details((summary,), (table(header("Lesion", *visits), rows=rows),))


def _rounded_cells(content: CohortContent, outcome: ReportedOutcome, group: str) -> Iterator[Entry]:
    lesion = content.quantity(outcome.gain, "lesion", outcome=outcome.name, scenario="observed", group=group)
    for visit in outcome.visits:
        at_visit = lesion.where(visit=visit)
        yield number_cell(_rounding(at_visit) if at_visit.has("rounding_lower") else DASH)

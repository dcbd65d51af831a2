"""The cross-over: each arm in each period, and the effects of arm and period, each free of the other."""

from collections.abc import Iterator

from casetrace.model import groups
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import Entry, aside_cell, header, listing, number_cell, number_heading, started
from casetrace.report.glossary import INTERVAL, MEDIAN_RANGE, OBSERVED_DATA, P_VALUE, SMALLEST_P, T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import centre_with_interval, median_range
from casetrace.report.printer import group_name, label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.compared_arms import difference_of

EFFECTS = (
    "Patients with one arm in each period: effect of the arm adjusted for the period and effect of the period "
    "adjusted for the arm (Hills & Armitage), with {level} confidence intervals. No carry-over between periods is "
    "assumed; so few patients cannot test this."
)
CELLS = f"Each arm in each period, per patient, {OBSERVED_DATA}."


def crossed_over(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Iterator[Section]:
    """The cross-over; nothing where there is none."""
    rows: list[Row] = []
    cells: list[Row] = []
    for visit in outcome.visits:
        for analysis, words in _measures(outcome):
            rows += started(
                (named_visit(visit, capital=True), words, *shown)
                for pair in pairs
                for shown in _effects(difference_of(content, outcome, analysis, visit, pair))
            )
            change = content.quantity(analysis, "patient", outcome=outcome.name, visit=visit, scenario="observed")
            cells += started((named_visit(visit, capital=True), words, *shown) for shown in _cells(content, change))
    if cells:
        yield _section(f"{capitalised(outcome.label)} by period", Paragraph((CELLS,)), _cell_names(content), cells)
    if rows:
        names = ("Patients", "Effect", INTERVAL, P_VALUE, "Exact P", SMALLEST_P)
        head = header("Visit", outcome.capital_gain, "Effect of", *map(number_heading, names))
        introduction = Paragraph(prose(EFFECTS, level=content.level))
        yield _section(f"{capitalised(outcome.label)}: effects of arm and period", introduction, head, rows)


def _section(title: str, words: Paragraph, head: Row, rows: list[Row]) -> Section:
    return Section((title,), (words, listing(head, rows=rows, wide=True)))


def _cell_names(content: CohortContent) -> Row:
    mean = number_heading("Mean (", content.level, T_INTERVAL)
    return header("Visit", "Of", "Period", "Arm", *map(number_heading, ("Patients", MEDIAN_RANGE)), mean)


def _measures(outcome: ReportedOutcome) -> tuple[tuple[str, str], ...]:
    return ((outcome.gain, "%"), (outcome.about.absolute_gain, outcome.unit or "in its unit"))


def _cells(content: CohortContent, change: Quantity) -> Iterator[tuple[Entry, ...]]:
    for arm in content.arm_groups:
        for group in content.printer.groups_within(change.analysis, "patient", "period", arm, **change.about):
            shown = change.where(group=group)
            mean = shown.where(method="t")
            period = label(dict(groups.read(group))["period"])
            numbers = (shown.size("patients", "median"), median_range(shown), centre_with_interval(mean, "mean"))
            yield period, group_name(arm), *map(number_cell, numbers)


def _effects(difference: Quantity) -> Iterator[tuple[Entry, ...]]:
    """The effect of the arm, and of the period."""
    pair = difference.about["group"]
    about = {name: value for name, value in difference.about.items() if name != "group"}
    periods = difference.printer.groups_within(difference.analysis, "patient", "period", pair, **about)
    for statistic, group in (("treatment_effect", pair), *(("period_effect", period) for period in periods)):
        effect = difference.where(group=group)
        interval, test = effect.where(method="crossover_t"), effect.where(method="crossover_permutation")
        if not interval.has(statistic):
            continue
        words = line("period ", label(dict(groups.read(group))["period"])) if group != pair else group_name(pair)
        yield words, *_numbers(interval, test, statistic)


def _numbers(interval: Quantity, test: Quantity, statistic: str) -> Iterator[Entry]:
    yield number_cell(interval.size("patients", statistic))
    yield number_cell(interval.number(statistic))
    if interval.is_refused(statistic):
        yield aside_cell(interval.note(statistic), columns=4)
        return
    yield number_cell(interval.interval(statistic))
    yield number_cell(interval.p_value(statistic))
    yield number_cell(test.p_value(statistic, mark=True))
    yield number_cell(test.smallest_p_value(statistic))

"""The outcomes as described: percent change, change between visits, response, values."""

from collections.abc import Iterator

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.model.time_units import time_unit
from casetrace.report.arm_columns import TOGETHER
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.prose import capitalised, enumerated
from casetrace.report.document.tables import (
    Entry,
    header,
    number_cell,
    number_heading,
    row,
    table,
)
from casetrace.report.glossary import MEAN_SD, MEDIAN_RANGE, OBSERVED_DATA
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import mean_sd, median_range
from casetrace.report.printer import named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_levels import described_levels
from casetrace.report.sections.described_responses import described_responses
from casetrace.report.sections.figure_row import figure_row
from casetrace.report.sections.filled_in import not_repeated, scenarios_at

BY_LESION = "A patient's {gain} is the mean of the patient's lesions."
BY_PATIENT = "Measured per patient."
ROLES = " Rows that answer a primary endpoint are primary; the others are secondary or sensitivity analyses."
#: What is said where there are so many follow-up visits that most tables leave some out.
FEW_VISITS = (
    " Other assumptions, the other tables and figures by visit show only the first and the last follow-up visit and "
    "those of endpoints. The results of all visits are in statistics.csv."
)


def outcomes(content: CohortContent) -> Section:
    """The section."""
    parts = [block for outcome in content.outcomes for block in _of_outcome(content, outcome)]
    together = (TOGETHER,) if content.arm_groups else ()
    blocks = (*together, *figure_row(content, "trajectories", "spider"), *parts)
    return Section(("Outcomes",), blocks, "outcomes", 2, "Outcomes")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Block]:
    if len(content.outcomes) > 1:
        yield Section((capitalised(outcome.label),))
    if outcome.about.scale.has_levels:
        yield from described_levels(content, outcome)
        return
    yield _percent_change(content, outcome)
    if len(outcome.visits) > 1:
        yield _between_visits(content, outcome)
    if outcome.about.has_trend:
        yield _trend(content, outcome)
    yield described_responses(content, outcome)
    if outcome.about.scale.has_change:
        yield _values(content, outcome)


def _percent_change(content: CohortContent, outcome: ReportedOutcome) -> Section:
    by_unit = BY_LESION.format(gain=outcome.gain) if outcome.of_lesions else BY_PATIENT
    names = header(
        "Visit",
        "Unit",
        "Assumption",
        *map(number_heading, (*map(capitalised, outcome.counted), f"{MEDIAN_RANGE}, %", f"{MEAN_SD}, %")),
        "Role",
    )
    rows = [shown for visit in outcome.every_visit for shown in _changes(content, outcome, visit)]
    title = f"Percent {outcome.gain} of {outcome.label} from baseline"
    notes = not_repeated(content, outcome)
    words = Paragraph((by_unit + ROLES + (FEW_VISITS if outcome.visits != outcome.every_visit else ""),))
    return Section((title,), (words, table(names, rows=rows, notes=notes, wide=True)))


def _changes(content: CohortContent, outcome: ReportedOutcome, visit: int) -> Iterator[Row]:
    for scenario in scenarios_at(content, outcome, visit) if visit in outcome.visits else ("observed",):
        for place, unit in enumerate(outcome.units):
            change = content.quantity(outcome.gain, unit, outcome=outcome.name, visit=visit, scenario=scenario)
            role = change.row("median")["role"]
            numbers = _statistics(change, outcome)
            cells = row(named_visit(visit, capital=True), unit, SCENARIO_LABELS[scenario], *numbers, role).cells
            yield Row(cells, (f"role-{role}", *(("start",) if place == 0 else ())))


def _statistics(change: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    """What a percent change rests on, its median and its mean."""
    for units in outcome.counted:
        yield number_cell(change.size(units, "median"))
    yield number_cell(median_range(change))
    yield number_cell(mean_sd(change))


def _between_visits(content: CohortContent, outcome: ReportedOutcome) -> Section:
    change = content.quantity(f"change_in_{outcome.gain}", "", outcome=outcome.name, scenario="observed")
    rows = [
        row(
            named_visit(earlier, capital=True),
            named_visit(later, capital=True),
            unit,
            *_statistics(between.of(between.analysis, unit), outcome),
        )
        for earlier, later in outcome.pairs_of_visits
        for between in [change.where(visit=later, visit_from=earlier)]
        for unit in outcome.units
    ]
    shown = table(_between_names(outcome, "percentage points"), rows=rows)
    return Section((f"Change of the percent {outcome.gain} from one visit to a later one ({OBSERVED_DATA})",), (shown,))


def _trend(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """The slopes over all follow-up visits."""
    earliest, *_, latest = outcome.every_visit
    about = {"outcome": outcome.name, "visit": latest, "visit_from": earliest, "scenario": "observed"}
    rows = [
        row(named_visit(earliest, capital=True), named_visit(latest, capital=True), unit, *_statistics(slope, outcome))
        for unit in outcome.units
        for slope in [content.quantity(outcome.about.trend, unit, **about)]
    ]
    shown = table(_between_names(outcome, f"percentage points per {time_unit()}"), rows=rows)
    return Section((f"Slope of the {outcome.gain} over all visits ({OBSERVED_DATA})",), (shown,))


def _between_names(outcome: ReportedOutcome, measured: str) -> Row:
    """The column names of what lies between two visits."""
    numbers = (*map(capitalised, outcome.counted), f"{MEDIAN_RANGE}, {measured}", MEAN_SD)
    return header("From", "To", "Unit", *map(number_heading, numbers))


def _values(content: CohortContent, outcome: ReportedOutcome) -> Section:
    names = [
        f"{capitalised(outcome.in_unit)}: {MEDIAN_RANGE.lower()}",
        f"{outcome.capital_gain} of the sum of a patient's lesions, %: {MEDIAN_RANGE.lower()}"
        if outcome.of_lesions
        else "",
        f"Log ratio of {outcome.bearers}: mean (SD)" if outcome.about.scale.has_log_ratio else "",
    ]
    parts = ["Other measures: values", f"{outcome.gain} of the sum" if outcome.of_lesions else ""]
    parts.append("log ratio" if outcome.about.scale.has_log_ratio else "")
    rows = [row(named_visit(visit, capital=True), *_value_cells(content, outcome, visit)) for visit in outcome.visits]
    shown = table(header("Visit", *map(number_heading, filter(None, names))), rows=rows)
    return Section((enumerated(list(filter(None, parts))),), (shown,))


def _value_cells(content: CohortContent, outcome: ReportedOutcome, visit: int) -> Iterator[Entry]:
    value = content.quantity("value", outcome.bearer, outcome=outcome.name, visit=visit, scenario="observed")
    yield number_cell(median_range(value))
    if outcome.of_lesions:
        yield number_cell(median_range(value.of(f"{outcome.gain}_of_sum", "patient")))
    if outcome.about.scale.has_log_ratio:
        yield number_cell(mean_sd(value.of("log_ratio", outcome.bearer)))

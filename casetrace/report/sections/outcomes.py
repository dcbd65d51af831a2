"""The outcomes as described: percent change, change between visits, response, values."""

from collections.abc import Iterator

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.arm_columns import TOGETHER
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Columns, Paragraph, Row, Section
from casetrace.report.document.prose import capitalised
from casetrace.report.document.tables import (
    Entry,
    header,
    number_cell,
    number_heading,
    row,
    table,
)
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import mean_sd, median_range
from casetrace.report.printer import week
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_responses import described_responses

BY_LESION = "A patient's {gain} is the mean over her or his lesions."
BY_PATIENT = "Measured on the patient as a whole."
ROLES = (
    " Everything but the row marked as primary is secondary, or a sensitivity analysis under another assumption about "
    "the data."
)


def outcomes(content: CohortContent) -> Section:
    """The section."""
    label, gain = content.outcome.label, content.outcome.gain
    course = content.figure("trajectories", f"Course of the {label} of each lesion, as observed.")
    waterfall = content.figure("waterfall", f"Percent {gain} of each lesion at each visit, as observed.")
    parts = [block for outcome in content.outcomes for block in _of_outcome(content, outcome)]
    together = (TOGETHER,) if content.arm_groups else ()
    return Section(("Outcomes",), (*together, Columns(((course,), (waterfall,))), *parts), "outcomes", 2, "Outcomes")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Block]:
    if len(content.outcomes) > 1:
        yield Section((capitalised(outcome.label),))
    yield _percent_change(content, outcome)
    if len(outcome.visits) > 1:
        yield _between_visits(content, outcome)
    yield described_responses(content, outcome)
    yield _values(content, outcome)


def _percent_change(content: CohortContent, outcome: ReportedOutcome) -> Section:
    by_unit = BY_LESION.format(gain=outcome.gain) if outcome.of_lesions else BY_PATIENT
    names = header(
        "Visit",
        "Unit",
        "Assumption",
        *map(number_heading, ("Patients", "Lesions", "Median (range), %", "Mean (SD), %")),
        "Role",
    )
    rows = [shown for visit in outcome.visits for shown in _changes(content, outcome, visit)]
    title = f"Percent {outcome.gain} of {outcome.label} from baseline"
    return Section((title,), (Paragraph((by_unit + ROLES,)), table(names, rows=rows, wide=True)))


def _changes(content: CohortContent, outcome: ReportedOutcome, visit: int) -> Iterator[Row]:
    for scenario in content.scenarios:
        for place, unit in enumerate(outcome.units):
            change = content.quantity(outcome.gain, unit, outcome=outcome.name, visit=visit, scenario=scenario)
            role = change.row("median")["role"]
            cells = row(week(visit, capital=True), unit, SCENARIO_LABELS[scenario], *_statistics(change), role).cells
            yield Row(cells, (f"role-{role}", *(("start",) if place == 0 else ())))


def _statistics(change: Quantity) -> Iterator[Entry]:
    """What a percent change rests on, its median and its mean."""
    for units in ("patients", "lesions"):
        yield number_cell(change.size(units, "median"))
    yield number_cell(median_range(change))
    yield number_cell(mean_sd(change))


def _between_visits(content: CohortContent, outcome: ReportedOutcome) -> Section:
    numbers = ("Patients", "Lesions", "Median (range), percentage points", "Mean (SD)")
    rows = [
        row(
            week(earlier, capital=True),
            week(later),
            unit,
            *_statistics(
                content.quantity(
                    f"change_in_{outcome.gain}",
                    unit,
                    outcome=outcome.name,
                    visit=later,
                    visit_from=earlier,
                    scenario="observed",
                )
            ),
        )
        for earlier, later in outcome.pairs_of_visits
        for unit in outcome.units
    ]
    names = header("From", "To", "Unit", *map(number_heading, numbers))
    return Section((f"Change of the {outcome.gain} between visits, as observed",), (table(names, rows=rows),))


def _values(content: CohortContent, outcome: ReportedOutcome) -> Section:
    names = [
        f"{capitalised(outcome.in_unit)}: median (range)",
        f"{outcome.capital_gain} of the sum of a patient's lesions, %: median (range)" if outcome.of_lesions else "",
        f"Log ratio of {outcome.bearers}: mean (SD)",
    ]
    of_sum = f", {outcome.gain} of the sum," if outcome.of_lesions else ""
    rows = [row(week(visit, capital=True), *_value_cells(content, outcome, visit)) for visit in outcome.visits]
    shown = table(header("Visit", *map(number_heading, filter(None, names))), rows=rows)
    return Section((f"Values{of_sum} and log ratio",), (shown,))


def _value_cells(content: CohortContent, outcome: ReportedOutcome, visit: int) -> Iterator[Entry]:
    value = content.quantity("value", outcome.bearer, outcome=outcome.name, visit=visit, scenario="observed")
    yield number_cell(median_range(value))
    if outcome.of_lesions:
        yield number_cell(median_range(value.of(f"{outcome.gain}_of_sum", "patient")))
    yield number_cell(mean_sd(value.of("log_ratio", outcome.bearer)))

"""The percent change in groups of patients and lesions, and between groups."""

from collections.abc import Iterator

from casetrace.model.labels import variable_labels
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import capitalised
from casetrace.report.document.tables import (
    Entry,
    head_row,
    header,
    heading,
    listing,
    number_cell,
    number_heading,
    over,
    row,
    table,
    within,
)
from casetrace.report.glossary import HOLM_P, MEDIAN_RANGE, NOTE, P_VALUE, SMALLEST_P
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import holm, median_range, units_of
from casetrace.report.printer import group_name, named_visit
from casetrace.report.quantity import Quantity

BY_LESION = ", per lesion and per patient (mean of the patient's lesions in the group)"
BETWEEN = (
    "Proportion of the variance of the patients' values that lies between the groups, with a permutation test if "
    "no group is a single patient."
)


def in_groups(content: CohortContent, outcome: ReportedOutcome, groupings: list[str]) -> Section:
    """The percent change in the groups of every variable."""
    of_visit = 2 * len(outcome.units)
    visits = [number_heading(named_visit(visit, capital=True), columns=of_visit) for visit in outcome.visits]
    numbers = [name for unit in reversed(outcome.units) for name in (capitalised(units_of(unit)), MEDIAN_RANGE)]
    names = header("Group", *map(number_heading, numbers * len(outcome.visits)))
    rows = [shown for variable in groupings for shown in _groups(content, outcome, variable)]
    shown = listing(over(heading(), *visits), names, rows=rows, wide=True)
    words = f"{MEDIAN_RANGE} in percent{BY_LESION if outcome.of_lesions else ''}."
    return Section((f"{outcome.capital_gain} of {outcome.label} by group",), (Paragraph((words,)), shown))


def _groups(content: CohortContent, outcome: ReportedOutcome, variable: str) -> Iterator[Row]:
    blank = [""] * 2 * len(outcome.units) * len(outcome.visits)
    yield head_row(capitalised(variable_labels(outcome.label, content.plan.treatment)[variable]), *blank)
    for group in content.printer.groups(outcome.gain, outcome.bearer, variable, outcome=outcome.name):
        yield row(within(group_name(group)), *_group_cells(content, outcome, group))


def _group_cells(content: CohortContent, outcome: ReportedOutcome, group: str) -> Iterator[Entry]:
    for visit in outcome.visits:
        key = {"outcome": outcome.name, "visit": visit, "scenario": "observed", "group": group}
        for unit in reversed(outcome.units):
            change = content.quantity(outcome.gain, unit, **key)
            yield number_cell(change.number("count"))
            yield number_cell(median_range(change))


def between_groups(content: CohortContent, outcome: ReportedOutcome, groupings: list[str]) -> Section:
    """How much of the variance lies between the groups of every variable."""
    labels = variable_labels(outcome.label, content.plan.treatment)
    numbers = ("Patients", "Proportion of variance, %", P_VALUE, SMALLEST_P, HOLM_P)
    names = header(f"{outcome.capital_gain} at", "Between groups of", *map(number_heading, numbers), NOTE)
    rows: list[Row] = []
    for visit in outcome.visits:
        for variable in groupings:
            analysis = f"{outcome.gain}_between_{variable}"
            key = {"outcome": outcome.name, "visit": visit, "scenario": "observed"}
            rows.append(
                row(
                    named_visit(visit, capital=True),
                    labels[variable],
                    *_between(content.quantity(analysis, "patient", **key)),
                )
            )
    title = f"{outcome.capital_gain} of {outcome.label} compared between groups (per patient)"
    return Section((title,), (Paragraph((BETWEEN,)), table(names, rows=rows, wide=True)))


def _between(quantity: Quantity) -> Iterator[Entry]:
    share = quantity.where(method="groups_permutation")
    yield number_cell(share.size("patients", "variance_share"))
    yield number_cell(share.number("variance_share"))
    yield number_cell(share.p_value("variance_share"))
    yield number_cell(share.smallest_p_value("variance_share"))
    yield number_cell(holm(quantity))
    yield share.note("variance_share")

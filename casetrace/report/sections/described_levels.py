"""An ordered outcome as described: how many are at each level at each visit, shifts and movement from the baseline."""

from collections.abc import Iterator
from itertools import product

from casetrace.model.groups import read, written
from casetrace.model.results import distinct_labels
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, line
from casetrace.report.document.tables import (
    Entry,
    head_row,
    header,
    heading,
    number_cell,
    number_heading,
    over,
    row,
    started,
    table,
    within,
)
from casetrace.report.glossary import OBSERVED_DATA
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import share, units_of
from casetrace.report.printer import group_name, label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.filled_in import level_scenarios_at, levels_not_repeated
from casetrace.report.sections.shown_scenarios import asked_scenarios, assumed_visit

LEVELS = f"Those with a level at the visit, {OBSERVED_DATA}.{{patients}}"
OF_PATIENTS = " A patient's level is the {which} of the patient's lesions."
BY_ARM = "Observed data. Arms are not compared in an ordered outcome.{patients}"
SHIFTS = "Rows: level at baseline; columns: level at the visit; those with both. The diagonal shows no change."
DIRECTIONS = ("better", "same", "worse")


def described_levels(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    """The sections of one ordered outcome."""
    yield _levels(content, outcome)
    if _has_baseline(content, outcome):
        yield _movement(content, outcome)
        yield _shifts(content, outcome)


def levels_by_assumption(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """How many patients are at each level under each assumption about the data."""
    levels = level_names(outcome)
    rows: list[Row] = []
    for visit in outcome.visits:
        at_visit = content.quantity("level", "patient", outcome=outcome.name, visit=visit)
        rows += started(
            (
                named_visit(visit, capital=True),
                SCENARIO_LABELS[scenario],
                *_counts(at_visit.where(scenario=scenario), levels),
            )
            for scenario in level_scenarios_at(content, outcome, visit)
        )
    names = header("Visit", "Assumption", *(number_heading(label(level)) for level in levels))
    title = f"Patients at each level of {outcome.label} by assumption"
    notes = levels_not_repeated(content, outcome)
    return Section((title,), (table(names, rows=rows, notes=notes, wide=True),))


def levels_by_arm(content: CohortContent, outcome: ReportedOutcome, arms: list[str]) -> Section:
    """How many are at each level in each arm; ordered outcomes of arms are not compared."""
    levels = level_names(outcome)
    rows: list[Row] = []
    for visit in outcome.visits:
        for scenario, unit in product(asked_scenarios(content, outcome, visit), reversed(outcome.units)):
            counted = content.quantity("level", unit, outcome=outcome.name, visit=visit, scenario=scenario)
            rows += started(
                (assumed_visit(visit, scenario), units_of(unit), group_name(arm), *_arm_counts(counted, arm, levels))
                for arm in arms
            )
    names = header("Visit", "Of", "Arm", *(number_heading(label(level)) for level in levels))
    words = Paragraph((BY_ARM.format(patients=patients_level(outcome)),))
    return Section((f"Levels of {outcome.label} in each arm",), (words, table(names, rows=rows, wide=True)))


def _arm_counts(counted: Quantity, arm: str, levels: list[str]) -> Iterator[Entry]:
    for level in levels:
        shown = counted.where(group=written((*read(arm), ("level", level))))
        yield number_cell(share(shown) if shown.has("count") else "")


def level_names(outcome: ReportedOutcome) -> list[str]:
    """The levels, best first, as they are called in `group`."""
    names = distinct_labels(outcome.about.levels)
    return names if outcome.about.direction.better == "lower" else names[::-1]


def level_name(outcome: ReportedOutcome, level: str) -> Inlines:
    """A level in a text or table that does not say whose it is: a number with the name of the outcome before it."""
    return (label(level),) if any(map(str.isalpha, level)) else line(label(outcome.label), " ", label(level))


def or_better(outcome: ReportedOutcome, level: str) -> Inlines:
    """A level and those that are better; the best one alone."""
    return line(label(level), "" if level == level_names(outcome)[0] else " or better")


def at_level(level: str) -> str:
    """A level as the group of a result."""
    return written([("level", level)])


def patients_level(outcome: ReportedOutcome) -> str:
    """Which level of the lesions is a patient's; nothing where patients are measured."""
    return OF_PATIENTS.format(which=outcome.about.patient_level) if outcome.of_lesions else ""


def _has_baseline(content: CohortContent, outcome: ReportedOutcome) -> bool:
    return bool(content.printer.groups("level", "patient", "level", outcome=outcome.name, visit=_start(outcome)))


def _start(outcome: ReportedOutcome) -> int:
    return outcome.about.baseline_visit


def _shown_visits(content: CohortContent, outcome: ReportedOutcome) -> list[int]:
    return [*([_start(outcome)] if _has_baseline(content, outcome) else []), *outcome.visits]


def _levels(content: CohortContent, outcome: ReportedOutcome) -> Section:
    visits = _shown_visits(content, outcome)
    names = header("Level", *(number_heading(named_visit(visit, capital=True)) for visit in visits))
    rows: list[Row] = []
    for unit in reversed(outcome.units):
        rows.append(head_row(capitalised(units_of(unit)), *[""] * len(visits)))
        for level in level_names(outcome):
            counted = content.quantity("level", unit, outcome=outcome.name, scenario="observed", group=at_level(level))
            rows.append(
                row(within(label(level)), *(number_cell(share(counted.where(visit=visit))) for visit in visits))
            )
    words = Paragraph((LEVELS.format(patients=patients_level(outcome)),))
    return Section((f"Levels of {outcome.label} at each visit",), (words, table(names, rows=rows, wide=True)))


def _movement(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows = [
        shown
        for visit in outcome.visits
        for shown in started(
            (named_visit(visit, capital=True), unit, *_directions(content, outcome, visit, unit))
            for unit in reversed(outcome.units)
        )
    ]
    names = header("Visit", "Unit", *map(number_heading, map(capitalised, DIRECTIONS)))
    words = f"Those with a level at baseline and at the visit, {OBSERVED_DATA}." + patients_level(outcome)
    title = f"Change of {outcome.label} from baseline"
    return Section((title,), (Paragraph((words,)), table(names, rows=rows)))


def _directions(content: CohortContent, outcome: ReportedOutcome, visit: int, unit: str) -> Iterator[Entry]:
    moved = content.quantity("movement", unit, outcome=outcome.name, visit=visit, scenario="observed")
    for direction in DIRECTIONS:
        yield number_cell(share(moved.where(group=f"movement={direction}")))


def _shifts(content: CohortContent, outcome: ReportedOutcome) -> Section:
    levels = level_names(outcome)
    rows: list[Row] = []
    for visit in outcome.visits:
        for unit in reversed(outcome.units):
            shift = content.quantity("shift", unit, outcome=outcome.name, visit=visit, scenario="observed")
            of_whom = line(named_visit(visit, capital=True), f", {units_of(unit)}")
            rows.append(head_row(heading(*of_whom), *[""] * len(levels)))
            rows += [row(within(label(start)), *_shift_cells(shift, start, levels)) for start in levels]
    above = over(heading(), heading("To", columns=len(levels)))
    names = header("From", *(number_heading(label(level)) for level in levels))
    title = f"Shift of {outcome.label} from baseline"
    return Section((title,), (Paragraph((SHIFTS,)), table(above, names, rows=rows, wide=True)))


def _shift_cells(shift: Quantity, start: str, levels: list[str]) -> Iterator[Entry]:
    for end in levels:
        yield number_cell(shift.where(group=written((("from", start), ("to", end)))).number("count", mark=False))


def _counts(quantity: Quantity, levels: list[str]) -> Iterator[Entry]:
    for level in levels:
        yield number_cell(share(quantity.where(group=at_level(level))))

"""The estimates of an ordered outcome: shares at a level or better with intervals, and the tests of no movement."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import line
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, started, table
from casetrace.report.glossary import SMALLEST_P
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import proportion_cells, units_of
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_levels import at_level, level_names, or_better, patients_level
from casetrace.report.sections.estimated_responses import proportion_headers
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

SHARES = "Proportion at each level or better, among those with a level at the visit.{patients}"
TESTS = (
    "Per patient, among those with a level at baseline and at the visit.{patients} The sign test compares the numbers "
    "who moved to a better and to a worse level; patients without change are excluded. The signed-rank test also uses "
    "the number of steps and assumes equal steps along the scale. Next to each P value is the smallest attainable "
    "one."
)


def estimated_levels(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    """The sections of one ordered outcome."""
    yield _shares(content, outcome)
    moved = content.quantity("movement", "patient", outcome=outcome.name, visit=outcome.visits[0], scenario="observed")
    if moved.has("excess"):
        yield _tests(content, outcome)


def _shares(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        for visit in outcome.visits:
            about = {"outcome": outcome.name, "visit": visit, "scenario": scenario}
            for unit in reversed(outcome.units):
                rows += started(
                    (
                        visit_name(content, visit, scenario),
                        line(or_better(outcome, level), ", ", units_of(unit)),
                        *proportion_cells(content.quantity("level_or_better", unit, **about, group=at_level(level))),
                    )
                    for level in level_names(outcome)[:-1]
                )
    names = header("Visit", "Level", *proportion_headers(content))
    words = Paragraph((SHARES.format(patients=patients_level(outcome)),))
    return Section(
        ((f"Proportion at each level of {outcome.label} or better"),), (words, table(names, rows=rows, wide=True))
    )


def _tests(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        moved = content.quantity("movement", "patient", outcome=outcome.name, scenario=scenario)
        rows += started(
            (visit_name(content, visit, scenario), *_test_cells(moved.where(visit=visit))) for visit in outcome.visits
        )
    numbers = ("Patients", "Better minus worse", "Sign test, P", SMALLEST_P, "Signed-rank test, P", SMALLEST_P)
    names = header("Visit", *map(number_heading, numbers))
    words = Paragraph((TESTS.format(patients=patients_level(outcome)),))
    return Section((f"Tests of no change of {outcome.label}",), (words, table(names, rows=rows, wide=True)))


def _test_cells(moved: Quantity) -> Iterator[Entry]:
    signs = moved.where(method="sign_test")
    ranks = moved.of("steps", "patient").where(method="signed_rank")
    yield number_cell(signs.size("patients", "excess"))
    yield number_cell(signs.number("excess"))
    for test, statistic in ((signs, "excess"), (ranks, "signed_rank")):
        yield number_cell(test.p_value(statistic, mark=True))
        yield number_cell(test.smallest_p_value(statistic))

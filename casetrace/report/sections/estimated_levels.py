"""The estimates of an ordered outcome: shares at a level or better with intervals, and the tests of no movement."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import line
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, started, table
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import proportion_cells, units_of
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_levels import at_level, level_names, or_better, patients_level
from casetrace.report.sections.estimated_responses import proportion_headers
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

SHARES = "The share at each level or a better one, of those with a level at the visit.{patients}"
TESTS = (
    "Over patients, of those with a level at the baseline and at the visit.{patients} The sign test asks whether as "
    "many moved to a better level as to a worse one; those who stayed are left out. The signed-rank test also takes "
    "the number of steps, as if a step meant the same all along the scale. The smallest p value that these patients "
    "could have given stands beside each."
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
    return Section((f"Shares of {outcome.label} at a level or better",), (words, table(names, rows=rows, wide=True)))


def _tests(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        moved = content.quantity("movement", "patient", outcome=outcome.name, scenario=scenario)
        rows += started(
            (visit_name(content, visit, scenario), *_test_cells(moved.where(visit=visit))) for visit in outcome.visits
        )
    numbers = ("Patients", "Better less worse", "Sign test, p", "smallest", "Signed-rank test, p", "smallest")
    names = header("Visit", *map(number_heading, numbers))
    words = Paragraph((TESTS.format(patients=patients_level(outcome)),))
    return Section((f"Tests of no movement of {outcome.label}",), (words, table(names, rows=rows, wide=True)))


def _test_cells(moved: Quantity) -> Iterator[Entry]:
    signs = moved.where(method="sign_test")
    ranks = moved.of("steps", "patient").where(method="signed_rank")
    yield number_cell(signs.size("patients", "excess"))
    yield number_cell(signs.number("excess"))
    for test, statistic in ((signs, "excess"), (ranks, "signed_rank")):
        yield number_cell(test.p_value(statistic, mark=True))
        yield number_cell(test.smallest_p_value(statistic))

"""Three arms or more compared at once, which comes before any two of them."""

from collections.abc import Iterator

from casetrace.model.arms import ALL_ARMS
from casetrace.model.endpoint import RESPONDERS
from casetrace.model.groups import written
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import capitalised, line
from casetrace.report.document.tables import Entry, aside_cell, header, listing, number_cell, number_heading, started
from casetrace.report.glossary import ANALYSIS_SETS, P_VALUE, SMALLEST_P
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.compared_arms import difference_of
from casetrace.report.sections.shown_scenarios import asked_scenarios, assumed_visit

TOGETHER = (
    "Global tests of any difference between the arms, before pairwise comparisons: permutation test of the means, "
    "Fisher–Freeman–Halton test of the responders."
)
GROUP = written((("arm", ALL_ARMS),))
MEANS, COUNTS = ("variance_share", "groups_permutation"), ("table_probability", "fisher_freeman_halton")


def compared_all_arms(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    """The tests of all arms; nothing where there are two."""
    rows: list[Row] = []
    for visit in outcome.visits:
        for scenario in asked_scenarios(content, outcome, visit):
            compared = _rows(content, outcome, visit, scenario)
            rows += started((assumed_visit(visit, scenario), *cells) for cells in compared)
    if rows:
        names = header("Visit", "Compared", *map(number_heading, ("Patients", P_VALUE, SMALLEST_P)))
        shown = listing(names, rows=rows, wide=True)
        yield Section(
            ((f"{capitalised(outcome.label)}: global comparison of the arms"),), (Paragraph((TOGETHER,)), shown)
        )


def _rows(content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str) -> Iterator[tuple[Entry, ...]]:
    unit = f", {outcome.unit}" if outcome.unit else ""
    for analysis, measured in ((outcome.gain, ", %"), (outcome.about.absolute_gain, unit)):
        words = line(f"mean {outcome.gain}{measured}")
        yield from _row(words, difference_of(content, outcome, analysis, visit, GROUP, scenario), *MEANS)
    for endpoint in filter(lambda asked: asked.is_rated, content.plan.endpoints_of(outcome.name)):
        group = in_population(GROUP, "endpoint", endpoint.name)
        rated = difference_of(content, outcome, RESPONDERS.name, visit, group, scenario)
        for analysis_set, among in ANALYSIS_SETS.items():
            words = line(label(capitalised(endpoint.label)), ", ", among)
            yield from _row(words, rated.where(analysis_set=analysis_set), *COUNTS)


def _row(words: Entry, compared: Quantity, statistic: str, method: str) -> Iterator[tuple[Entry, ...]]:
    shown = compared.where(method=method)
    if not shown.has(statistic):
        return
    cells: tuple[Entry, ...] = (words, number_cell(shown.size("patients", statistic)))
    if shown.is_refused(statistic):
        yield *cells, aside_cell(shown.note(statistic), columns=2)
        return
    yield *cells, number_cell(shown.p_value(statistic, mark=True)), number_cell(shown.smallest_p_value(statistic))

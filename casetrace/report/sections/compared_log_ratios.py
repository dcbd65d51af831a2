"""The log ratios of the arms of a cohort compared two by two, as they are and adjusted for the baseline."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import Part, prose
from casetrace.report.document.tables import (
    Entry,
    aside_cell,
    header,
    listing,
    number_cell,
    number_heading,
    started,
)
from casetrace.report.glossary import INTERVAL, P_VALUE
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import with_interval
from casetrace.report.printer import group_name, label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.compared_arms import difference_of

LOG_RATIOS = (
    "Difference of the log ratio to baseline, first arm minus second arm, per patient, with {level} confidence "
    "intervals. Its exponential is the ratio of the remaining fractions of the baseline. The baseline-adjusted "
    "difference is an analysis of covariance and needs {fewest} patients in each arm."
)
#: The methods, with the statistic and what they are called.
METHODS = (
    ("welch_t", "mean_difference", "unadjusted"),
    ("ancova", "mean_difference", "adjusted for the baseline"),
    ("t", "mean", "within patients"),
)


def compared_log_ratios(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Section:
    """The log ratios of the arms compared."""
    rows: list[Row] = []
    for visit in outcome.visits:
        for pair in pairs:
            difference = difference_of(content, outcome, "log_ratio", visit, pair)
            rows += started(
                (named_visit(visit, capital=True), group_name(pair), *cells) for cells in _rows(outcome, difference)
            )
    offset = f"Offset, {outcome.unit}" if outcome.unit else "Offset"
    numbers = (offset, "Patients", "Difference", INTERVAL, P_VALUE, "Ratio (CI)")
    names = header("Visit", "Compared", "", *map(number_heading, numbers))
    words = prose(LOG_RATIOS, level=content.level, fewest=_fewest(content))
    title = f"Log ratio of {outcome.label} to its baseline: arms compared"
    return Section((title,), (Paragraph(words), listing(names, rows=rows, wide=True)))


def _fewest(content: CohortContent) -> Part:
    return setting("methods.model_patients", content.settings["model_patients"])


def _rows(outcome: ReportedOutcome, difference: Quantity) -> Iterator[tuple[Entry, ...]]:
    for method, statistic, words in METHODS:
        for offset in outcome.about.log_offsets:
            shown = difference.where(method=method, option=offset.option)
            if shown.has(statistic):
                yield words, number_cell(label(offset.text)), *_cells(shown, statistic)


def _cells(shown: Quantity, statistic: str) -> Iterator[Entry]:
    yield number_cell(shown.size("patients", statistic))
    yield number_cell(shown.number(statistic))
    if shown.is_refused(statistic):
        yield aside_cell(shown.note(statistic), columns=3)
        return
    yield number_cell(shown.interval(statistic))
    yield number_cell(shown.p_value(statistic))
    yield number_cell(with_interval(shown, "ratio"))

"""The complete responses of the arms of a cohort, compared two by two."""

from collections.abc import Iterator

from casetrace.model.numbers import DASH
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.document.tables import (
    Entry,
    aside_cell,
    header,
    listing,
    number_cell,
    number_heading,
    started,
)
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import group_name, week
from casetrace.report.quantity import Quantity
from casetrace.report.sections.compared_arms import adjusted_p, difference_of, holm_name

RESPONSES = (
    "Patients with a complete response, the share in the first arm less that in the second, in percentage points. The "
    "exact test is Fisher's; within patients who are in both arms it is McNemar's, and there is no interval."
)
COMPARED_RESPONSES = {
    "any_complete": "any lesion complete",
    "all_complete": "all lesions complete",
    "response": "complete",
}


def compared_responses(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Section:
    """The complete responses of the arms compared."""
    with_holm = len(pairs) > 1
    numbers = ("Patients", "Difference", "Interval, Newcombe", "Interval, Miettinen–Nurminen", "exact p")
    names = header(
        "Visit",
        "Compared",
        "Response",
        *map(number_heading, (*numbers, "smallest possible p", *holm_name(with_holm))),
    )
    rows: list[Row] = []
    for visit in outcome.visits:
        for pair in pairs:
            differences = [
                (difference_of(content, outcome, analysis, visit, pair), words)
                for analysis, words in COMPARED_RESPONSES.items()
            ]
            rows += started(
                (week(visit, capital=True), *_response_cells(difference, pair, words, with_holm))
                for difference, words in differences
                if difference.where(method="newcombe").has("risk_difference")
            )
    shown = listing(names, rows=rows, wide=True)
    return Section((f"Response of {outcome.label}: arms compared",), (Paragraph((RESPONSES,)), shown))


def _response_cells(difference: Quantity, pair: str, words: str, with_holm: bool) -> Iterator[Entry]:
    paired = difference.where(method="mcnemar_exact")
    is_paired = paired.has("risk_difference")
    shown = paired if is_paired else difference.where(method="newcombe")
    yield line(group_name(pair), ", within patients" if is_paired else "")
    yield words
    yield number_cell(shown.size("patients", "risk_difference"))
    yield number_cell(shown.number("risk_difference"))
    if shown.is_refused("risk_difference"):
        yield aside_cell(shown.note("risk_difference"), columns=5 if with_holm else 4)
        return
    for interval in _response_intervals(difference, is_paired):
        yield number_cell(interval)
    test = paired if is_paired else difference.where(method="fisher_exact")
    statistic = "risk_difference" if is_paired else "odds_ratio"
    yield number_cell(test.p_value(statistic))
    yield number_cell(test.smallest_p_value(statistic))
    if with_holm:
        yield number_cell(adjusted_p(difference))


def _response_intervals(difference: Quantity, is_within: bool) -> Iterator[Inlines]:
    yield difference.where(method="newcombe").interval("risk_difference")
    score = difference.where(method="miettinen_nurminen")
    yield (DASH,) if is_within else score.interval("risk_difference")

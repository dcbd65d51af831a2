"""The responses of the arms of a cohort, compared two by two: complete ones, and those by each endpoint's threshold."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from casetrace.model.endpoint import RESPONDERS
from casetrace.model.numbers import DASH
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import (
    Entry,
    aside_cell,
    header,
    heading,
    listing,
    number_cell,
    number_heading,
    over,
    started,
)
from casetrace.report.glossary import ALL_COMPLETE, ANALYSIS_SETS, ANY_COMPLETE, SMALLEST_P
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.compared_arms import adjusted_p, difference_of, holm_name, pair_words
from casetrace.report.sections.shown_scenarios import asked_scenarios, assumed_visit

RESPONSES = (
    "Responding patients: difference in proportions, first arm minus second arm, in percentage points, with {level} "
    "confidence intervals. Boschloo's exact test is preferred: like Barnard's, it conditions only on the sizes of the "
    "arms. Fisher's test also conditions on the number of responders and has less power. Within patients who are in "
    "both arms, Tango's confidence interval and McNemar's test are given. If a confidence interval and a test "
    "disagree, both are marked.{holm}"
)
HOLM = " Holm's method adjusts Boschloo's or McNemar's P for the pairs of arms at a visit."
#: What is compared of the complete responses.
COMPLETE = {
    "any_complete": ANY_COMPLETE,
    "all_complete": ALL_COMPLETE,
    "response": "complete",
}
#: The tests of independent arms, in columns.
TESTS = (("odds_ratio", "fisher_exact"), ("risk_difference", "boschloo_exact"), ("risk_difference", "barnard_exact"))


class ComparedResponse(NamedTuple):
    """The difference of two arms in a response, and what it is a response by."""

    difference: Quantity
    words: Inlines

    @property
    def interval(self) -> Quantity:
        """The difference with the interval that leads: within patients Tango's, else Newcombe's."""
        paired = self.difference.where(method="tango")
        return paired if paired.has("risk_difference") else self.difference.where(method="newcombe")

    @property
    def is_paired(self) -> bool:
        """Whether it is within patients."""
        return bool(self.interval.about["method"] == "tango")


def compared_responses(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Iterator[Section]:
    """The responses of the arms compared; nothing where none are."""
    with_holm = len(pairs) > 1
    rows: list[Row] = []
    for visit in outcome.visits:
        for scenario, pair in product(asked_scenarios(content, outcome, visit), pairs):
            rows += started(
                (assumed_visit(visit, scenario), *_cells(content, compared, pair, with_holm))
                for compared in _compared(content, outcome, visit, pair, scenario)
                if compared.interval.has("risk_difference")
            )
    tests = ("Fisher; McNemar", "Boschloo", "Barnard", f"{SMALLEST_P}, Boschloo; McNemar", *holm_name(with_holm))
    above = over(heading(columns=5), number_heading("CI", columns=2), number_heading("Exact P", columns=len(tests)))
    names = header(
        "Visit", "Compared", "Response", *map(number_heading, ("Patients", "Difference")),
        *map(number_heading, ("Newcombe; Tango", "Miettinen–Nurminen", *tests)),
    )  # fmt: skip
    words = prose(RESPONSES, level=content.level, holm=HOLM if with_holm else "")
    shown = listing(above, names, rows=rows, wide=True)
    if rows:
        yield Section((f"Response of {outcome.label}: arms compared",), (Paragraph(words), shown))


def _compared(
    content: CohortContent, outcome: ReportedOutcome, visit: int, pair: str, scenario: str
) -> Iterator[ComparedResponse]:
    """What is compared: the responses by each endpoint's threshold, and complete ones."""
    for endpoint in content.plan.endpoints_of(outcome.name):
        if not endpoint.is_rated:
            continue
        rated = difference_of(content, outcome, RESPONDERS.name, visit, pair, scenario)
        rated = rated.where(group=in_population(pair, "endpoint", endpoint.name))
        for analysis_set, among in ANALYSIS_SETS.items():
            name = line(label(capitalised(endpoint.label)), ", ", among)
            yield ComparedResponse(rated.where(analysis_set=analysis_set), name)
    for analysis, words in COMPLETE.items():
        yield ComparedResponse(difference_of(content, outcome, analysis, visit, pair, scenario), (words,))


def _cells(content: CohortContent, compared: ComparedResponse, pair: str, with_holm: bool) -> Iterator[Entry]:
    shown, difference = compared.interval, compared.difference
    yield line(pair_words(shown, "risk_difference", pair), ", within patients" if compared.is_paired else "")
    yield compared.words
    yield number_cell(shown.size("patients", "risk_difference"))
    yield number_cell(shown.number("risk_difference"))
    if shown.is_refused("risk_difference"):
        yield aside_cell(shown.note("risk_difference"), columns=7 if with_holm else 6)
        return
    yield number_cell(shown.interval("risk_difference", mark=False))
    score = difference.where(method="miettinen_nurminen")
    yield number_cell(DASH if compared.is_paired else score.interval("risk_difference"))
    yield from _test_cells(difference, is_paired=compared.is_paired)
    if with_holm:
        yield number_cell(adjusted_p(difference))


def _test_cells(difference: Quantity, *, is_paired: bool) -> Iterator[Entry]:
    """P of each test, and the smallest that there could have been."""
    if is_paired:
        test = difference.where(method="mcnemar_exact")
        yield from (number_cell(test.p_value("risk_difference", mark=True)), "", "")
        yield number_cell(test.smallest_p_value("risk_difference"))
        return
    for statistic, method in TESTS:
        test = difference.where(method=method)
        yield number_cell(test.p_value(statistic, mark=True) if test.has(statistic) else "")
    best = difference.where(method="boschloo_exact")
    yield number_cell(best.smallest_p_value("risk_difference") if best.has("risk_difference") else "")

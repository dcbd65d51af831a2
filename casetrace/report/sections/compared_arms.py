"""The arms of a cohort compared two by two: means of the percent change, and responses."""

from collections.abc import Iterator
from typing import NamedTuple

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import Part, line, prose
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

MEANS = (
    "The first arm less the second, in percentage points, with {level} intervals. A patient counts once in an arm, "
    "with the mean over her or his lesions in it; lesions are clustered by patient. A p value that is close to the "
    "smallest possible one says as much about the number of patients as about the arms.{holm}"
)
HOLM = " Holm's p is adjusted for the pairs of arms at a visit."
RESPONSES = (
    "Patients with a complete response, the share in the first arm less that in the second, in percentage points. The "
    "exact test is Fisher's; within patients who are in both arms it is McNemar's, and there is no interval."
)
COMPARED_RESPONSES = {
    "any_complete": "any lesion complete",
    "all_complete": "all lesions complete",
    "response": "complete",
}
DASH = "\N{EN DASH}"


class Comparison(NamedTuple):
    """A comparison of means: unit, statistic and method, whom it is over, whether Holm's p goes with it."""

    unit: str
    statistic: str
    method: str
    over: str
    adjusted: bool


COMPARISONS = (
    Comparison("patient", "mean_difference", "welch_t", "patients", False),
    Comparison("patient", "mean_difference", "permutation", "patients", True),
    Comparison("patient", "shift", "hodges_lehmann", "patients", False),
    Comparison("patient", "mean", "t", "within patients", False),
    Comparison("patient", "mean", "sign_flip", "within patients", True),
    Comparison("patient", "signed_rank", "signed_rank", "within patients", False),
    Comparison("lesion", "mean_difference", "cr2_t", "lesions", True),
)


def compared_means(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Section:
    """The percent change of the arms compared."""
    several = len(pairs) > 1
    numbers = map(number_heading, ("Difference", "Interval", "p", "smallest possible p", *_holm_name(several)))
    names = header("Visit", "Compared", "Over", number_heading("Patients"), "Method", *numbers)
    rows: list[Row] = []
    for visit in outcome.visits:
        for pair in pairs:
            difference = _difference(content, outcome, outcome.gain, visit, pair)
            rows += started(
                (week(visit, capital=True), group_name(pair), *_mean_cells(content, difference, comparison, several))
                for comparison in COMPARISONS
                if _has(difference, comparison)
            )
    words = prose(MEANS, level=content.level, holm=HOLM if several else "")
    title = f"{outcome.capital_gain} of {outcome.label}: arms compared"
    return Section((title,), (Paragraph(words), listing(names, rows=rows, wide=True)))


def _difference(content: CohortContent, outcome: ReportedOutcome, of: str, visit: int, pair: str) -> Quantity:
    about = {"outcome": outcome.name, "visit": visit, "scenario": "observed", "group": pair}
    return content.quantity(f"{of}_difference", "patient", **about)


def _holm_name(several: bool) -> list[str]:
    return ["Holm's p"] if several else []


def _has(difference: Quantity, comparison: Comparison) -> bool:
    return difference.of(difference.analysis, comparison.unit).where(method=comparison.method).has(comparison.statistic)


def _mean_cells(content: CohortContent, difference: Quantity, comparison: Comparison, several: bool) -> Iterator[Entry]:
    of_unit, statistic = difference.of(difference.analysis, comparison.unit), comparison.statistic
    shown = of_unit.where(method=comparison.method)
    yield comparison.over
    yield number_cell(shown.size("patients", statistic))
    yield _method_link(content, shown.row(statistic)["method"])
    if shown.is_refused(statistic):
        yield number_cell(shown.number(statistic))
        yield aside_cell(shown.note(statistic), columns=4 if several else 3)
        return
    yield number_cell("rank sum " if statistic == "signed_rank" else "", shown.number(statistic))
    yield number_cell(DASH if shown.row(statistic)["ci_lower"] is None else shown.interval(statistic))
    yield number_cell(shown.p_value(statistic))
    yield number_cell(shown.smallest_p_value(statistic))
    if several:
        yield number_cell(_adjusted_p(of_unit) if comparison.adjusted else "")


def _method_link(content: CohortContent, key: str) -> Link:
    return Link((content.methods[key].name,), f"#method-{key}", key)


def _adjusted_p(quantity: Quantity) -> Part:
    return quantity.number("p_value_holm") if quantity.has("p_value_holm") else ""


def compared_responses(content: CohortContent, outcome: ReportedOutcome, pairs: list[str]) -> Section:
    """The complete responses of the arms compared."""
    several = len(pairs) > 1
    numbers = ("Patients", "Difference", "Interval, Newcombe", "Interval, Miettinen–Nurminen", "exact p")
    names = header(
        "Visit",
        "Compared",
        "Response",
        *map(number_heading, (*numbers, "smallest possible p", *_holm_name(several))),
    )
    rows: list[Row] = []
    for visit in outcome.visits:
        for pair in pairs:
            differences = [
                (_difference(content, outcome, of, visit, pair), words) for of, words in COMPARED_RESPONSES.items()
            ]
            rows += started(
                (week(visit, capital=True), *_response_cells(difference, pair, words, several))
                for difference, words in differences
                if difference.where(method="newcombe").has("risk_difference")
            )
    shown = listing(names, rows=rows, wide=True)
    return Section((f"Response of {outcome.label}: arms compared",), (Paragraph((RESPONSES,)), shown))


def _response_cells(difference: Quantity, pair: str, words: str, several: bool) -> Iterator[Entry]:
    within = difference.where(method="mcnemar_exact")
    is_within = within.has("risk_difference")
    shown = within if is_within else difference.where(method="newcombe")
    yield line(group_name(pair), ", within patients" if is_within else "")
    yield words
    yield number_cell(shown.size("patients", "risk_difference"))
    yield number_cell(shown.number("risk_difference"))
    if shown.is_refused("risk_difference"):
        yield aside_cell(shown.note("risk_difference"), columns=5 if several else 4)
        return
    for interval in _response_intervals(difference, is_within):
        yield number_cell(interval)
    test = within if is_within else difference.where(method="fisher_exact")
    statistic = "risk_difference" if is_within else "odds_ratio"
    yield number_cell(test.p_value(statistic))
    yield number_cell(test.smallest_p_value(statistic))
    if several:
        yield number_cell(_adjusted_p(difference))


def _response_intervals(difference: Quantity, is_within: bool) -> Iterator[Inlines]:
    yield difference.where(method="newcombe").interval("risk_difference")
    score = difference.where(method="miettinen_nurminen")
    yield (DASH,) if is_within else score.interval("risk_difference")

"""The arms of a cohort compared two by two: means of the percent change, and responses."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from casetrace.model.numbers import DASH
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
from casetrace.report.glossary import HOLM_P, INTERVAL, P_VALUE, SMALLEST_P
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import level_of
from casetrace.report.printer import group_name
from casetrace.report.quantity import Quantity
from casetrace.report.sections.shown_scenarios import asked_scenarios, assumed_visit

MEANS = (
    "First arm minus second arm, with {level} confidence intervals. Per patient, the mean of the patient's lesions in "
    "an arm is used; per-lesion analyses are clustered by patient. A P value close to the smallest attainable one "
    "reflects the small sample as much as the difference.{holm}"
)
HOLM = " Holm's method adjusts P for the pairs of arms at a visit."


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


def compared_means(
    content: CohortContent, outcome: ReportedOutcome, pairs: list[str], analysis: str, unit: str
) -> Section:
    """The means of the arms compared: of the percent change, or of the change in the outcome's unit."""
    with_holm = len(pairs) > 1
    numbers = map(number_heading, ("Difference", INTERVAL, P_VALUE, SMALLEST_P, *holm_name(with_holm)))
    names = header("Visit", "Compared", "Over", number_heading("Patients"), "Method", *numbers)
    rows: list[Row] = []
    for visit in outcome.visits:
        for scenario, pair in product(asked_scenarios(content, outcome, visit), pairs):
            difference = difference_of(content, outcome, analysis, visit, pair, scenario)
            rows += started(
                (assumed_visit(visit, scenario), *_mean_cells(content, difference, comparison, pair, with_holm))
                for comparison in COMPARISONS
                if _has(difference, comparison)
            )
    words = prose(MEANS, level=content.level, holm=HOLM if with_holm else "")
    title = f"{outcome.capital_gain} of {outcome.label}{unit}: arms compared"
    return Section((title,), (Paragraph(words), listing(names, rows=rows, wide=True)))


def difference_of(
    content: CohortContent, outcome: ReportedOutcome, analysis: str, visit: int, pair: str, scenario: str = "observed"
) -> Quantity:
    """The difference of two arms in a quantity."""
    key = {"outcome": outcome.name, "visit": visit, "scenario": scenario, "group": pair}
    return content.quantity(f"{analysis}_difference", "patient", **key)


def pair_words(shown: Quantity, statistic: str, pair: str) -> Inlines:
    """Two arms, and whether their difference is primary."""
    return line(group_name(pair), " (primary)" if shown.row(statistic)["role"] == "primary" else "")


def holm_name(with_holm: bool) -> list[str]:
    """The name of the column of Holm's p, where there are several pairs of arms."""
    return [HOLM_P] if with_holm else []


def _has(difference: Quantity, comparison: Comparison) -> bool:
    return difference.of(difference.analysis, comparison.unit).where(method=comparison.method).has(comparison.statistic)


def _mean_cells(
    content: CohortContent, difference: Quantity, comparison: Comparison, pair: str, with_holm: bool
) -> Iterator[Entry]:
    of_unit, statistic = difference.of(difference.analysis, comparison.unit), comparison.statistic
    shown = of_unit.where(method=comparison.method)
    yield pair_words(shown, statistic, pair)
    yield comparison.over
    yield number_cell(shown.size("patients", statistic))
    yield _method_link(content, shown.row(statistic)["method"])
    if shown.is_refused(statistic):
        yield number_cell(shown.number(statistic))
        yield aside_cell(shown.note(statistic), columns=4 if with_holm else 3)
        return
    yield number_cell("rank sum " if statistic == "signed_rank" else "", shown.number(statistic))
    yield number_cell(_interval(shown, statistic))
    yield number_cell(shown.p_value(statistic))
    yield number_cell(shown.smallest_p_value(statistic))
    if with_holm:
        yield number_cell(adjusted_p(of_unit) if comparison.adjusted else "")


def _interval(shown: Quantity, statistic: str) -> Inlines:
    """An interval, with its level where it has one of its own."""
    if shown.row(statistic)["ci_lower"] is None:
        return (DASH,)
    if statistic != "shift":
        return shown.interval(statistic)
    return prose("{interval} ({level})", interval=shown.interval(statistic), level=level_of(shown, statistic))


def _method_link(content: CohortContent, key: str) -> Link:
    return Link((content.methods[key].name,), f"#method-{key}", key)


def adjusted_p(quantity: Quantity) -> Part:
    """Holm's p, where there is one."""
    return quantity.number("p_value_holm") if quantity.has("p_value_holm") else ""

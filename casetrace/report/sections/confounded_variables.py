"""The variables that might explain a percent change, against each other."""

from collections.abc import Iterator

from casetrace.model.labels import variable_labels
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Details, Paragraph, Row, Section
from casetrace.report.document.prose import prose
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, table
from casetrace.report.glossary import P_VALUE
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import setting
from casetrace.report.quantity import Quantity

INTRODUCTION = (
    "Two variables were considered inseparable if their absolute rank correlation, or the correlation ratio η of a "
    "number and a group, was at least {confounded_from}, or if a combination of two groupings did not occur. With few "
    "patients such confounding is common."
)
#: What the table of all pairs is called, which is folded.
PAIRS = "All pairs of explanatory variables"
#: How two variables go together, by statistic, in the order of the columns.
METHODS = {"spearman_rho": "spearman", "correlation_ratio": "correlation_ratio", "empty_cells": "cross_tabulation"}


def confounded_variables(content: CohortContent, outcome: ReportedOutcome, variables: list[str]) -> Iterator[Section]:
    """The section, where there are two variables or more."""
    if len(variables) < 2:
        return
    pairs = [(first, second) for first in variables for second in variables]
    numbers = ("Patients", "rho", P_VALUE, "η", "Empty combinations")
    names = header("Variable", "Variable", *map(number_heading, numbers))
    rows = [shown for pair in pairs for shown in _pair(content, outcome, *pair)]
    words = Paragraph(prose(INTRODUCTION, confounded_from=setting("explore.confounded_from", content.confounded_from)))
    title = f"Correlation between explanatory variables of the {outcome.gain} (confounding)"
    yield Section((title,), (words, Details((PAIRS,), (table(names, rows=rows, wide=True),))))


def _pair(content: CohortContent, outcome: ReportedOutcome, first: str, second: str) -> Iterator[Row]:
    names = variable_labels(outcome.label, content.plan.treatment)
    together = content.enrolled(f"{first}_with_{second}", "patient", outcome=outcome.name)
    for statistic, method in METHODS.items():
        by_method = together.where(method=method)
        if by_method.has(statistic):
            yield row(names[first], names[second], *_cells(by_method, statistic))


def _cells(quantity: Quantity, shown: str) -> Iterator[Entry]:
    """The statistic of two variables in its column; the others stay empty."""
    yield number_cell(quantity.size("patients", shown))
    for statistic in METHODS:
        yield number_cell(quantity.number(statistic) if statistic == shown else "")
        if statistic == "spearman_rho":
            yield number_cell(quantity.p_value(statistic) if statistic == shown else "")

"""Cohorts of which there are printed summaries alone, beside those whose patients are at hand."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from casetrace.methods.estimates import t_estimate
from casetrace.methods.order_summaries import MeanAndSd, OrderSummary, box_cox, wan
from casetrace.model.basis import Basis, Part, Role
from casetrace.model.comparisons import CohortMean
from casetrace.model.outcome import Outcome
from casetrace.model.printed_table import PRINTED
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Sizes
from casetrace.model.shared_rates import CohortRate, RateKey
from casetrace.model.study_terms import StudyTerms
from casetrace.printed.cohort_audit import LineAudit, audited
from casetrace.printed.cohort_lines import ABOUT, COLUMNS, COMPLETE, IMPROVEMENT, CohortLine

#: What is said of every number of such a cohort.
PRINTED_ALONE = "from a published summary; no individual patient data"
ESTIMATED = "the mean and SD are estimated from the printed {printed} and assume {assumed}"
NOT_ESTIMATED = "no mean can be estimated from the printed {printed}: {reason}"
CONTRADICTORY = "the printed numbers contradict each other ({found}); see the audit of the printed summaries"
NO_ERROR = "the printed SD is 0: without a standard error the cohort would receive all the weight"
TOO_FEW = "one patient has no standard error"
#: What the tests are called in print.
TEST_WORDS = {
    "grim": "GRIM",
    "grimmer": "GRIMMER",
    "debit": "DEBIT",
    "mean_range": "mean within the range",
    "sd_range": "SD within the range",
    "order": "order",
    "count_percent": "count and percentage",
    "count_mean": "count and mean",
}
#: How the mean of a line, and its interval, came about.
OF_MEAN, OF_COUNT = "printed_t", "printed_clopper_pearson"


class FromMedian(NamedTuple):
    """A way from order statistics to a mean and SD.

    Attributes
    ----------
    estimate
        The method.
    method
        The name of the results that come of it.
    assumed
        What it assumes, in print.
    """

    estimate: Callable[[OrderSummary], MeanAndSd]
    method: str
    assumed: str


#: The ways, by the name that config calls them.
FROM_MEDIAN = {
    "wan": FromMedian(wan, "printed_wan_t", "nearly normal values (Wan et al. 2014)"),
    "box_cox": FromMedian(
        box_cox, "printed_box_cox_t", "values that a power makes nearly normal (Box-Cox method, McGrath et al. 2020)"
    ),
}


@dataclass(frozen=True)
class PrintedCohort:
    """One of them.

    Attributes
    ----------
    name
        Its name.
    lines, audits
        Its lines that hold numbers, and what their tests say.
    level
        Confidence level between 0 and 1.
    terms
        The terms of the study.
    from_median
        The way from a printed median to a mean and SD.
    """

    name: str
    lines: tuple[CohortLine, ...]
    audits: tuple[LineAudit, ...]
    level: float
    terms: StudyTerms = field(default_factory=StudyTerms)
    from_median: FromMedian = FROM_MEDIAN["wan"]

    def outcome(self, name: str) -> Outcome | None:
        """None: a summary does not say how it was measured; it is taken to be in the terms of the study."""
        return None

    def weeks(self, name: str) -> set[int]:
        """The weeks at which it has a percent improvement of an outcome."""
        return {line.week for line in self.lines if _is(line, IMPROVEMENT, name, line.week)}

    def mean(self, name: str, week: int) -> CohortMean:
        """The mean percent improvement as printed, or as estimated from what is."""
        line, audit = self._line(IMPROVEMENT, name, week)
        n = Sizes(line.n)
        if audit.failed:
            return self._without(line, CONTRADICTORY.format(found=_contradictions(audit)), n)
        if line.n < 2:
            return self._without(line, TOO_FEW, n)
        try:
            found = self._mean_and_sd(line)
        except ValueError as error:
            return self._without(line, NOT_ESTIMATED.format(printed=_spread_words(line), reason=error), n)
        if not found.sd > 0:
            return self._without(line, NO_ERROR, n)
        estimate = t_estimate(found.mean, found.sd / math.sqrt(line.n), line.n - 1, self.level)
        of_mean = line.has("mean", "sd")
        way = self.from_median
        estimated = "" if of_mean else ESTIMATED.format(printed=_spread_words(line), assumed=way.assumed)
        return CohortMean(
            self.name,
            estimate.value,
            estimate.se,
            Interval(estimate.lower, estimate.upper, self.level),
            n,
            note=combined(PRINTED_ALONE, estimated),
            basis=_basis(line),
            method=OF_MEAN if of_mean else way.method,
        )

    def refused(self, name: str, week: int, reason: str) -> CohortMean:
        """Why there is no mean that can be pooled."""
        line, _ = self._line(IMPROVEMENT, name, week)
        return self._without(line, reason, Sizes(line.n))

    def rate_of(self, key: RateKey) -> CohortRate | None:
        """The rate; None where it is not printed."""
        measure = key.endpoint or COMPLETE
        if not any(_is(line, measure, key.outcome, key.week) for line in self.lines):
            return None
        line, audit = self._line(measure, key.outcome, key.week)
        if audit.failed:
            refusal, basis = CONTRADICTORY.format(found=_contradictions(audit)), _basis(line, "left out")
            return CohortRate(self.name, 0, Sizes(line.n), refusal=refusal, basis=basis, method=OF_COUNT)
        count = int(line.texts["count"])
        return CohortRate(self.name, count, Sizes(line.n), note=PRINTED_ALONE, basis=_basis(line), method=OF_COUNT)

    def _mean_and_sd(self, line: CohortLine) -> MeanAndSd:
        if line.has("mean", "sd"):
            return MeanAndSd(line.value("mean"), line.value("sd"))
        ends = (line.value("minimum"), line.value("maximum")) if line.has("minimum", "maximum") else None
        quartiles = (line.value("q1"), line.value("q3")) if line.has("q1", "q3") else None
        return self.from_median.estimate(OrderSummary(line.n, line.value("median"), ends, quartiles))

    def _line(self, measure: str, outcome: str, week: int) -> tuple[CohortLine, LineAudit]:
        pairs = zip(self.lines, self.audits, strict=True)
        return next(pair for pair in pairs if _is(pair[0], measure, outcome, week))

    def _without(self, line: CohortLine, reason: str, n: Sizes) -> CohortMean:
        missing = float("nan")
        interval = Interval(missing, missing, missing)
        basis = _basis(line, "left out")
        return CohortMean(self.name, missing, missing, interval, n, refusal=reason, basis=basis, method=OF_MEAN)


def printed_cohorts(
    lines: Iterable[CohortLine], level: float, terms: StudyTerms, from_median: str = "wan"
) -> list[PrintedCohort]:
    """The cohorts of which lines hold numbers, in the order of the lines; `from_median` is a name of `FROM_MEDIAN`."""
    by_cohort: dict[str, list[CohortLine]] = {}
    for line in lines:
        if line.measures:
            by_cohort.setdefault(line.cohort, []).append(line)
    way = FROM_MEDIAN[from_median]
    return [
        PrintedCohort(name, tuple(own), tuple(map(audited, own)), level, terms, way) for name, own in by_cohort.items()
    ]


def printed_frame(lines: Sequence[CohortLine], file: str) -> pd.DataFrame:
    """The lines as a table, their audit beside them."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        audit = audited(line) if line.measures else LineAudit(())
        rows.append(
            {"file": file, "line": line.line, "columns": ",".join(line.places)}
            | line.texts
            | {
                "tests": "; ".join(TEST_WORDS[verdict.test] for verdict in audit.verdicts),
                "audit": audit.outcome if line.measures else "",
                "contradictions": "; ".join(
                    f"{TEST_WORDS[verdict.test]}: {verdict.printed} against {verdict.against}, found {verdict.found}"
                    for verdict in audit.failed
                ),
            }
        )
    columns = ["file", "line", "columns", *COLUMNS, "tests", "audit", "contradictions"]
    return pd.DataFrame(rows, columns=columns).astype({name: "str" for name in columns if name != "line"})


def said_of(lines: Iterable[CohortLine]) -> dict[str, Mapping[str, str]]:
    """What the lines say of the publication of each cohort: of each column the first text."""
    said: dict[str, dict[str, str]] = {}
    for line in lines:
        about = said.setdefault(line.cohort, dict.fromkeys(ABOUT, ""))
        about.update({name: line.texts[name] for name in ABOUT if not about[name]})
    return dict(said)


def _contradictions(audit: LineAudit) -> str:
    """What the numbers of a line contradict."""
    return ", ".join(f"{verdict.printed} against {verdict.against}" for verdict in audit.failed)


def _is(line: CohortLine, measure: str, outcome: str, week: int) -> bool:
    texts = line.texts
    return texts["measure"] == measure and texts["outcome"] == outcome and line.week == week


def _spread_words(line: CohortLine) -> str:
    words = ["range"] * line.has("minimum", "maximum") + ["quartiles"] * line.has("q1", "q3")
    return " and ".join(["median", *words]) if len(words) == 1 else "median, range and quartiles"


def _basis(line: CohortLine, role: Role = "used") -> Basis:
    columns = tuple(name for name in COLUMNS if line.texts[name] and name not in ("cohort", *ABOUT, "location", "note"))
    return (Part(PRINTED, np.array([line.position], dtype=np.int32), columns, role),)

"""How alike the lesions of a patient are, said below the means over lesions."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, joined, line, prose
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import named_visit
from casetrace.report.quantity import Quantity

ALIKE = (
    "Clustering of lesions within patients, observed data (intraclass correlation with {level} confidence interval; "
    "design effect, the factor by which clustering inflates the variance of a per-lesion mean): {values}."
)
UNKNOWN = "Intraclass correlation and design effect not estimated: {note}."


def dependence(content: CohortContent, outcome: ReportedOutcome) -> tuple[Inlines, ...]:
    """The note on the lesions of an outcome; none where patients have it."""
    if not outcome.of_lesions:
        return ()
    lesions = content.quantity(outcome.gain, "lesion", outcome=outcome.name, scenario="observed", method="icc_f")
    at_visits = [lesions.where(visit=visit) for visit in outcome.visits]
    estimated = [correlation for correlation in at_visits if not correlation.is_refused("icc")]
    if not estimated:
        return (prose(UNKNOWN, note=at_visits[-1].note("icc")),)
    return (prose(ALIKE, level=content.level, values=joined(map(_at_visit, estimated), "; ")),)


def _at_visit(correlation: Quantity) -> Inlines:
    return line(named_visit(correlation.about["visit"]), ": ", *_values(correlation))


def _values(correlation: Quantity) -> Iterator[Part]:
    yield correlation.number("icc")
    if correlation.row("icc")["ci_lower"] is not None:
        yield line(" (", correlation.interval("icc", mark=False), ")")
    yield line(", design effect ", correlation.number("design_effect", mark=False))

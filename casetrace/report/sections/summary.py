"""The summary of a cohort's report: whether it worked, how sure that is, how safe it was, what of the source fails."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.prose import joined, line, strong
from casetrace.report.sections.endpoints import summary_line
from casetrace.report.sections.summary_answer import plain_answer
from casetrace.report.sections.summary_certainty import certainty
from casetrace.report.sections.summary_patients import patients
from casetrace.report.sections.summary_points import agreement, effect, safety

#: What each paragraph says, after its heading.
PARAGRAPHS = {
    "Effect": effect,
    "Certainty": certainty,
    "Safety": safety,
    "Source": agreement,
    "Patients": patients,
}


def summary(content: CohortContent) -> Section:
    """The section."""
    return Section(("Summary",), tuple(_blocks(content)), "summary", 2, "Summary")


def _blocks(content: CohortContent) -> Iterator[Block]:
    """The plain answer, the primary endpoints, each set apart, and the other paragraphs."""
    answer = joined(plain_answer(content), " ")
    if answer:
        yield Paragraph(line(strong(answer)))
    yield from _endpoints(content)
    for name, sentences in PARAGRAPHS.items():
        words = joined(sentences(content), " ")
        if words:
            yield Paragraph(line(strong(f"{name}."), " ", words))


def _endpoints(content: CohortContent) -> Iterator[Paragraph]:
    for endpoint in content.plan.primary_endpoints:
        yield Paragraph(line(strong("Primary endpoint."), " ", summary_line(content, endpoint)), "primary")

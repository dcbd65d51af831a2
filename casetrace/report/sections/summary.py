"""The summary of a cohort's report: whether it worked, how sure that is, how safe it was, what of the source fails."""

from collections.abc import Iterator, Mapping

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import in_series, joined, line, prose, strong
from casetrace.report.sections.adverse_events import rated_events
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
#: The figures and tables that show what each paragraph says.
SHOWN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Effect": (("waterfall",), ("results",)),
    "Certainty": (("estimates",), ()),
    "Safety": ((), ("safety", "rates")),
    "Source": ((), ("findings",)),
    "Patients": (("flow", "swimmer"), ("characteristics", "listing")),
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
            shown = in_series([reference(identity) for identity in _shown(content, name)])
            yield Paragraph(line(strong(f"{name}."), " ", words, prose(" See {shown}.", shown=shown) if shown else ""))


def _shown(content: CohortContent, name: str) -> Iterator[str]:
    """The tables and figures that show what a paragraph says."""
    figures, tables = SHOWN[name]
    yield from (f"table-{table}" for table in tables if _has_table(content, table))
    yield from (figure.id for figure in content.drawn_figures(*figures))


def _has_table(content: CohortContent, table: str) -> bool:
    """Whether there is a table, which some studies do not have."""
    match table:
        case "findings":
            return bool(content.audit and content.audit.findings)
        case "rates":
            return bool(rated_events(content))
    return True


def _endpoints(content: CohortContent) -> Iterator[Paragraph]:
    for endpoint in content.plan.primary_endpoints:
        yield Paragraph(line(strong("Primary endpoint."), " ", summary_line(content, endpoint)), "primary")

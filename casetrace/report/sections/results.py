"""The results: what the primary endpoints ask, the table of results, and the figures of the primary endpoint."""

from casetrace.report.article.results_table import results_table
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.prose import capitalised, line, strong
from casetrace.report.printer import label
from casetrace.report.sections.endpoints import asked, lowered
from casetrace.report.sections.figure_row import figure_row

FIGURES = ("estimates", "waterfall")


def results(content: CohortContent) -> Section:
    """The section."""
    definitions = tuple(
        Paragraph(
            line(strong(label(capitalised(endpoint.label))), " (primary endpoint): ", lowered(asked(content, endpoint)))
        )
        for endpoint in content.plan.primary_endpoints
    )
    blocks: tuple[Block, ...] = (
        *definitions,
        results_table(content),
        *figure_row(content, *FIGURES),
    )
    return Section(("Results",), blocks, "results", 2, "Results")

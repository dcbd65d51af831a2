"""The results: the answers to the endpoints, the table of results, and the figures of the primary outcome."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Section
from casetrace.report.sections.endpoints import endpoint_answers
from casetrace.report.sections.figure_row import figure_row
from casetrace.report.sections.results_table import results_tables


def results(content: CohortContent) -> Section:
    """The section."""
    figures = figure_row(content, "estimates", "waterfall")
    blocks = (*endpoint_answers(content), *results_tables(content), *figures)
    return Section(("Results",), blocks, "results", 2, "Results")

"""The figures with their legends."""

from casetrace.report.article.parts import figures_in
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Figure, Section
from casetrace.report.sections.explorations import explorations
from casetrace.report.sections.outcomes import outcomes
from casetrace.report.sections.patients import patients
from casetrace.report.sections.results import results
from casetrace.report.sections.time_to_event import course_endpoints, time_to_event

#: The sections of the report that show figures of the patients, in the order in which the figures are numbered.
SECTIONS = (patients, results, outcomes, explorations)


def figures(content: CohortContent) -> list[Figure]:
    """The figures of the report, in order."""
    blocks: list[Block] = [build(content) for build in SECTIONS]
    if course_endpoints(content):
        blocks.append(time_to_event(content))
    return figures_in(tuple(blocks))


def legends(content: CohortContent) -> Section:
    """The section: each figure with its legend below it, which the printer numbers."""
    return Section(("Figures",), tuple(figures(content)), "figure-legends", 2, "Figures")

"""The patients: their flow through the study, and their characteristics before treatment."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Columns, Section
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.flow import flow


def patients(content: CohortContent) -> Section:
    """The section; beside each other where the characteristics have one column."""
    shown, described = flow(content), characteristics(content)
    is_beside = shown and not content.arm_groups
    figures = [Columns(tuple((figure,) for figure in shown))] if shown else []
    blocks: tuple[Block, ...] = (Columns((shown, (described,))),) if is_beside else (*figures, described)
    return Section(("Patients and treatment",), blocks, "patients", 2, "Patients")

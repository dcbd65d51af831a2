"""The patients: their flow through the study, and their characteristics before treatment."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Columns, Section
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.flow import flow


def patients(content: CohortContent) -> Section:
    """The section; beside each other where the characteristics have one column."""
    parts = Section(("Flow",), flow(content), "flow"), characteristics(content)
    shown = parts if content.arm_groups else (Columns(tuple((part,) for part in parts)),)
    return Section(("Patients and treatment",), shown, "patients", 2, "Patients")

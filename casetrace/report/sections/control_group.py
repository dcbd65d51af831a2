"""Whether there was anybody to compare the treated with, and what follows from that."""

from casetrace.model.groups import read
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import in_series, prose
from casetrace.report.printer import label
from casetrace.words.controls import controls_among

CANNOT_TELL = "spontaneous improvement and regression to the mean cannot be distinguished from a treatment effect"
NO_CONTROL = f"There was no control group: {CANNOT_TELL}."
NOT_COMPARED = (
    "Patients given {controls} are counted with all others, and regimens are not compared as arms: in results of all "
    f"patients, {CANNOT_TELL}."
)
NOT_RANDOMISED = "Unless allocation was randomised, the arms may differ in more than their treatment."


def lack_of_control(content: CohortContent) -> Inlines:
    """That there was no control group, or that a control among the regimens is not compared with."""
    if controls := controls_of(content):
        return prose(NOT_COMPARED, controls=controls)
    return (NO_CONTROL,)


def control_limits(content: CohortContent) -> Inlines:
    """What the design does not allow to conclude."""
    return (NOT_RANDOMISED,) if content.arm_groups else lack_of_control(content)


def controls_of(content: CohortContent) -> Inlines:
    """The controls among the regimens; nothing where there is none, or arms are compared."""
    if content.arm_groups or not content.knows("regimen"):
        return ()
    groups = content.printer.groups("regimen", "lesion", "regimen", analysis_set="enrolled")
    names = [dict(read(group))["regimen"] for group in groups]
    return in_series([label(name) for name in controls_among(names)])

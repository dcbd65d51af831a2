"""Tables that show each arm before all arms together: the column of the arm, and the groups of results."""

from casetrace.model.groups import read, written
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph
from casetrace.report.document.inlines import Link
from casetrace.report.document.tables import Entry
from casetrace.report.printer import group_name
from casetrace.report.quantity import Quantity

ARM = "Arm"
EVERYBODY = "all arms, secondary"
#: What stands above tables that have no rows for the arms.
TOGETHER = Paragraph(
    (
        "All arms combined: secondary results that describe no single arm. See ",
        Link(("By arm",), "#arms"),
        " for each arm.",
    ),
    "caution",
)


def arm_names(content: CohortContent) -> list[str]:
    """The name of the column of the arm, in a cohort with arms."""
    return [ARM] if content.arm_groups else []


def arm_cells(content: CohortContent, population: str) -> list[Entry]:
    """The arm of a row, in a cohort with arms."""
    if not content.arm_groups:
        return []
    return [group_name(population) if population else EVERYBODY]


def in_population(population: str, variable: str, value: str) -> str:
    """The group of a variable within an arm, or within everybody."""
    return written(sorted((*read(population), (variable, value))))


def in_arm(quantity: Quantity, arm: str) -> Quantity:
    """A quantity in an arm, within the group that it has, or in all."""
    groups = sorted({*read(arm), *read(str(quantity.about.get("group", "")))})
    return quantity.where(group=written(groups))

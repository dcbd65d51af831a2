"""What limits the conclusions: design, size, missing values, measurement, confounding, and doubtful results."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import BulletList, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import line, prose
from casetrace.report.phrases import share
from casetrace.report.printer import label, named_visit
from casetrace.report.sections.control_group import control_limits
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity

MULTIPLICITY = (
    "P values are not adjusted for multiple testing unless marked as Holm-adjusted; endpoints other than the primary "
    "ones are secondary or exploratory."
)
ROWS = (
    "The source does not identify patients: each of its rows is taken as one patient, numbered by row. A patient in "
    "two rows would be counted twice."
)
EXPLORATORY = "Associations with patient and treatment characteristics are exploratory and confounded: see {section}."


def limitations(content: CohortContent) -> Section:
    """The section."""
    return Section(("Limitations",), (BulletList(tuple(_points(content))),), "limitations", 2, "Limitations")


def _points(content: CohortContent) -> Iterator[Inlines]:
    yield control_limits(content)
    if content.rows_are_patients:
        yield (ROWS,)
    yield from _missing(content)
    yield from _source_note(content)
    yield from _rounding(content)
    if any(outcome.about.scale.has_percent_change for outcome in content.outcomes):
        yield (MULTIPLICITY,)
        yield prose(EXPLORATORY, section=Link(("Explorations",), "#explorations"))


def _missing(content: CohortContent) -> Iterator[Inlines]:
    """Who has no value of the primary outcome."""
    measured = primary_evaluable(content, "patient")
    if (measured.row("count")["estimate"] or 0) < measured.among("count"):
        yield prose(
            "At {visit}, {measured} could be assessed; for assumptions about the missing values, see {section}.",
            measured=share(measured, "patients"),
            visit=named_visit(content.primary.visit),
            section=Link(("Sensitivity",), "#sensitivity"),
        )


def _source_note(content: CohortContent) -> Iterator[Inlines]:
    """What config says of the printed table."""
    if content.source and content.source.get("note"):
        yield line("Source table: ", label(content.source["note"]))


def _rounding(content: CohortContent) -> Iterator[Inlines]:
    """How far the mean may be off by the rounding of the values."""
    mean = primary_quantity(content, content.primary.unit_of_analysis).where(scenario="observed")
    if not mean.has("rounding_lower") or mean.is_refused("rounding_lower"):
        return
    lower, upper = mean.number("rounding_lower"), mean.number("rounding_upper")
    yield prose(
        "Recorded values are rounded: from rounding alone, the mean {gain} could be {lower} to {upper} %.",
        gain=content.outcome.gain,
        lower=lower,
        upper=upper,
    )

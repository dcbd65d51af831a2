"""The summary of a cohort's report: who was treated, the primary result, and what to bear in mind with it."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import BulletList, Paragraph, Section
from casetrace.report.document.inlines import Link
from casetrace.report.document.prose import joined, line, prose, strong
from casetrace.report.phrases import many, share
from casetrace.report.printer import week
from casetrace.report.sections.endpoints import summary_line
from casetrace.report.sections.primary_result import primary_evaluable
from casetrace.report.sections.summary_points import points

NO_CONTROL = (
    "There is no control group. A change after treatment does not show that the treatment caused it: {bearers} may be "
    "noticed and treated when they are at their worst, and may get better by themselves."
)
ARMS = (
    "The arms stand beside each other, and are compared, in {arms}; a difference between them need not come from the "
    "treatment where chance did not decide who was in which. What is over all arms together is secondary: it tells of "
    "none of them, and a change that it shows need not come from a treatment.{periods}"
)
NO_COMPARISON = (
    " No comparison of arms is declared as an endpoint: each arm has its own result, and what is compared is secondary."
)


def summary(content: CohortContent) -> Section:
    """The section."""
    listed = BulletList(tuple(points(content)))
    return Section(
        ("Summary",),
        (_treated(content), *_endpoints(content), listed, _caution(content)),
        "summary",
        2,
        "Summary",
    )


def _treated(content: CohortContent) -> Paragraph:
    patients = content.enrolled("patients", "patient")
    lesions = many(content.enrolled("lesions", "lesion"), "lesion")
    measured = [share(primary_evaluable(content, unit), f"{unit}s") for unit in content.outcome.units]
    return Paragraph(
        prose(
            "{patients}{lesions} {were} treated. At {visit}, {measured} could be assessed.",
            patients=many(patients, "patient"),
            lesions=line(" with ", lesions) if content.has_lesions else "",
            were="was" if patients.row("count")["estimate"] == 1 else "were",
            visit=week(content.primary.visit),
            measured=joined(measured, " and "),
        )
    )


def _endpoints(content: CohortContent) -> list[Paragraph]:
    """The primary endpoints and their answers, and those that the study asks besides."""
    answers = sorted(content.plan.endpoints.values(), key=lambda endpoint: not endpoint.primary)
    return [
        Paragraph(
            line(strong("Primary endpoint. " if endpoint.primary else "Also asked. "), summary_line(content, endpoint)),
            "primary" if endpoint.primary else "",
        )
        for endpoint in answers
    ]


def _caution(content: CohortContent) -> Paragraph:
    bearers = content.outcome.bearers
    if not content.arm_groups:
        return Paragraph((NO_CONTROL.format(bearers=bearers),), "caution")
    compared = any(endpoint.comparison for endpoint in content.plan.endpoints.values())
    return Paragraph(
        prose(
            ARMS,
            arms=Link(("By arm",), "#arms"),
            periods=(f" There a {content.outcome.bearer} counts once a period." if content.knows("period") else "")
            + ("" if compared else NO_COMPARISON),
        ),
        "caution",
    )

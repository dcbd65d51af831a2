"""The summary of a cohort's report: who was treated, the primary result, and what to bear in mind with it."""

from typing import Any

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import BulletList, Paragraph, Section
from casetrace.report.document.inlines import Link
from casetrace.report.document.prose import line, prose, strong
from casetrace.report.phrases import many, share, t_method, units_of
from casetrace.report.printer import week
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity
from casetrace.report.sections.summary_points import points

NO_CONTROL = (
    "There is no control group. A change after treatment does not show that the treatment caused it: lesions may be "
    "noticed and treated when they are at their worst, and may get better by themselves."
)
ARMS = (
    "The arms are described beside each other{compared} in {arms}; a difference between them need not come from the "
    "treatment where chance did not decide who was in which. Everything else is over all of them together, and a "
    "change that it shows need not come from the treatment: lesions may be noticed and treated when they are at their "
    "worst, and may get better by themselves.{periods}"
)
PRIMARY = (
    " ({gain} of {outcome} at {visit}, per {unit}, {scenario}): median {median} % (range {minimum} to {maximum}), "
    "mean {mean} % ({level} t interval {interval}), in {n} of {among} {units}. "
    "Counted per {other}: median {other_median} %, mean {other_mean} %, in {other_n} {other_units}."
)


def summary(content: CohortContent) -> Section:
    """The section."""
    listed = BulletList(tuple(points(content)))
    return Section(
        ("Summary",), (_treated(content), _primary(content), listed, _caution(content)), "summary", 2, "Summary"
    )


def _treated(content: CohortContent) -> Paragraph:
    return Paragraph(
        prose(
            "{patients} with {lesions} were treated. At {visit}, {measured_patients} and {measured_lesions} were "
            "measured.",
            patients=many(content.enrolled("patients", "patient"), "patient"),
            lesions=many(content.enrolled("lesions", "lesion"), "lesion"),
            visit=week(content.primary.visit),
            measured_patients=share(primary_evaluable(content, "patient"), "patients"),
            measured_lesions=share(primary_evaluable(content, "lesion"), "lesions"),
        )
    )


def _primary(content: CohortContent) -> Paragraph:
    unit, title = content.primary.unit_of_analysis, strong("Primary result")
    words: dict[str, Any] = {
        "gain": content.outcome.gain,
        "outcome": content.outcome.label,
        "visit": week(content.primary.visit),
        "unit": unit,
        "scenario": SCENARIO_LABELS[content.primary.scenario],
    }
    main = primary_quantity(content, unit)
    other_unit = primary_quantity(content, "lesion" if unit == "patient" else "patient")
    if main.is_refused("median"):
        text = " ({gain} of {outcome} at {visit}, per {unit}, {scenario}): none. {note}."
        return Paragraph(line(title, prose(text, **words, note=main.note("median"))), "primary")
    interval = main.where(method=t_method(unit)).interval("mean")
    return Paragraph(
        line(
            title,
            prose(
                PRIMARY,
                **words,
                median=main.number("median"),
                minimum=main.number("minimum", mark=False),
                maximum=main.number("maximum", mark=False),
                mean=main.number("mean"),
                level=content.level,
                interval=interval,
                n=main.size(units_of(unit), "median"),
                among=primary_evaluable(content, unit).size(units_of(unit), "count"),
                units=units_of(unit),
                other=other_unit.unit,
                other_median=other_unit.number("median"),
                other_mean=other_unit.number("mean"),
                other_n=other_unit.size(units_of(other_unit.unit), "median"),
                other_units=units_of(other_unit.unit),
            ),
        ),
        "primary",
    )


def _caution(content: CohortContent) -> Paragraph:
    if not content.knows("arm"):
        return Paragraph((NO_CONTROL,), "caution")
    compared = content.printer.groups(f"{content.outcome.gain}_difference", "patient", "arm")
    return Paragraph(
        prose(
            ARMS,
            compared=", and compared," if compared else "",
            arms=Link(("By arm",), "#arms"),
            periods=" There a lesion counts once a period." if content.knows("period") else "",
        ),
        "caution",
    )

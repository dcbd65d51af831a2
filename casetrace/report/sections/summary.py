"""The summary of a cohort's report: who was treated, the primary result, and what to bear in mind with it."""

from collections.abc import Iterator
from typing import Any

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import BulletList, Paragraph, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import line, plural, prose, strong
from casetrace.report.phrases import counted_claims, many, share, t_method, units_of
from casetrace.report.printer import counted, setting, week
from casetrace.report.quantity import Quantity

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
    points = BulletList(tuple(_points(content)))
    return Section(
        ("Summary",), (_treated(content), _primary(content), points, _caution(content)), "summary", 2, "Summary"
    )


def _main(content: CohortContent, unit: str) -> Quantity:
    """The primary quantity over a unit."""
    primary = content.primary
    return content.quantity(
        content.outcome.gain,
        unit,
        outcome=primary.outcome,
        visit=primary.visit,
        scenario=primary.scenario,
    )


def _evaluable(content: CohortContent, unit: str) -> Quantity:
    primary = content.primary
    return content.enrolled("evaluable", unit, outcome=primary.outcome, visit=primary.visit)


def _treated(content: CohortContent) -> Paragraph:
    return Paragraph(
        prose(
            "{patients} with {lesions} were treated. At {visit}, {measured_patients} and {measured_lesions} were "
            "measured.",
            patients=many(content.enrolled("patients", "patient"), "patient"),
            lesions=many(content.enrolled("lesions", "lesion"), "lesion"),
            visit=week(content.primary.visit),
            measured_patients=share(_evaluable(content, "patient"), "patients"),
            measured_lesions=share(_evaluable(content, "lesion"), "lesions"),
        )
    )


def _primary(content: CohortContent) -> Paragraph:
    unit, title = content.primary.unit_of_analysis, strong("Primary result")
    about: dict[str, Any] = {
        "gain": content.outcome.gain,
        "outcome": content.outcome.label,
        "visit": week(content.primary.visit),
        "unit": unit,
        "scenario": SCENARIO_LABELS[content.primary.scenario],
    }
    main, other = _main(content, unit), _main(content, "lesion" if unit == "patient" else "patient")
    if main.is_refused("median"):
        text = " ({gain} of {outcome} at {visit}, per {unit}, {scenario}): none. {note}."
        return Paragraph(line(title, prose(text, **about, note=main.note("median"))), "primary")
    interval = main.where(method=t_method(unit)).interval("mean")
    return Paragraph(
        line(
            title,
            prose(
                PRIMARY,
                **about,
                median=main.number("median"),
                minimum=main.number("minimum", mark=False),
                maximum=main.number("maximum", mark=False),
                mean=main.number("mean"),
                level=content.level,
                interval=interval,
                n=main.size(units_of(unit), "median"),
                among=_evaluable(content, unit).size(units_of(unit), "count"),
                units=units_of(unit),
                other=other.unit,
                other_median=other.number("median"),
                other_mean=other.number("mean"),
                other_n=other.size(units_of(other.unit), "median"),
                other_units=units_of(other.unit),
            ),
        ),
        "primary",
    )


def _points(content: CohortContent) -> Iterator[Inlines]:
    yield _complete(content)
    yield from _other_assumptions(content)
    yield _complications(content)
    died = content.enrolled("disposition", "patient", group="status=died")
    if died.has("count"):
        ending = Link(("how follow-up ended",), "#flow")
        yield prose("{died} died; see {ending}.", died=share(died, "patients"), ending=ending)
    if content.listings["problems"].rows:
        yield prose(
            "Checking the source raised {warnings} {noun}: see the {log}.",
            warnings=counted(content.n_warnings, "problems"),
            noun=plural("warning", content.n_warnings),
            log=Link(("cleaning log",), "#cleaning"),
        )
    if content.audit:
        yield _claims(content)


def _complete(content: CohortContent) -> Inlines:
    complete = _main(content, "patient").of("all_complete", "patient")
    return prose(
        "Complete response of all evaluable lesions at {visit}: {evaluable}; of all lesions, the missing ones counted "
        "as no response: {treated}.",
        visit=week(content.primary.visit),
        evaluable=share(complete, "evaluable patients"),
        treated=share(complete.where(analysis_set="enrolled"), "treated patients"),
    )


def _other_assumptions(content: CohortContent) -> Iterator[Inlines]:
    """The primary mean under other assumptions about the data."""
    main, outcome, scenarios = _main(content, content.primary.unit_of_analysis), content.outcome, content.scenarios
    if {"worst_case", "best_case"} <= set(scenarios) and content.primary.scenario == "observed":
        yield prose(
            "If every missing {outcome} were unchanged from baseline, the mean {gain} per {unit} would be {worst} %; "
            "if all of them were {best_value}{measured_in}, the best there is, {best} %.",
            outcome=outcome.label,
            gain=outcome.gain,
            unit=main.unit,
            worst=main.where(scenario="worst_case").number("mean"),
            best_value=setting(f"plan.outcomes.{outcome.name}.best_value", outcome.about.best_value),
            measured_in=f" {outcome.unit}" if outcome.unit else "",
            best=main.where(scenario="best_case").number("mean"),
        )
    printed = main.where(scenario="as_reported")
    if "as_reported" in scenarios and not printed.is_refused("mean"):
        yield prose(
            "From the percentages that the source prints, in place of the values, the mean per {unit} would be {mean} "
            "%.",
            unit=main.unit,
            mean=printed.number("mean"),
        )


def _complications(content: CohortContent) -> Inlines:
    any_at_all = content.enrolled("any_complication", "patient")
    if any_at_all.is_refused("count"):
        return prose("Complications: {note}.", note=any_at_all.note("count"))
    serious = content.enrolled("serious_related_complication", "patient")
    text = ", {share} a serious one that is attributed to the treatment, deaths not counted"
    return prose(
        "Complications: {share} had one{serious}.",
        share=share(any_at_all, "patients"),
        serious="" if serious.is_refused("count") else prose(text, share=share(serious, "patients")),
    )


def _claims(content: CohortContent) -> Inlines:
    audit = content.audit
    assert audit is not None
    return prose(
        "Of {total} claims of the source, {held} hold as stated, {assumed} under an assumption, {refuted} do not, and "
        "{not_checkable} can't be checked: see the {audit}.",
        total=counted(audit.total, "audit/claims"),
        held=counted_claims(audit, "reproduced"),
        assumed=counted_claims(audit, "reproduced under an assumption"),
        refuted=counted_claims(audit, "not reproduced"),
        not_checkable=counted_claims(audit, "not checkable"),
        audit=Link(("audit",), "#audit"),
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

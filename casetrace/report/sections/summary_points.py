"""The points of the summary: response, other assumptions, complications, warnings, claims."""

from collections.abc import Iterator

from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import joined, line, prose
from casetrace.report.phrases import many, share
from casetrace.report.printer import counted, group_name, week
from casetrace.report.quantity import Quantity
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity
from casetrace.report.verdict_counts import verdict_counts


def points(content: CohortContent) -> Iterator[Inlines]:
    """The points, in order."""
    scale = content.outcome.about.scale
    if scale.has_response:
        yield _complete(content)
        yield from _new_lesions(content)
    if scale.has_percent_change:
        yield from _other_assumptions(content)
    yield _complications(content)
    died = content.enrolled("disposition", "patient", group="status=died")
    if died.has("count"):
        ending = Link(("how follow-up ended",), "#flow")
        yield prose("{died} died; see {ending}.", died=share(died, "patients"), ending=ending)
    if content.listings["problems"].rows:
        yield prose(
            "{warnings} {found} in the source data: see the {log}.",
            warnings=counted(content.n_warnings, "problems"),
            found="inconsistency was found" if content.n_warnings == 1 else "inconsistencies were found",
            log=Link(("cleaning log",), "#cleaning"),
        )
    if content.audit:
        yield _claims(content)


def _complete(content: CohortContent) -> Inlines:
    complete = primary_quantity(content, "patient").of("all_complete", "patient")
    text = (
        "Complete response of all evaluable lesions at {visit}: {evaluable}; of all lesions, those without a percent "
        "change counted as no response: {treated}."
    )
    if not content.outcome.of_lesions:
        complete = complete.of("response", "patient").where(group="response=complete")
        text = "Complete response at {visit}: {evaluable}; the others counted as no response: {treated}."
    if content.arm_groups:
        return _complete_by_arm(content, primary_quantity(content, "patient").where(scenario="observed"))
    return prose(
        text,
        visit=week(content.primary.visit),
        evaluable=share(complete, "evaluable patients"),
        treated=share(complete.where(analysis_set="enrolled"), "treated patients"),
    )


def _complete_by_arm(content: CohortContent, observed: Quantity) -> Inlines:
    """The complete responses of each arm."""
    of_lesions = content.outcome.of_lesions
    shares = []
    for arm in content.arm_groups:
        group = arm if of_lesions else in_population(arm, "response", "complete")
        complete = observed.of("all_complete" if of_lesions else "response", "patient").where(group=group)
        shares.append(line(group_name(arm), " ", share(complete, "evaluable patients")))
    return prose(
        "Complete response{whose} at {visit}: {shares}.",
        whose=" of all evaluable lesions" if of_lesions else "",
        visit=week(content.primary.visit),
        shares=joined(shares, "; "),
    )


def _new_lesions(content: CohortContent) -> Iterator[Inlines]:
    """The new lesions at the primary visit, where there are any."""
    if not content.outcome.about.of_lesion_sizes:
        return
    new = primary_quantity(content, "lesion").of("new_lesion", "lesion").where(scenario="observed")
    if not new.row("count")["estimate"]:
        return
    yield prose(
        "{lesions} at {visit}, in {patients}, which is progression of these patients.",
        lesions=many(new, "new lesion"),
        visit=week(content.primary.visit),
        patients=many(new.of("new_lesion", "patient"), "patient"),
    )


def _other_assumptions(content: CohortContent) -> Iterator[Inlines]:
    """The primary mean under other assumptions about the data; nothing where it would mix arms."""
    if content.arm_groups:
        return
    outcome, scenarios = content.outcome, content.scenarios
    main = primary_quantity(content, content.primary.unit_of_analysis)
    measured = primary_evaluable(content, main.unit)
    is_missing = measured.row("count")["estimate"] < measured.among("count")
    if is_missing and "no_change" in scenarios and content.primary.scenario == "observed":
        yield prose(
            "If every missing {outcome} were unchanged from baseline, the mean {gain} per {unit} would be {mean} %.",
            outcome=outcome.label,
            gain=outcome.gain,
            unit=main.unit,
            mean=main.where(scenario="no_change").number("mean"),
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
    complications = content.enrolled("any_complication", "patient")
    if complications.is_refused("count"):
        return prose("Adverse events: {note}.", note=complications.note("count"))
    serious = content.enrolled("serious_related_complication", "patient")
    text = ", {share} a serious one that was related to the treatment"
    return prose(
        "Adverse events: {share} had one{serious}.",
        share=share(complications, "patients"),
        serious="" if serious.is_refused("count") else prose(text, share=share(serious, "patients")),
    )


def _claims(content: CohortContent) -> Inlines:
    audit = content.audit
    assert audit is not None
    return prose("{counts}: see the {audit}.", counts=verdict_counts(audit), audit=Link(("audit",), "#audit"))

"""Paragraphs of the summary: the effect beside the primary endpoint, adverse events, what the source contradicts."""

from collections.abc import Iterator
from typing import Any

from casetrace.claims.audit_tables import Audit
from casetrace.model.endpoint import Endpoint
from casetrace.report.arm_columns import in_arm, in_population
from casetrace.report.article.parts import plain
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines, Link, Name
from casetrace.report.document.prose import PERCENT, capitalised, joined, line, prose, quoted, strong
from casetrace.report.phrases import many, median_and_range, nobody, share
from casetrace.report.printer import counted, group_name, label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.claim_phrases import from_table, quotation
from casetrace.report.sections.cleaning import value_of
from casetrace.report.sections.endpoints import answer, assumption
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity
from casetrace.report.sections.safety import reasons_of_death
from casetrace.report.verdict_counts import verdict_counts

#: Contradicted statements are told of one by one up to this many.
MOST_CLAIMS = 4
#: So are warnings about the source, and corrected cells.
MOST_CELLS = 3
#: The complete responses of those evaluable and of all treated.
COMPLETE = "{evaluable}; {treated} if patients without a value are counted as non-responders."


def effect(content: CohortContent) -> Iterator[Inlines]:
    """Who could be assessed, the complete responses, and the answers to endpoints that are not primary."""
    measured = [primary_evaluable(content, unit) for unit in content.outcome.units]
    if nobody(measured[0]):
        yield prose(
            "No patient was assessed at {visit}: {share}.", visit=_primary_visit(content), share=share(measured[0])
        )
    else:
        shares = joined((share(quantity, f"{quantity.unit}s") for quantity in measured), " and ")
        yield prose("At {visit}, {measured} could be assessed.", visit=_primary_visit(content), measured=shares)
    if content.outcome.about.scale.has_response:
        if not _asks_complete(content):
            yield _complete(content)
        yield from _progression(content)
        yield from _new_lesions(content)
    in_percent = {endpoint.outcome for endpoint in content.plan.endpoints.values() if endpoint.kind == "percent_change"}
    for endpoint in content.plan.endpoints.values():
        if not endpoint.primary and not (endpoint.kind == "change" and endpoint.outcome in in_percent):
            name = label(capitalised(endpoint.label))
            yield line(strong(name, assumption(endpoint)), ": ", plain(_secondary(content, endpoint)), ".")


def _asks_complete(content: CohortContent) -> bool:
    """Whether an endpoint asks for complete responses, which then has the answer."""
    complete, primary = content.outcome.about.response.complete, content.primary
    return any(
        endpoint.kind == "response"
        and (endpoint.outcome, endpoint.visit, endpoint.unit_of_analysis) == (primary.outcome, primary.visit, "patient")
        and endpoint.threshold is not None
        and not endpoint.threshold.in_units
        and endpoint.threshold.value == complete
        for endpoint in content.plan.endpoints.values()
    )


def _primary_visit(content: CohortContent) -> Name:
    return named_visit(content.primary.visit)


def _secondary(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The answer to an endpoint that is not primary; of a change its median and range alone."""
    is_change = endpoint.kind in ("percent_change", "change") and not endpoint.comparison and not content.arm_groups
    if not is_change:
        return answer(content, endpoint)
    outcome = content.plan.outcomes[endpoint.outcome]
    quantity = content.asked_change(endpoint)
    if quantity.is_refused("median"):
        return (quantity.note("median"),)
    return median_and_range(quantity, PERCENT if endpoint.kind == "percent_change" else outcome.unit)


def _complete(content: CohortContent) -> Inlines:
    complete = primary_quantity(content, "patient").of("all_complete", "patient")
    text = f"Complete response of all lesions: {COMPLETE}"
    if not content.outcome.of_lesions:
        complete = complete.of("response", "patient").where(group="response=complete")
        text = f"Complete response: {COMPLETE}"
    if content.arm_groups:
        return _complete_by_arm(content, primary_quantity(content, "patient").where(scenario="observed"))
    treated = complete.where(analysis_set="enrolled")
    if treated.size("patients", "count") == complete.size("patients", "count"):
        text = text.partition(";")[0] + "."
    return prose(
        text,
        evaluable=share(complete, "evaluable patients"),
        treated=share(treated, "treated patients"),
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
        visit=named_visit(content.primary.visit),
        shares=joined(shares, "; "),
    )


def _progression(content: CohortContent) -> Iterator[Inlines]:
    """Who had progression at the primary visit, where anybody had and arms are not mixed."""
    progression = primary_quantity(content, "patient").of("any_progression", "patient").where(scenario="observed")
    if not content.outcome.of_lesions:
        progression = progression.of("response", "patient").where(group="response=progression")
    if not content.arm_groups and progression.has("count") and progression.row("count")["estimate"]:
        yield prose("Progression: {share}.", share=share(progression, "evaluable patients"))


def _new_lesions(content: CohortContent) -> Iterator[Inlines]:
    """The new lesions at the primary visit, where there are any."""
    if not content.outcome.about.of_lesion_sizes:
        return
    new = primary_quantity(content, "lesion").of("new_lesion", "lesion").where(scenario="observed")
    if not new.row("count")["estimate"]:
        return
    yield prose(
        "{lesions} at {visit} in {patients}, counted as progression.",
        lesions=many(new, "new lesion"),
        visit=named_visit(content.primary.visit),
        patients=many(new.of("new_lesion", "patient"), "patient"),
    )


def safety(content: CohortContent) -> Iterator[Inlines]:
    """Patients with an adverse event, of each type and serious, and deaths."""
    events = content.enrolled("any_complication", "patient")
    died = content.enrolled("disposition", "patient", group="status=died")
    if events.is_refused("count"):
        yield prose("Adverse events: {note}.", note=events.note("count"))
    else:
        yield prose(
            "Adverse events{other}: {shares}.",
            other=" other than death" if died.has("count") else "",
            shares=_with_events(content, events),
        )
        yield from _serious(content.enrolled("serious_related_complication", "patient"))
    if died.has("count"):
        yield prose("Deaths: {died}{reasons}.", died=share(died, "patients"), reasons=_reasons(content))


def _with_events(content: CohortContent, events: Quantity) -> Inlines:
    """The patients with an event, of each arm where they are counted by arm; else with how many had each type."""
    if content.event_arms:
        return joined(line(group_name(arm), " ", share(in_arm(events, arm), "patients")) for arm in content.event_arms)
    types = [
        line(group_name(group), " ", content.enrolled("complication", "patient", group=group).number("count"))
        for group in content.printer.groups("complication", "patient", "type")
    ]
    return line(share(events, "patients"), line(": ", joined(types)) if types else "")


def _serious(patients: Quantity) -> Iterator[Inlines]:
    """Who had a serious event that was related to the treatment."""
    if not patients.is_refused("count"):
        yield prose(
            "Serious and related to the treatment{by}: {count} of {among}.",
            by=" (as classified by the analysts)" if patients.is_flagged("count") else "",
            count=patients.number("count", mark=False),
            among=patients.size("patients", "count"),
        )


def _reasons(content: CohortContent) -> Inlines:
    """Why patients died, where they are few."""
    if reasons := reasons_of_death(content):
        return line("; recorded as: ", joined(reasons, "; "))
    return line("; see ", Link(("how follow-up ended",), "#follow-up"))


def agreement(content: CohortContent) -> Iterator[Inlines]:
    """The warnings about the source, and the verdicts on its claims."""
    if content.audit:
        yield _claims(content)
        yield from _contradicted(content.audit)
    yield from _source_data(content)


def _source_data(content: CohortContent) -> Iterator[Inlines]:
    """The warnings about the source, and what its cells said that were corrected; where these are few, each of them."""
    warnings, log = content.listings["problems"].rows, Link(("cleaning log",), "#cleaning")
    if content.n_warnings > MOST_CELLS:
        number = counted(content.n_warnings, "problems")
        yield prose("Warnings about the source data: {number}; see the {log}.", number=number, log=log)
    else:
        for each in warnings:
            found, expected = (value_of("problems", each, name) for name in ("found", "expected"))
            yield prose("Warning: {found}; expected {expected}.", found=found, expected=expected)
    entries = [each for each in content.listings["cleaning_log"].rows if each["action"] == "corrected"]
    overruled = {(each["file"], each["line"], each["column"]): each for each in reversed(entries) if each["old_value"]}
    if overruled:
        corrected = [_correction(each) for each in [*overruled.values()][::-1][:MOST_CELLS]]
        more = line("; see also the ", log) if len(overruled) > MOST_CELLS else ()
        yield line("Corrected cells of the source: ", joined(corrected, "; "), more, ".")


def _correction(entry: dict[str, Any]) -> Inlines:
    """What a cell said and what was put in its place, where the cell stands, and what says so."""
    raw, new, at, column = (
        value_of("cleaning_log", entry, name) for name in ("raw_text", "new_value", "line", "column")
    )
    by = line(", from ", value_of("cleaning_log", entry, "source")) if entry["source"] else ""
    return line(quoted(raw), " to ", quoted(new), " (line ", at, ", column ", column, by, ")")


def _contradicted(audit: Audit) -> Iterator[Inlines]:
    """The first statements that disagree with the table, and what it gives; a link to the others."""
    claims = [claim for claim in audit.findings if claim.row["verdict"] == "not reproduced"]
    if not claims:
        return
    told = [line(quotation(claim), " (table: ", from_table(claim), ")") for claim in claims[:MOST_CLAIMS]]
    more = line("; see also ", Link(("published statements",), "#audit-findings")) if len(claims) > MOST_CLAIMS else ()
    yield line("Contradicted by the table: ", joined(told, "; "), more, ".")


def _claims(content: CohortContent) -> Inlines:
    audit = content.audit
    assert audit is not None
    return prose("{counts}.", counts=verdict_counts(audit))

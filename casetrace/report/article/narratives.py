"""A paragraph for each patient: before treatment, treatment, visits, adverse events, end of follow-up."""

from collections.abc import Iterator
from typing import Any

from casetrace.model.dictionary import Column
from casetrace.model.variables import listed_variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, capitalised, joined, line, plural, prose, strong
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import cell, counted, week

#: Variables of the treatment that are told in words of their own.
TOLD_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")
RESPONSES = {"complete": " response", "partial": " response"}
NO_EVENTS = "Adverse events: none recorded."
MORE = "{more} more {patients} are listed in the result files."
Row = dict[str, Any]


def narratives(content: CohortContent) -> Section:
    """The section."""
    cases = content.cases
    told: list[Block] = [Paragraph(narrative(content, case), id=f"patient-{n}") for n, case in enumerate(cases.rows, 1)]
    if cases.more:
        more = counted(cases.more, f"disposition|after={len(cases.rows)}")
        told.append(Paragraph(prose(MORE, more=more, patients=plural("patient", cases.more)), "aside"))
    return Section(("Patients",), tuple(told), "narratives", 2, "Patients")


def narrative(content: CohortContent, case: Row) -> Inlines:
    """What is known of one patient."""
    patient = case["patient_id"]
    name = strong("Patient ", cell("disposition", patient, "patient_id", patient), ".")
    parts = [*_patient(content, case), *_lesions(content, case), *_events(content, case), _end(case)]
    return joined([(name,), *parts], " ")


def _missing(value: object) -> bool:
    """Whether nothing is recorded; a missing number is not equal to itself."""
    return value is None or value == "" or value != value


def _variables(content: CohortContent, row: Row, columns: list[Column]) -> list[Inlines]:
    """What is recorded of variables, each with its name and unit."""
    told = []
    for column in columns:
        if not content.knows(column.name):
            continue
        if _missing(row[column.name]):
            told.append(line(f"{column.label} not recorded"))
            continue
        value = cell("lesions", row["lesion_id"], column.name, row[column.name], 1 if column.is_number else None)
        told.append(line(f"{column.label} ", value, f"\N{NO-BREAK SPACE}{column.unit}" if column.unit else ""))
    return told


def _patient(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """The patient before treatment."""
    if not case["lesions"]:
        return
    told = _variables(
        content, case["lesions"][0], [column for column in listed_variables() if column.level == "patient"]
    )
    if told:
        yield _sentence(joined(told))


def _lesions(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """Each lesion with its treatment, and the visits of the listed outcomes."""
    columns = [column for column in listed_variables() if column.level != "patient"]
    columns = [content.plan.treatment.column(column) for column in columns if column.name not in TOLD_APART]
    for lesion in case["lesions"]:
        told = [*_variables(content, lesion, columns), *_treatment(content, lesion)]
        name = line("Lesion ", cell("lesions", lesion["lesion_id"], "lesion_id", lesion["lesion_id"]), ": ")
        if told:
            yield _sentence(line(name if content.has_lesions else "", joined(told)))
        for outcome, courses in case["courses"].items():
            reported = content.reported(outcome)
            for course in courses:
                if reported.of_lesions and course["lesion_id"] == lesion["lesion_id"]:
                    yield from _course(course, reported, name if content.has_lesions and not told else ())
    for outcome, courses in case["courses"].items():
        reported = content.reported(outcome)
        if not reported.of_lesions:
            for course in courses:
                yield from _course(course, reported, ())


def _treatment(content: CohortContent, lesion: Row) -> Iterator[Inlines]:
    """The number of treatments, and the dose."""
    treatment, key = content.plan.treatment, lesion["lesion_id"]
    if content.knows("n_treatments"):
        number = lesion["n_treatments"]
        if _missing(number):
            yield (f"number of {treatment.plural} not recorded",)
        else:
            noun = treatment.name if number == 1 else treatment.plural
            yield line(cell("lesions", key, "n_treatments", number), f" {noun}")
    if content.knows("dose_mean"):
        yield _dose(content, lesion)


def _dose(content: CohortContent, lesion: Row) -> Inlines:
    treatment, key = content.plan.treatment, lesion["lesion_id"]
    if _missing(lesion["dose_mean"]):
        return (f"{treatment.dose_label} not recorded",)
    mean, lowest, highest = (
        cell("lesions", key, f"dose_{kind}", lesion[f"dose_{kind}"], 1) for kind in ("mean", "min", "max")
    )
    unit = f"\N{NO-BREAK SPACE}{treatment.dose_unit}" if treatment.dose_unit else ""
    low, high = lesion["dose_min"], lesion["dose_max"]
    if _missing(low) or _missing(high) or low == high:
        return line(f"{treatment.dose_label} ", mean, unit)
    return line(f"mean {treatment.dose_label} ", mean, unit, " (", lowest, " to ", highest, ")")


def _course(course: Row, outcome: ReportedOutcome, name: Inlines) -> Iterator[Inlines]:
    """The baseline and the visits of a course, in one sentence."""
    if not course["visits"]:
        return
    key = f"{course['lesion_id']}, period {course['period']}" if course["period"] else str(course["lesion_id"])
    told = []
    if outcome.about.scale.needs_baseline or _has_level(course["visits"][0], outcome):
        told.append(_baseline(course["visits"][0], key, outcome))
    told += [_visit(visit, f"{key}, week {visit['visit']}", outcome) for visit in course["visits"]]
    period = line(", period ", cell("lesion_visits", key, "period", course["period"])) if course["period"] else ""
    arm = course["visits"][0]["arm"]
    in_arm = "" if _missing(arm) else line(" (", cell("lesion_visits", key, "arm", arm), ")")
    words = line(capitalised(outcome.label) if not name else outcome.label, period, in_arm, ": ", joined(told, "; "))
    yield _sentence(line(name, words))


def _has_level(visit: Row, outcome: ReportedOutcome) -> bool:
    """Whether an ordered outcome has a level at baseline."""
    return outcome.about.scale.has_levels and not _missing(visit["baseline"])


def _baseline(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    if _missing(visit["baseline"]):
        return ("baseline not recorded",)
    return line(_measured(visit, "baseline", key, outcome), " at baseline")


def _measured(visit: Row, name: str, key: str, outcome: ReportedOutcome) -> Inlines:
    """A value with its unit, or the name of a level."""
    if outcome.about.scale.has_levels:
        return (cell("lesion_visits", key, name, outcome.about.level_of(visit[name])),)
    unit = f"\N{NO-BREAK SPACE}{outcome.unit}" if outcome.unit else ""
    return line(cell("lesion_visits", key, name, visit[name], 1), unit)


def _visit(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    """A value with its percent change and response, or why there is none."""
    at = line(" at ", week(visit["visit"]))
    if visit["missing_reason"]:
        return line("no value", at, " (", cell("lesion_visits", key, "missing_reason", visit["missing_reason"]), ")")
    if outcome.about.scale.is_change:
        return line(_percent(visit, key, outcome), at, _inside(_response(visit, key, outcome)))
    inside = [_percent(visit, key, outcome), _response(visit, key, outcome)]
    return line(_measured(visit, "value", key, outcome), at, _inside(*inside))


def _inside(*parts: Inlines) -> Inlines:
    """What there is, in brackets."""
    told = [part for part in parts if part]
    return line(" (", joined(told), ")") if told else ()


def _percent(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    """The percent change, or why there is none."""
    if not outcome.about.scale.has_percent_change:
        return ()
    if visit["no_percent_reason"]:
        return (cell("lesion_visits", key, "no_percent_reason", visit["no_percent_reason"]),)
    if _missing(visit["improvement"]):
        return ()
    return line(f"{outcome.gain} ", cell("lesion_visits", key, "improvement", visit["improvement"], 0), PERCENT)


def _response(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    if not outcome.about.scale.has_response or _missing(visit["response"]):
        return ()
    response = str(visit["response"])
    return line(cell("lesion_visits", key, "response", response), RESPONSES.get(response, ""))


def _events(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """The adverse events; nothing where the source says of none."""
    if case["events"]:
        told = [_event(event) for event in case["events"]]
        yield line("Adverse events: ", joined(told, "; "), ".")
    elif not content.enrolled("any_complication", "patient").is_refused("count"):
        yield (NO_EVENTS,)


def _event(event: Row) -> Inlines:
    key = f"{event['patient_id']}, {event['number']}"
    when = "" if _missing(event["week"]) else line(" in week ", cell("events", key, "week", event["week"]))
    judged = [
        line(words, cell("events", key, name, event[name]))
        for name, words in (("related", "related to the treatment: "), ("serious", "serious: "))
        if not _missing(event[name])
    ]
    return line(cell("events", key, "type", event["type"]), when, line(" (", joined(judged), ")") if judged else "")


def _end(case: Row) -> Inlines:
    """How follow-up ended."""
    end = case["end"]
    if end is None:
        return ("End of follow-up: not recorded.",)
    patient = end["patient_id"]
    status = cell("disposition", patient, "status", end["status"])
    last = cell("disposition", patient, "after_week", end["after_week"])
    data = "" if _missing(end["after_week"]) else line(", last visit with data in week ", last)
    reason = "" if _missing(end["reason"]) else line("; ", cell("disposition", patient, "reason", end["reason"]))
    return line("End of follow-up: ", status, data, reason, ".")


def _sentence(words: Inlines) -> Inlines:
    first = words[0]
    return line(capitalised(first) if isinstance(first, str) else first, words[1:], ".")

"""A paragraph for each patient: before treatment, treatment, visits, adverse events, end of follow-up."""

from collections.abc import Iterator
from typing import Any

from casetrace.model.dictionary import Column
from casetrace.model.grid import MERGED
from casetrace.model.summaries import NOT_RECORDED
from casetrace.model.time_units import preposition, time_unit, visit_name
from casetrace.model.variables import listed_variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import (
    PERCENT,
    capitalised,
    enumerated,
    in_series,
    joined,
    line,
    plural,
    prose,
    strong,
    with_article,
)
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import counted_value, why_missing
from casetrace.report.printer import cell, counted, named_visit

#: Variables of the treatment that are told in words of their own.
TOLD_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")
RESPONSES = {"complete": " response", "partial": " response"}
NO_EVENTS = "No adverse event was recorded."
#: Variables that follow `The patient was`, with what follows their value.
OF_PATIENT = {"age_years": " years old", "sex": ""}
SEXES = ("female", "male")
#: How events are judged, by the column and its value.
JUDGED = {
    "related": {"yes": "related to the treatment", "no": "unrelated to the treatment"},
    "serious": {"yes": "serious", "no": "not serious"},
}
#: How follow-up ended, by the status.
ENDED = {
    "completed": "The patient completed follow-up",
    "died": "The patient died",
    "lost": "The patient was lost to follow-up",
    "withdrawn": "The patient withdrew",
}
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


def _variables(content: CohortContent, row: Row, columns: list[Column], verb: str) -> tuple[list[Inlines], list[str]]:
    """What is recorded of variables, each with its name and unit, and the names of those that are not."""
    told, missing = [], []
    for column in columns:
        if not content.knows(column.name):
            continue
        if _missing(row[column.name]):
            missing.append(column.label)
            continue
        value = cell("lesions", row["lesion_id"], column.name, row[column.name], 1 if column.is_number else None)
        told.append(line(f"{column.label}{verb} ", value, f"\N{NO-BREAK SPACE}{column.unit}" if column.unit else ""))
    return told, missing


def _patient(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """The patient before treatment."""
    if not case["lesions"]:
        return
    row = case["lesions"][0]
    columns = [column for column in listed_variables() if column.level == "patient"]
    own = [column for column in columns if column.name in OF_PATIENT and not _missing(row[column.name])]
    own = [column for column in own if content.knows(column.name) and column.name not in _unusual(row)]
    values = [
        line(cell("lesions", row["lesion_id"], column.name, row[column.name], 1 if column.is_number else None), words)
        for column in own
        for words in (OF_PATIENT[column.name],)
    ]
    if values:
        yield line("The patient was ", in_series(values), ".")
    told, missing = _variables(content, row, [column for column in columns if column not in own], " was")
    if told:
        yield line("The ", in_series(told), ".")
    yield from _not_recorded(missing)


def _unusual(row: Row) -> set[str]:
    """The variables whose value is no adjective of a patient."""
    return set() if row.get("sex") in SEXES else {"sex"}


def _not_recorded(names: list[str]) -> Iterator[Inlines]:
    """What is not recorded, as a sentence."""
    if names:
        yield (f"{capitalised(enumerated(names))} {'was' if len(names) == 1 else 'were'} not recorded.",)


def _lesions(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """Each lesion with its treatment, and the visits of the listed outcomes."""
    columns = [column for column in listed_variables() if column.level != "patient"]
    columns = [content.plan.treatment.column(column) for column in columns if column.name not in TOLD_APART]
    for lesion in case["lesions"]:
        name = line("Lesion ", cell("lesions", lesion["lesion_id"], "lesion_id", lesion["lesion_id"]))
        yield from _lesion(content, lesion, columns, name if content.has_lesions else ("The patient",))
        for outcome, courses in case["courses"].items():
            reported = content.reported(outcome)
            for course in courses:
                if reported.of_lesions and course["lesion_id"] == lesion["lesion_id"]:
                    yield from _course(course, reported)
    for outcome, courses in case["courses"].items():
        reported = content.reported(outcome)
        if not reported.of_lesions:
            for course in courses:
                yield from _course(course, reported)


def _lesion(content: CohortContent, lesion: Row, columns: list[Column], name: Inlines) -> Iterator[Inlines]:
    """What a lesion was like, what it received, and what is not recorded of these."""
    told, missing = _variables(content, lesion, columns, ":")
    about = line(" (", joined(told, "; "), ")") if told else ()
    treatment, key = content.plan.treatment, lesion["lesion_id"]
    received: list[Inlines] = []
    if content.knows("n_treatments"):
        number = lesion["n_treatments"]
        if _missing(number):
            missing.append(f"number of {treatment.plural}")
        else:
            noun = treatment.name if number == 1 else treatment.plural
            received.append(line(cell("lesions", key, "n_treatments", number), f" {noun}"))
    if content.knows("dose_mean"):
        if _missing(lesion["dose_mean"]):
            missing.append(treatment.dose_label)
        else:
            received.append(_dose(content, lesion))
    if received:
        yield line(name, about, " received ", joined(received, " at "), ".")
    elif about or content.has_lesions:
        yield line(name, about, " was treated.")
    yield from _not_recorded(missing)


def _dose(content: CohortContent, lesion: Row) -> Inlines:
    treatment, key = content.plan.treatment, lesion["lesion_id"]
    mean, lowest, highest = (
        cell("lesions", key, f"dose_{kind}", lesion[f"dose_{kind}"], 1) for kind in ("mean", "min", "max")
    )
    unit = f"\N{NO-BREAK SPACE}{treatment.dose_unit}" if treatment.dose_unit else ""
    low, high = lesion["dose_min"], lesion["dose_max"]
    if _missing(low) or _missing(high) or low == high:
        return line(f"a {treatment.dose_label} of ", mean, unit)
    return line(f"a mean {treatment.dose_label} of ", mean, unit, " (range ", lowest, " to ", highest, ")")


def _course(course: Row, outcome: ReportedOutcome) -> Iterator[Inlines]:
    """The baseline and the visits of a course, in one sentence."""
    if not course["visits"]:
        return
    key = f"{course['lesion_id']}, period {course['period']}" if course["period"] else str(course["lesion_id"])
    told = []
    if outcome.about.scale.needs_baseline or _has_level(course["visits"][0], outcome):
        told.append(_baseline(course["visits"][0], key, outcome))
    told += [_visit(visit, f"{key}, {visit_name(visit['visit'])}", outcome) for visit in course["visits"]]
    period = line(" in period ", cell("lesion_visits", key, "period", course["period"])) if course["period"] else ""
    arm = course["visits"][0]["arm"]
    in_arm = "" if _missing(arm) else line(" (arm ", cell("lesion_visits", key, "arm", arm), ")")
    verb = " had " if outcome.about.scale.is_change else " was "
    yield line(capitalised(outcome.label), period, in_arm, verb, in_series(told), ".")


def _has_level(visit: Row, outcome: ReportedOutcome) -> bool:
    """Whether an ordered outcome has a level at baseline."""
    return outcome.about.scale.has_levels and not _missing(visit["baseline"])


def _baseline(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    if _missing(visit["baseline"]):
        return ("not recorded at baseline",)
    return line(_measured(visit, "baseline", key, outcome), " at baseline")


def _measured(visit: Row, name: str, key: str, outcome: ReportedOutcome) -> Inlines:
    """A value with its unit, or the name of a level."""
    if outcome.about.scale.has_levels:
        return (cell("lesion_visits", key, name, outcome.about.level_of(visit[name])),)
    unit = f"\N{NO-BREAK SPACE}{outcome.unit}" if outcome.unit else ""
    return counted_value(key, visit, name, unit)


def _visit(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    """A value with its percent change and response, or why there is none, as it follows the verb."""
    at = line(" at ", named_visit(visit["visit"]))
    is_change = outcome.about.scale.is_change
    if visit["missing_reason"] == MERGED:
        return line(*why_missing(key, visit), at)
    if visit["missing_reason"]:
        why = () if visit["missing_reason"] == NOT_RECORDED else line(" (", *why_missing(key, visit), ")")
        return line("no recorded change" if is_change else NOT_RECORDED, at, why)
    percent, response = _percent(visit, key, outcome), _response(visit, key, outcome)
    if is_change:
        return line(percent, at, _inside(response))
    return line(_measured(visit, "value", key, outcome), at, _inside(percent, response))


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
    percent = cell("lesion_visits", key, "improvement", visit["improvement"], 0)
    return line(f"{with_article(outcome.gain)} of ", percent, PERCENT)


def _response(visit: Row, key: str, outcome: ReportedOutcome) -> Inlines:
    if not outcome.about.scale.has_response or _missing(visit["response"]):
        return ()
    response = str(visit["response"])
    return line(cell("lesion_visits", key, "response", response), RESPONSES.get(response, ""))


def _events(content: CohortContent, case: Row) -> Iterator[Inlines]:
    """The adverse events; nothing where the source says of none."""
    if case["events"]:
        told = in_series([_event(event) for event in case["events"]])
        several = len(case["events"]) > 1
        yield line(f"The recorded adverse event{'s were' if several else ' was'} ", told, ".")
    elif not content.enrolled("any_complication", "patient").is_refused("count"):
        yield (NO_EVENTS,)


def _event(event: Row) -> Inlines:
    key = f"{event['patient_id']}, {event['number']}"
    when = (
        ""
        if _missing(event["week"])
        else line(f" {preposition()} {time_unit()} ", cell("events", key, "week", event["week"]))
    )
    judged = ", ".join(
        JUDGED[name].get(str(event[name]), f"{name}: {event[name]}") for name in JUDGED if not _missing(event[name])
    )
    return line(cell("events", key, "type", event["type"]), when, f" ({judged})" if judged else "")


def _end(case: Row) -> Inlines:
    """How follow-up ended."""
    end = case["end"]
    if end is None:
        return ("The end of follow-up was not recorded.",)
    patient, status = end["patient_id"], str(end["status"])
    ended = ENDED.get(status)
    said = line(ended) if ended else line("Follow-up ended: ", cell("disposition", patient, "status", status))
    last = cell("disposition", patient, "after_week", end["after_week"])
    data = "" if _missing(end["after_week"]) else line(f"; the last data are from {time_unit()} ", last)
    is_told = _missing(end["reason"]) or end["reason"] == status
    reason = "" if is_told else line(" (as recorded: ", cell("disposition", patient, "reason", end["reason"]), ")")
    return line(said, reason, data, ".")

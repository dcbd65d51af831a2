"""The listing of a cohort: every lesion with what the source gives for it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from casetrace.model.dictionary import Column as Variable
from casetrace.model.treatment import Treatment
from casetrace.model.variables import listed_variables, variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Cell, Paragraph, Section
from casetrace.report.document.inlines import Inline, Inlines, Styled
from casetrace.report.document.prose import BREAK, PERCENT, capitalised, enumerated, line, prose
from casetrace.report.document.tables import Entry, header, listing, number_cell, number_heading, row
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import more_rows
from casetrace.report.printer import cell, setting, week

PRIVACY = (
    "These listings show single patients{groups}: somebody who knows a patient could recognise her or him. Bear that "
    "in mind before this report is passed on."
)
LISTED = (
    "Every lesion, with what the source gives for it. {outcome} {unit} by the percent {gain} from baseline computed "
    "from it{reported}."
)

LEVELS_LISTED = "Every lesion, with what the source gives for it. {outcome} is listed by its levels."
PERCENTS_LISTED = (
    "Every lesion, with what the source gives for it. {outcome} is the percent {gain} from baseline as the source "
    "prints it; the values that it was computed from are not given."
)


class Column(NamedTuple):
    """A field that is listed where it is known; whether it is a number, and whether it is of a visit."""

    field: str
    title: Cell | str
    is_number: bool = False
    of_visit: bool = False


#: Variables of the treatment that stand in columns of their own words.
SHOWN_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")


def _columns(treatment: Treatment) -> Iterator[Column]:
    """The variables that are listed, in order."""
    listed = listed_variables()
    yield from (_column(variable) for variable in listed if variable.level != "treatment")
    yield Column("n_treatments", number_heading(capitalised(treatment.plural)))
    dose = capitalised(treatment.in_unit(treatment.dose_label))
    yield Column("dose_mean", number_heading(dose, BREAK, "mean (range)"))
    yield from (
        _column(variable) for variable in listed if variable.level == "treatment" and variable.name not in SHOWN_APART
    )
    yield from (_column(variable) for variable in variables("listed", "visit"))


def _column(variable: Variable) -> Column:
    return Column(variable.name, capitalised(variable.label), variable.is_number, variable.level == "visit")


def cohort(content: CohortContent) -> Section:
    """The section."""
    listed = content.listings["lesions"]
    columns = [column for column in _columns(content.plan.treatment) if content.knows(column.field)]
    visits = [number_heading(week(visit, capital=True)) for visit in content.outcome.every_visit]
    names = header("Lesion", "Patient", *(column.title for column in columns), number_heading("Baseline"), *visits)
    rows = [row(*_lesion(lesion, columns, content.outcome)) for lesion in listed.rows]
    table = listing(names, rows=rows, notes=more_rows(listed, "lesions"), wide=True)
    return Section(("Cohort",), (*_privacy(content), _words(content), table), "cohort", 2, "Cohort")


def _privacy(content: CohortContent) -> Iterator[Block]:
    smallest, small = content.smallest_group, content.small_groupings
    if not smallest:
        return
    groups = prose(
        ", and there are groups of fewer than {smallest} patients by {groupings}",
        smallest=setting("report.smallest_group", smallest),
        groupings=enumerated(small) if small else "",
    )
    yield Paragraph(prose(PRIVACY, groups=groups if small else ""), "aside", "privacy")


def _words(content: CohortContent) -> Paragraph:
    outcome, scale = content.outcome, content.outcome.about.scale
    if not scale.needs_baseline:
        listed = LEVELS_LISTED if scale.has_levels else PERCENTS_LISTED
        return Paragraph(prose(listed, outcome=capitalised(outcome.label), gain=outcome.gain))
    reported = " and, where the source prints one, by its own percentage in square brackets"
    return Paragraph(
        prose(
            LISTED,
            outcome=capitalised(outcome.label),
            unit=f"is in {outcome.unit}, followed" if outcome.unit else "is followed",
            gain=outcome.gain,
            reported=reported if "as_reported" in content.scenarios else "",
        )
    )


def _lesion(lesion: dict[str, Any], columns: list[Column], outcome: ReportedOutcome) -> Iterator[Entry]:
    key, period = lesion["lesion_id"], lesion["period"]
    course = f"{key}, period {period}" if period else str(key)
    for name in ("lesion_id", "patient_id"):
        yield cell("lesions", key, name, lesion[name])
    for column in columns:
        yield _field(lesion, column, key, course)
    yield number_cell(_measured(lesion["visits"][0], "baseline", course, outcome))
    for visit in lesion["visits"]:
        yield number_cell(_visit(visit, f"{course}, week {visit['visit']}", outcome))


def _field(lesion: dict[str, Any], column: Column, key: str, course: str) -> Entry:
    field = column.field
    if field == "n_treatments":
        return number_cell(cell("lesions", key, field, lesion[field]))
    if field == "dose_mean":
        return number_cell(_dose(lesion, key))
    table, row_key = ("lesion_visits", course) if column.of_visit else ("lesions", key)
    return cell(table, row_key, field, lesion[field], 1 if column.is_number else None)


def _dose(lesion: dict[str, Any], key: str) -> Inlines:
    mean, lowest, highest = (
        cell("lesions", key, f"dose_{kind}", lesion[f"dose_{kind}"], 1) for kind in ("mean", "min", "max")
    )
    low, high = lesion["dose_min"], lesion["dose_max"]
    # a missing number is not equal to itself
    if low == high or low != low:
        return (mean,)
    return line(mean, BREAK, "(", lowest, " to ", highest, ")")


def _measured(visit: dict[str, Any], name: str, key: str, outcome: ReportedOutcome) -> Inline:
    """A value, or the name of a level."""
    if not outcome.about.scale.has_levels:
        return cell("lesion_visits", key, name, visit[name], 1)
    return cell("lesion_visits", key, name, outcome.about.level_of(visit[name]))


def _visit(visit: dict[str, Any], key: str, outcome: ReportedOutcome) -> Inlines:
    if visit["missing_reason"]:
        reason = cell("lesion_visits", key, "missing_reason", visit["missing_reason"])
        return (Styled((reason,), "missing"),)
    value = _measured(visit, "value", key, outcome)
    if not outcome.about.scale.has_percent_change:
        return (value,)
    improvement = line(cell("lesion_visits", key, "improvement", visit["improvement"], 1), PERCENT)
    if outcome.about.scale.is_change:
        return improvement
    return line(value, BREAK, improvement, _reported(visit, key))


def _reported(visit: dict[str, Any], key: str) -> Inlines:
    reported = visit["reported"]
    if reported is None or reported != reported:
        return ()
    shown = cell("lesion_visits", key, "reported", reported, 1)
    return (" ", Styled(line("[", shown, "]"), "reported"))

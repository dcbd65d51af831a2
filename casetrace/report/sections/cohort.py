"""The listing of a cohort: every lesion with what the source gives for it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from casetrace.model.dictionary import Column as Variable
from casetrace.model.listing import Listing
from casetrace.model.time_units import visit_name
from casetrace.model.treatment import Treatment
from casetrace.model.variables import listed_variables, variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Cell, Paragraph, Section
from casetrace.report.document.inlines import Inline, Inlines, Styled
from casetrace.report.document.prose import BREAK, PERCENT, capitalised, enumerated, line, prose
from casetrace.report.document.tables import Entry, captioned, header, listing, number_cell, number_heading, row
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import counted_value, more_rows, why_missing
from casetrace.report.printer import cell, named_visit, setting

PRIVACY = (
    "Privacy: the tables show individual patients{groups}; patients could be identified. Unless these data are "
    "published, do not share this report without approval."
)
LISTED = "{whom}. {outcome} {unit} by the percent {gain} from baseline calculated from it{reported}."

LEVELS_LISTED = "{whom}, with the level of {outcome}."
PERCENTS_LISTED = (
    "{whom}. {outcome} is the percent {gain} from baseline printed in the source, which does not give the "
    "underlying values."
)


BEYOND_LIMIT = (
    "A value that is known only to lie beyond a limit of detection is printed as in the source, with the number "
    "that it counts as in brackets. Means, percent changes, log ratios, responses and the ranks of changes depend "
    "on that number. The direction of a change from a value on the other side of the limit does not, nor does a "
    "median of values of which fewer than half lie beyond the limit."
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
    bearers = ["Lesion", "Patient"] if content.has_lesions else ["Patient"]
    of_lesions = content.outcome.of_lesions or not content.has_lesions
    visits = _visit_names(content.listed_outcome) if of_lesions or content.listed_outcome.of_lesions else []
    names = header(*bearers, *(column.title for column in columns), *visits)
    rows = [row(*_lesion(lesion, columns, len(bearers), content.listed_outcome)) for lesion in listed.rows]
    shown = listing(names, rows=rows, notes=[*_limits(listed), *more_rows(listed, "lesions")], wide=True)
    caption = f"{_whom(content.listed_outcome, listed)}, with treatment and outcome."
    table = captioned(shown, "listing", caption)
    patients = [] if of_lesions else [_patients(content)]
    words = Paragraph((*_words(content, content.listed_outcome, listed).parts, *_numbered(content)))
    title = "Lesions" if of_lesions and content.has_lesions else "Listing"
    return Section((title,), (words, table, *patients, *_privacy(content)), "cohort", 2, title)


def _patients(content: CohortContent) -> Section:
    """The patients by the primary outcome, which is measured on them as a whole, where lesions are listed too."""
    listed = content.listings["measured_patients"]
    names = header("Patient", *_visit_names(content.outcome))
    rows = [
        row(
            cell("disposition", patient["patient_id"], "patient_id", patient["patient_id"]),
            *_visits(patient, content.outcome),
        )
        for patient in listed.rows
    ]
    table = listing(names, rows=rows, notes=[*_limits(listed), *more_rows(listed, "measured_patients")], wide=True)
    return Section((f"Patients by {content.outcome.label}",), (_words(content, content.outcome, listed), table))


def _limits(shown: Listing) -> Iterator[Inlines]:
    """How values beyond a limit of detection are printed, where the listing has any."""
    visits = [visit for row in shown.rows for visit in row["visits"]]
    if any(visit.get(name) for visit in visits for name in ("baseline_limit", "value_limit")):
        yield (BEYOND_LIMIT,)


def _visit_names(outcome: ReportedOutcome) -> list[Cell]:
    return [
        number_heading("Baseline"),
        *(number_heading(named_visit(visit, capital=True)) for visit in outcome.every_visit),
    ]


def _privacy(content: CohortContent) -> Iterator[Block]:
    smallest, small = content.smallest_group, content.small_groupings
    if not smallest:
        return
    groups = prose(
        " and groups of fewer than {smallest} patients (by {groupings})",
        smallest=setting("report.smallest_group", smallest),
        groupings=enumerated(small) if small else "",
    )
    yield Paragraph(prose(PRIVACY, groups=groups if small else ""), "aside", "privacy")


def _numbered(content: CohortContent) -> Iterator[Inline]:
    """What the patients are called where the source does not name them."""
    if content.rows_are_patients:
        yield " Patients bear the numbers of their rows, since the source does not name them."


def _whom(outcome: ReportedOutcome, shown: Listing) -> str:
    """Who is listed."""
    return f"The first {outcome.bearers} of the table" if shown.more else f"All {outcome.bearers}"


def _words(content: CohortContent, outcome: ReportedOutcome, shown: Listing) -> Paragraph:
    scale = outcome.about.scale
    whom = _whom(outcome, shown)
    if not scale.needs_baseline:
        listed = LEVELS_LISTED if scale.has_levels else PERCENTS_LISTED
        return Paragraph(prose(listed, whom=whom, outcome=capitalised(outcome.label), gain=outcome.gain))
    reported = " and by the percentage printed in the source [in square brackets]"
    return Paragraph(
        prose(
            LISTED,
            whom=whom,
            outcome=capitalised(outcome.label),
            unit=f"is in {outcome.unit}, followed" if outcome.unit else "is followed",
            gain=outcome.gain,
            reported=reported if "as_reported" in content.scenarios else "",
        )
    )


def _lesion(lesion: dict[str, Any], columns: list[Column], n_names: int, outcome: ReportedOutcome) -> Iterator[Entry]:
    """The row of a lesion; of its names the last one is the patient's."""
    key = lesion["lesion_id"]
    for name in ("lesion_id", "patient_id")[-n_names:]:
        yield cell("lesions", key, name, lesion[name])
    for column in columns:
        yield _field(lesion, column, key, _course(lesion))
    yield from _visits(lesion, outcome)


def _course(lesion: dict[str, Any]) -> str:
    key, period = lesion["lesion_id"], lesion["period"]
    return f"{key}, period {period}" if period else str(key)


def _visits(lesion: dict[str, Any], outcome: ReportedOutcome) -> Iterator[Entry]:
    """The baseline and the visits of a lesion, or of a patient; nothing where it has none."""
    course = _course(lesion)
    for visit in lesion["visits"][:1]:
        yield number_cell(_measured(visit, "baseline", course, outcome))
    for visit in lesion["visits"]:
        yield number_cell(_visit(visit, f"{course}, {visit_name(visit['visit'])}", outcome))


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


def _measured(visit: dict[str, Any], name: str, key: str, outcome: ReportedOutcome) -> Inlines:
    """A value, or the name of a level."""
    if not outcome.about.scale.has_levels:
        return counted_value(key, visit, name)
    return line(cell("lesion_visits", key, name, outcome.about.level_of(visit[name])))


def _visit(visit: dict[str, Any], key: str, outcome: ReportedOutcome) -> Inlines:
    if visit["missing_reason"]:
        return (Styled(why_missing(key, visit), "missing"),)
    value = _measured(visit, "value", key, outcome)
    if not outcome.about.scale.has_percent_change:
        return value
    if visit["no_percent_reason"]:
        reason = cell("lesion_visits", key, "no_percent_reason", visit["no_percent_reason"])
        return line(value, BREAK, Styled((reason,), "missing"), _reported(visit, key))
    improvement = line(cell("lesion_visits", key, "improvement", visit["improvement"], 0), PERCENT)
    if outcome.about.scale.is_change:
        return improvement
    return line(value, BREAK, improvement, _reported(visit, key))


def _reported(visit: dict[str, Any], key: str) -> Inlines:
    reported = visit["reported"]
    if reported is None or reported != reported:
        return ()
    shown = cell("lesion_visits", key, "reported", reported, 1)
    return (" ", Styled(line("[", shown, "]"), "reported"))

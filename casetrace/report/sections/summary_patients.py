"""The first paragraph of the summary: who was treated, and with what."""

from collections.abc import Iterator

from casetrace.model.variables import variables
from casetrace.report.abbreviations import spelled_name
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, joined, line, prose
from casetrace.report.phrases import many, median_and_range
from casetrace.report.quantity import Quantity

#: A variable with more groups than this is left to the table of characteristics.
MOST_GROUPS = 3


def patients(content: CohortContent) -> Iterator[Inlines]:
    """Its sentences."""
    number = content.enrolled("patients", "patient")
    yield prose(
        "{patients}{lesions} {received}.",
        patients=many(number, "patient"),
        lesions=line(" with ", many(content.enrolled("lesions", "lesion"), "lesion")) if content.has_lesions else "",
        received=_received(content, alone=number.row("count")["estimate"] == 1),
    )
    yield from _age(content)
    yield from _groups(content)
    yield from _baseline(content)


def _baseline(content: CohortContent) -> Iterator[Inlines]:
    """The primary outcome at baseline."""
    outcome = content.outcome
    if not outcome.about.scale.needs_baseline:
        return
    baseline = content.enrolled("baseline", outcome.bearer, outcome=outcome.name, visit=outcome.about.baseline_visit)
    if not baseline.is_refused("median"):
        yield line(capitalised(outcome.label), " at baseline: ", median_and_range(baseline, outcome.unit), ".")


def _received(content: CohortContent, *, alone: bool) -> Inlines:
    """What they received, as far as it is known."""
    given = content.enrolled("treatments", "treatment")
    if not content.knows("n_treatments") or given.is_refused("sum"):
        return line("was treated" if alone else "were treated")
    treatment = content.plan.treatment
    per = content.enrolled("treatments", "lesion")
    bearer = "lesion" if content.has_lesions else "patient"
    if per.is_refused("minimum"):
        return prose("received {total} {treatments}", total=given.number("sum"), treatments=treatment.plural)
    lowest, highest = (per.number(end, mark=False) for end in ("minimum", "maximum"))
    if lowest.text == highest.text:
        noun = treatment.name if per.row("minimum")["estimate"] == 1 else treatment.plural
        return prose("received {number} {noun} per {bearer}", number=lowest, noun=noun, bearer=bearer)
    text = "received {lowest} to {highest} {treatments} per {bearer}"
    return prose(text, lowest=lowest, highest=highest, treatments=treatment.plural, bearer=bearer)


def _age(content: CohortContent) -> Iterator[Inlines]:
    age = content.enrolled("age_years", "patient")
    if content.knows("age_years") and not age.is_refused("median"):
        yield line("Age: ", median_and_range(age, "years"), ".")


def _groups(content: CohortContent) -> Iterator[Inlines]:
    """How many patients are in each group of a variable, the largest first; the name alone where all are in it."""
    alone = content.enrolled("patients", "patient").row("count")["estimate"] == 1
    for variable in variables("groups", "patient"):
        if not content.knows(variable.name):
            continue
        counted = content.enrolled(variable.name, "patient")
        groups = sorted((counted.where(group=group) for group in counted.groups(variable.name)), key=_size)
        name = capitalised(variable.label)
        if len(groups) == 1 and groups[0].row("count")["estimate"] == groups[0].among("count"):
            yield line(f"{name}: ", _name(content, groups[0]), "." if alone else " in all.")
        elif 0 < len(groups) <= MOST_GROUPS:
            parts = (line(_name(content, group), " in ", group.number("count")) for group in groups)
            yield prose("{name}: {parts}.", name=name, parts=joined(parts))


def _size(group: Quantity) -> float:
    return -float(group.row("count")["estimate"] or 0)


def _name(content: CohortContent, group: Quantity) -> Inlines:
    return spelled_name(str(group.about["group"]), content.abbreviations)

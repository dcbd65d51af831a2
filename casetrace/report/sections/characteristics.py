"""The characteristics of a cohort before treatment, and the treatment that was given."""

from collections.abc import Iterable, Iterator

from casetrace.model.dictionary import Column
from casetrace.model.variables import names, variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import head_row, header, heading, row, table, within
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import mean_sd, median_range, share
from casetrace.report.printer import group_name
from casetrace.report.quantity import Quantity

#: Variables of the treatment that have rows of their own words.
SHOWN_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")


def characteristics(content: CohortContent) -> Section:
    """The section."""
    rows = (*_patients(content), *_lesions(content), *_treatment(content))
    whose = "patients and lesions" if content.has_lesions else "patients"
    words = Paragraph((f"The {whose} before treatment, and the treatment that they were given.",))
    shown = table(header("Characteristic", "Value"), rows=rows)
    return Section(("Characteristics",), (words, shown), "characteristics", 2, "Characteristics")


def _patients(content: CohortContent) -> Iterator[Row]:
    yield head_row("Patients", (content.enrolled("patients", "patient").number("count"),))
    yield from _numbers(content, "patient", variables("explains", "patient"))
    if content.has_lesions:
        yield _ranged("Lesions per patient", content.enrolled("lesions_per_patient", "patient"))
    yield from _texts(content, "patient", variables("groups", "patient"))


def _lesions(content: CohortContent) -> Iterator[Row]:
    if content.has_lesions:
        yield head_row("Lesions", (content.enrolled("lesions", "lesion").number("count"),))
    for outcome in content.outcomes:
        if not outcome.about.scale.needs_baseline:
            continue
        at_baseline = _at_baseline(content, "baseline", outcome)
        yield from _described(f"Baseline {outcome.in_unit}", at_baseline)
        if outcome.of_lesions:
            per_patient = f"… per patient, {outcome.unit}" if outcome.unit else "… per patient"
            yield _ranged(per_patient, at_baseline.of("baseline", "patient"))
    for outcome in content.outcomes:
        if outcome.about.baseline_bands:
            bands = _at_baseline(content, "baseline_band", outcome)
            yield from _groups(bands, "baseline_band", f"Baseline {outcome.label}")
    yield from _numbers(content, "lesion", variables("explains", "lesion"))
    yield from _texts(content, "lesion", variables("groups", "lesion", "treatment"))


def _treatment(content: CohortContent) -> Iterator[Row]:
    bearer = "lesion" if content.has_lesions else "patient"
    doses, treatments = content.knows("dose_min", "dose_max"), variables("explains", "treatment")
    treatment = content.plan.treatment
    if content.knows(*names(treatments)):
        yield head_row("Treatment", "")
    yield from _numbers(content, "lesion", [variable for variable in treatments if variable.name not in SHOWN_APART])
    if content.knows("n_treatments"):
        yield row(within(f"{capitalised(treatment.plural)} in all, counted for each {bearer}"), _total(content))
        yield _ranged(f"{capitalised(treatment.plural)} per {bearer}", content.enrolled("treatments", "lesion"))
    if content.knows("dose_mean"):
        mean = treatment.in_unit(f"Mean {treatment.dose_label} per {treatment.name}")
        words = within(f"{mean}: median (range) over {bearer}s")
        yield row(words, median_range(content.enrolled("dose_mean", "lesion")))
    if doses:
        lowest = content.enrolled("dose_min", "lesion").number("minimum")
        highest = content.enrolled("dose_max", "lesion").number("maximum")
        words = within(treatment.in_unit(f"Lowest and highest {treatment.dose_label} of any {treatment.name}"))
        yield row(words, line(lowest, " and ", highest))


def _numbers(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Summaries of the numbers that are known."""
    for variable in described:
        if content.knows(variable.name):
            words = capitalised(variable.label) + (f", {variable.unit}" if variable.unit else "")
            yield from _described(words, content.enrolled(variable.name, unit))


def _texts(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Counts of the texts that are known."""
    for variable in described:
        if content.knows(variable.name):
            yield from _groups(content.enrolled(variable.name, unit), variable.name, capitalised(variable.label))


def _at_baseline(content: CohortContent, analysis: str, outcome: ReportedOutcome) -> Quantity:
    return content.enrolled(analysis, outcome.bearer, outcome=outcome.name, visit=outcome.about.baseline_visit)


def _total(content: CohortContent) -> Inlines:
    treatments = content.enrolled("treatments", "treatment")
    total = (treatments.number("sum"),)
    if not treatments.has("sum_if_shared"):
        return total
    text = "; {sum} if lesions that share a cell shared their {treatments}"
    once, plural = treatments.number("sum_if_shared"), content.plan.treatment.plural
    return line(total, prose(text, sum=once, treatments=plural))


def _ranged(words: str, quantity: Quantity) -> Row:
    return row(within(f"{words}: median (range)"), median_range(quantity))


def _described(words: str, quantity: Quantity) -> Iterator[Row]:
    yield _ranged(words, quantity)
    yield row(within(f"{words}: mean (SD)"), mean_sd(quantity))


def _groups(quantity: Quantity, variable: str, title: str) -> Iterator[Row]:
    yield head_row(heading(title, columns=2))
    for group in quantity.groups(variable):
        yield row(within(group_name(group)), share(quantity.where(group=group)))

"""The characteristics of a cohort before treatment, and the treatment that was given."""

from collections.abc import Iterable, Iterator

from casetrace.model.dictionary import Column
from casetrace.model.variables import names, variables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Section
from casetrace.report.document.prose import capitalised, line
from casetrace.report.document.tables import head_row, header, heading, row, table, within
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import counted_share, median_range, units_of
from casetrace.report.printer import group_name
from casetrace.report.quantity import Quantity

#: Variables of the treatment that have rows of their own words.
SHOWN_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")
#: The total of the treatments.
TREATMENTS = ("treatments", "treatment")


def characteristics(content: CohortContent) -> Section:
    """The section."""
    rows = (*_patients(content), *_lesions(content), *_treatment(content))
    shown = table(header("Characteristic", "Median (range) or n (%)"), rows=rows)
    return Section(("Baseline characteristics and treatment",), (shown,), "characteristics")


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
        yield _ranged(f"Baseline {outcome.in_unit}", at_baseline)
        if outcome.of_lesions:
            unit = f", {outcome.unit}" if outcome.unit else ""
            yield _ranged(f"Baseline {outcome.label} per patient{unit}", at_baseline.of("baseline", "patient"))
    for outcome in content.outcomes:
        if outcome.about.baseline_bands:
            bands = _at_baseline(content, "baseline_band", outcome)
            yield from _groups(content, bands, f"Baseline {outcome.label}")
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
        yield row(within(f"{capitalised(treatment.plural)}, total"), content.enrolled(*TREATMENTS).number("sum"))
        yield _ranged(f"{capitalised(treatment.plural)} per {bearer}", content.enrolled("treatments", "lesion"))
    if content.knows("dose_mean"):
        mean = treatment.in_unit(f"Mean {treatment.dose_label} per {treatment.name}")
        yield _ranged(mean, content.enrolled("dose_mean", "lesion"))
    if doses:
        lowest = content.enrolled("dose_min", "lesion").number("minimum")
        highest = content.enrolled("dose_max", "lesion").number("maximum")
        words = within(treatment.in_unit(f"{capitalised(treatment.dose_label)} of a single {treatment.name}"))
        is_known = lowest.status != "refused" and highest.status != "refused"
        yield row(words, line(lowest, " to ", highest) if is_known else (lowest,))


def _numbers(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Summaries of the numbers that are known."""
    for variable in described:
        if content.knows(variable.name):
            words = capitalised(variable.label) + (f", {variable.unit}" if variable.unit else "")
            yield _ranged(words, content.enrolled(variable.name, unit))


def _texts(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Counts of the texts that are known."""
    for variable in described:
        if content.knows(variable.name):
            yield from _groups(content, content.enrolled(variable.name, unit), capitalised(variable.label))


def _at_baseline(content: CohortContent, analysis: str, outcome: ReportedOutcome) -> Quantity:
    return content.enrolled(analysis, outcome.bearer, outcome=outcome.name, visit=outcome.about.baseline_visit)


def _ranged(words: str, quantity: Quantity) -> Row:
    return row(within(words), median_range(quantity))


def _groups(content: CohortContent, quantity: Quantity, title: str) -> Iterator[Row]:
    everybody = content.enrolled(units_of(quantity.unit), quantity.unit)
    groups = quantity.groups(quantity.analysis)
    if len(groups) == 1:
        yield row(line(f"{title}: ", group_name(groups[0])), counted_share(quantity.where(group=groups[0]), everybody))
        return
    yield head_row(heading(title, columns=2))
    for group in groups:
        yield row(within(group_name(group)), counted_share(quantity.where(group=group), everybody))

"""The characteristics of a cohort before treatment, and the treatment that was given."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from casetrace.model.dictionary import Column
from casetrace.model.groups import read
from casetrace.model.numbers import DASH
from casetrace.model.variables import names, variables
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, capitalised, line
from casetrace.report.document.tables import Entry, captioned, head_row, header, heading, row, table, within
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import counted_share, median_range, units_of
from casetrace.report.printer import group_name
from casetrace.report.quantity import Quantity

#: Variables of the treatment that have rows of their own words.
SHOWN_APART = ("n_treatments", "dose_mean", "dose_min", "dose_max")
#: The total of the treatments.
TREATMENTS = ("treatments", "treatment")
SHOWN = "Median (range) or n (%)"
#: What is said below where patients are in several arms, whose columns then do not add up.
IN_SEVERAL = "Patients in more than one arm are described in each."


def characteristics(content: CohortContent) -> Table:
    """The table; in a cohort with arms each has a column, and everybody the last one."""
    rows = (*_patients(content), *_lesions(content), *_treatment(content))
    arms = content.all_arm_groups
    shown = table(_header(content, arms), rows=rows, notes=_notes(content, arms), wide=bool(arms))
    return captioned(shown, "characteristics", "Baseline characteristics and treatment.")


def _header(content: CohortContent, arms: list[str]) -> Row:
    if not arms:
        return header("Characteristic", SHOWN)
    of_arms = [heading(group_name(arm), *_n(content.enrolled("arm", "patient", group=arm))) for arm in arms]
    return header("Characteristic", *of_arms, heading("Total", *_n(content.enrolled("patients", "patient"))))


def _n(patients: Quantity) -> Inlines:
    return line(" (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}", patients.number("count"), ")")


def _notes(content: CohortContent, arms: list[str]) -> Iterator[Inlines]:
    if arms:
        sizes = [content.enrolled("arm", "patient", group=arm).row("count")["estimate"] for arm in arms]
        several = sum(sizes) > content.enrolled("patients", "patient").row("count")["estimate"]
        yield line(f"{SHOWN}.", f" {IN_SEVERAL}" if several else "")


def _columns(content: CohortContent, shown: Callable[[str], Part]) -> list[Entry]:
    """The cells of a row: of each arm, where there are any, and last of everybody."""
    return [shown(population) for population in (*content.all_arm_groups, "")]


def _counted(content: CohortContent, unit: str, population: str) -> Quantity:
    """How many patients or lesions are in an arm, or in all."""
    if population:
        return content.enrolled("arm", unit, group=population)
    return content.enrolled(units_of(unit), unit)


def _head(content: CohortContent, unit: str) -> Row:
    """The row above what is said of patients, or lesions, with their number."""

    def number(population: str) -> Part:
        counted = _counted(content, unit, population)
        return counted.number("count") if counted.has("count") else ""

    return head_row(capitalised(units_of(unit)), *_columns(content, number))


def _patients(content: CohortContent) -> Iterator[Row]:
    yield _head(content, "patient")
    yield from _numbers(content, "patient", variables("explains", "patient"))
    if content.has_lesions:
        yield _ranged(content, "Lesions per patient", content.enrolled("lesions_per_patient", "patient"))
    else:
        # Before the groups: a row behind one of them would read as its last level.
        yield from _of_lesions_in_numbers(content)
    yield from _texts(content, "patient", variables("groups", "patient"))


def _lesions(content: CohortContent) -> Iterator[Row]:
    if content.has_lesions:
        yield _head(content, "lesion")
        yield from _of_lesions_in_numbers(content)
    for outcome in content.outcomes:
        if outcome.about.scale.has_levels:
            yield from _levels(content, outcome)
        if outcome.about.baseline_bands:
            bands = _at_baseline(content, "baseline_band", outcome)
            yield from _groups(content, bands, f"Baseline {outcome.label}")
    yield from _texts(content, "lesion", variables("groups", "lesion", "treatment"))


def _of_lesions_in_numbers(content: CohortContent) -> Iterator[Row]:
    """The outcomes at baseline and what else is a number of each lesion, or of each patient where none has lesions."""
    for outcome in content.outcomes:
        if not outcome.about.scale.needs_baseline:
            continue
        at_baseline = _at_baseline(content, "baseline", outcome)
        yield _ranged(content, f"Baseline {outcome.in_unit}", at_baseline)
        if outcome.of_lesions:
            unit = f", {outcome.unit}" if outcome.unit else ""
            per_patient = f"Baseline {outcome.label} per patient{unit}"
            yield _ranged(content, per_patient, at_baseline.of("baseline", "patient"))
    yield from _numbers(content, "lesion", variables("explains", "lesion"))


def _levels(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Row]:
    """How many are at each level of an ordered outcome at baseline, where it has one."""
    about = {"outcome": outcome.name, "visit": outcome.about.baseline_visit, "scenario": "observed"}
    at_baseline = content.quantity("level", outcome.bearer, **about)
    if at_baseline.groups("level"):
        yield from _groups(content, at_baseline, f"Baseline {outcome.label}")


def _treatment(content: CohortContent) -> Iterator[Row]:
    bearer = "lesion" if content.has_lesions else "patient"
    treatments = variables("explains", "treatment")
    treatment = content.plan.treatment
    if content.knows(*names(treatments)):
        yield head_row("Treatment", *_columns(content, lambda _: ""))
    yield from _numbers(content, "lesion", [variable for variable in treatments if variable.name not in SHOWN_APART])
    if content.knows("n_treatments"):
        total = content.enrolled(*TREATMENTS)
        words = within(f"{capitalised(treatment.plural)}, total")
        yield row(words, *_columns(content, lambda population: total.where(group=population).number("sum")))
        yield _ranged(
            content, f"{capitalised(treatment.plural)} per {bearer}", content.enrolled("treatments", "lesion")
        )
    if content.knows("dose_mean"):
        mean = treatment.in_unit(f"Mean {treatment.dose_label} per {treatment.name}")
        yield _ranged(content, mean, content.enrolled("dose_mean", "lesion"))
    if content.knows("dose_min", "dose_max"):
        words = within(treatment.in_unit(f"Range of {treatment.dose_label}s"))
        yield row(words, *_columns(content, lambda population: _doses(content, population)))


def _doses(content: CohortContent, population: str) -> Inlines:
    """The lowest and the highest single dose."""
    lowest, highest = (content.enrolled(name, "lesion", group=population) for name in ("dose_min", "dose_max"))
    if lowest.is_refused("minimum") and highest.is_refused("maximum"):
        return (lowest.number("minimum"),)
    return line(lowest.number("minimum"), " to ", highest.number("maximum"))


def _numbers(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Summaries of the numbers that are known."""
    for variable in described:
        if content.knows(variable.name):
            words = capitalised(variable.label) + (f", {variable.unit}" if variable.unit else "")
            yield _ranged(content, words, content.enrolled(variable.name, unit))


def _texts(content: CohortContent, unit: str, described: Iterable[Column]) -> Iterator[Row]:
    """Counts of the texts that are known."""
    for variable in described:
        if content.knows(variable.name):
            yield from _groups(content, content.enrolled(variable.name, unit), capitalised(variable.label))


def _at_baseline(content: CohortContent, analysis: str, outcome: ReportedOutcome) -> Quantity:
    return content.enrolled(analysis, outcome.bearer, outcome=outcome.name, visit=outcome.about.baseline_visit)


def _ranged(content: CohortContent, words: str, quantity: Quantity) -> Row:
    def ranged(population: str) -> Inlines:
        of_population = quantity.where(group=population)
        return median_range(of_population) if of_population.has("median") else (DASH,)

    return row(within(words), *_columns(content, ranged))


def _groups(content: CohortContent, quantity: Quantity, title: str) -> Iterator[Row]:
    groups = quantity.groups(quantity.analysis)
    if len(groups) == 1:
        cells = _columns(content, partial(_in_group, content, quantity, groups[0]))
        yield row(within(f"{title}: ", group_name(groups[0])), *cells)
        return
    yield head_row(heading(title, columns=2 + len(content.all_arm_groups)))
    for group in groups:
        cells = _columns(content, partial(_in_group, content, quantity, group))
        yield row(within(group_name(group)), *cells)


def _in_group(content: CohortContent, quantity: Quantity, group: str, population: str) -> Inlines:
    """How many of an arm, or of all, are in a group."""
    of_group = quantity.where(group=in_population(population, *read(group)[0]))
    if not of_group.has("count"):
        return (DASH,)
    counted = _counted(content, quantity.unit, population)
    return counted_share(of_group, counted if counted.has("count") else _counted(content, "patient", population))

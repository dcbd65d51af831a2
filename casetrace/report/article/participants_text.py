"""The first paragraph of the results: who was treated, with what, and who could be assessed."""

from collections.abc import Iterator

from casetrace.model.dictionary import Column
from casetrace.model.groups import read
from casetrace.model.summaries import NOT_RECORDED
from casetrace.model.variables import variables
from casetrace.report.abbreviations import spelled_name
from casetrace.report.article.parts import plain
from casetrace.report.article.table_names import table_link
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, capitalised, in_series, joined, line, plural, prose
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import many, nobody, reason_missing, share
from casetrace.report.printer import group_name, label, named_visit
from casetrace.report.quantity import Quantity

#: Of more groups than this only the table of characteristics has the counts.
MOST_GROUPS = 4
DOSES = "The median across {bearer}s of the mean {dose} per {name} was {median}."


def participants_text(content: CohortContent) -> Inlines:
    """The paragraph."""
    return joined(map(plain, _sentences(content)), " ")


def _sentences(content: CohortContent) -> Iterator[Inlines]:
    yield _treated(content)
    for variable in variables("explains", "patient"):
        if content.knows(variable.name):
            yield from _number(content, variable)
    for variable in variables("groups", "patient"):
        if content.knows(variable.name):
            yield from _groups(content, variable)
    for outcome in content.outcomes:
        if outcome.about.scale.needs_baseline:
            yield from _baseline(content, outcome)
    yield from _treatments(content)
    yield _assessed(content)


def _treated(content: CohortContent) -> Inlines:
    patients = content.enrolled("patients", "patient")
    lesions = content.enrolled("lesions", "lesion")
    return prose(
        "In total, {patients}{lesions} {were} treated{tables}.",
        patients=many(patients, "patient"),
        lesions=line(" with ", many(lesions, "lesion")) if content.has_lesions else "",
        were="was" if patients.row("count")["estimate"] == 1 else "were",
        tables=table_link("characteristics", "listing"),
    )


def _median(quantity: Quantity, unit: str) -> Inlines:
    """A median with unit and range, or the value of the only one."""
    behind = f"\N{NO-BREAK SPACE}{unit}" if unit else ""
    if quantity.is_refused("median") or quantity.among("median") <= 1:
        return line(quantity.number("median"), behind)
    median, lowest, highest = (quantity.number(name, mark=False) for name in ("median", "minimum", "maximum"))
    return line(median, behind, " (range ", lowest, " to ", highest, ")")


def _number(content: CohortContent, variable: Column) -> Iterator[Inlines]:
    """A number of the patients, such as the age."""
    described = content.enrolled(variable.name, "patient")
    if described.has("median") and not described.is_refused("median"):
        words = "{name} was {median}." if described.among("median") <= 1 else "Median {name} was {median}."
        yield _capital(prose(words, name=variable.label, median=_median(described, variable.unit)))


def _groups(content: CohortContent, variable: Column) -> Iterator[Inlines]:
    """How many patients are in each of a few groups, such as the sexes, the largest first."""
    described = content.enrolled(variable.name, "patient")
    counts = [described.where(group=group) for group in described.groups(variable.name)]
    counts.sort(key=lambda counted: -counted.row("count")["estimate"])
    groups = [str(counted.about["group"]) for counted in counts]
    names = [spelled_name(group, content.abbreviations) for group in groups]
    if not counts or len(counts) > MOST_GROUPS or [group_name(group).text for group in groups] == [NOT_RECORDED]:
        return
    if len(counts) == 1 and counts[0].row("percent")["estimate"] == 100:
        yield prose("{name} was {value} in all patients.", name=capitalised(variable.label), value=names[0])
        return
    parts = [
        line(name, " in ", counted.number("count"), " (", counted.number("percent", mark=False), PERCENT, ")")
        for name, counted in zip(names, counts, strict=True)
    ]
    yield prose(
        "{name} was {parts} of {n} {patients}.",
        name=capitalised(variable.label),
        parts=in_series(parts),
        n=counts[0].size("patients", "count"),
        patients=plural("patient", counts[0].among("count")),
    )


def _baseline(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Inlines]:
    about = {"outcome": outcome.name, "visit": outcome.about.baseline_visit}
    described = content.enrolled("baseline", outcome.bearer, **about)
    if described.has("median") and not described.is_refused("median"):
        single = described.among("median") <= 1
        text = "Baseline {outcome} was {median}." if single else "Median baseline {outcome} was {median}{per}."
        per = f" per {outcome.bearer}"
        yield prose(text, outcome=label(outcome.label), median=_median(described, outcome.unit), per=per)


def _treatments(content: CohortContent) -> Iterator[Inlines]:
    """How many treatments were given, and the dose."""
    treatment = content.plan.treatment
    bearer = "lesion" if content.has_lesions else "patient"
    total, each = content.enrolled("treatments", "treatment"), content.enrolled("treatments", "lesion")
    if content.knows("n_treatments") and not total.is_refused("sum"):
        shared: Inlines = ()
        if total.has("sum_if_shared"):
            text = ", counted per lesion ({sum} if lesions with a shared entry also shared the {plural})"
            shared = prose(text, sum=total.number("sum_if_shared"), plural=treatment.plural)
        yield prose(
            "Overall, {total} {treatments} {were} given{shared}; the median was {each} per {bearer}.",
            total=total.number("sum"),
            treatments=treatment.name if total.row("sum")["estimate"] == 1 else treatment.plural,
            were="was" if total.row("sum")["estimate"] == 1 else "were",
            shared=shared,
            each=_median(each, ""),
            bearer=bearer,
        )
    dose = content.enrolled("dose_mean", "lesion")
    if content.knows("dose_mean") and not dose.is_refused("median"):
        text = "The mean {dose} per {name} was {median}." if dose.among("median") <= 1 else DOSES
        unit = treatment.dose_unit
        yield prose(text, dose=treatment.dose_label, name=treatment.name, bearer=bearer, median=_median(dose, unit))
    yield from _doses(content)


def _doses(content: CohortContent) -> Iterator[Inlines]:
    """The range of single doses."""
    if not content.knows("dose_min", "dose_max"):
        return
    lowest, highest = content.enrolled("dose_min", "lesion"), content.enrolled("dose_max", "lesion")
    if lowest.is_refused("minimum") or highest.is_refused("maximum"):
        return
    treatment = content.plan.treatment
    yield prose(
        "Single {dose}s ranged from {lowest} to {highest}{unit}.",
        dose=treatment.dose_label,
        lowest=lowest.number("minimum", mark=False),
        highest=highest.number("maximum", mark=False),
        unit=f"\N{NO-BREAK SPACE}{treatment.dose_unit}".rstrip() if treatment.dose_unit else "",
    )


def _assessed(content: CohortContent) -> Inlines:
    """Who has a value at the primary visit, and what became of the others."""
    about = {"outcome": content.primary.outcome, "visit": content.primary.visit}
    measured = [content.enrolled("evaluable", unit, **about) for unit in content.outcome.units]
    shares = joined((share(quantity, f"{quantity.unit}s") for quantity in measured), " and ")
    patients = measured[0]
    reasons = [
        line(_reason(group), " (", patients.where(group=group).number("count"), ")")
        for group in patients.groups("missing")
        if patients.where(group=group).has("count")
    ]
    words = "; reason in the other patient: " if _one_missing(patients) else "; reasons in the other patients: "
    missing = line(words, in_series(reasons)) if reasons else ""
    text = "At {visit}, {shares} could be assessed{missing}."
    if nobody(patients):
        text = "No patient was assessed at {visit}: {shares}{missing}."
    return prose(text, visit=named_visit(content.primary.visit), shares=shares, missing=missing)


def _one_missing(patients: Quantity) -> bool:
    """Whether one patient alone has no value."""
    return bool(patients.among("count") - (patients.row("count")["estimate"] or 0) == 1)


def _reason(group: str) -> Inlines:
    """Why a patient has no value, as a noun."""
    ((_, value),) = read(group)
    return reason_missing(value)


def _capital(words: Inlines) -> Inlines:
    first = words[0]
    return (capitalised(first), *words[1:]) if isinstance(first, str) else words

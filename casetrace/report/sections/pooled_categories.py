"""Ordered categories of the cohorts side by side: responses and levels, and their cumulative shares pooled."""

from collections.abc import Iterator, Mapping

from casetrace.model import groups
from casetrace.model.shared_categories import OTHER_THRESHOLDS, RESPONSE
from casetrace.report.document.blocks import Block, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import captioned, header, number_cell, number_heading, row
from casetrace.report.glossary import NOTE
from casetrace.report.pooled_content import ComparedCategories, PooledContent
from casetrace.report.printer import label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.pooled_tables import named_caption, noted_table

INTRODUCTION = (
    "Individual patient data in one stage: patients by ordered category, the cohort as a random effect. A cohort "
    "shifts the odds of all categories alike (proportional odds)."
)
#: Whose thresholds they are.
IN_COMMON = (
    "The response of a patient is that of the mean improvement of the patient's lesions, by the thresholds that all "
    "cohorts have in common{where}; a patient with a new lesion has progressed."
)
OF_FIRST = (
    "The response of a patient is that of the mean improvement of the patient's lesions, in all cohorts by the "
    "thresholds of {cohort}; those of some cohorts differ{where}; a patient with a new lesion has progressed."
)
RESPONSES, LEVELS = "Responses of ", "Levels of "
EACH = "The patients of each cohort: {table}."
COUNTS = "Patients of each cohort by category, best first."
SHARES = "Patients in a category or a better one, in a typical cohort."
NOT_POOLED = "Not pooled: "
VARIANCE = "Between-cohort variance of the log-odds (tau-squared): {tau2}."


def pooled_categories(content: PooledContent) -> tuple[Section, ...]:
    """The section; none where no two cohorts at hand have ordered categories in common."""
    if not content.categories:
        return ()
    shown = (_section(content, categories) for categories in content.categories)
    blocks: tuple[Block, ...] = (Paragraph((INTRODUCTION,)), *shown)
    return (Section(("Ordered categories",), blocks, "categories", 2, "Categories"),)


def _section(content: PooledContent, categories: ComparedCategories) -> Section:
    of_cohorts = dict(_cohorts(content, content.category(categories)))
    responses = categories.counted == RESPONSE.analysis
    words = (Paragraph(_thresholds(content, of_cohorts)),) if responses else ()
    shares = _shares(content, categories, _about(categories))
    if content.many:
        of_each = line(reference(f"table-counts-{_about(categories)}"))
        return Section(categories_title(categories), (*words, *shares, Paragraph(prose(EACH, table=of_each), "aside")))
    return Section(categories_title(categories), (*words, count_table(content, categories), *shares))


def _thresholds(content: PooledContent, of_cohorts: Mapping[str, Mapping[str, Quantity]]) -> Inlines:
    """By whose thresholds patients respond."""
    first = content.cohorts[next(iter(of_cohorts))]
    other = OTHER_THRESHOLDS.format(cohort=first.name)
    notes = (counts.note("count").text for found in of_cohorts.values() for counts in found.values())
    return prose(OF_FIRST if other in notes else IN_COMMON, cohort=label(first.title), where=_where(content))


def categories_title(categories: ComparedCategories) -> Inlines:
    """The heading of what is said of ordered categories."""
    kind = RESPONSES if categories.counted == RESPONSE.analysis else LEVELS
    return line(kind, label(categories.label), ", ", named_visit(categories.visit))


def count_table(content: PooledContent, categories: ComparedCategories) -> Table:
    """The patients of each cohort by category."""
    counted = content.category(categories)
    of_cohorts = dict(_cohorts(content, counted))
    names = next(list(counts) for counts in of_cohorts.values() if counts)
    columns = (number_heading(label(capitalised(name))) for name in names)
    names_of_columns = header("Cohort", number_heading("Patients"), *columns, NOTE)
    counts = noted_table(content, names_of_columns, _rows(content, counted, of_cohorts))
    caption = named_caption(categories_title(categories), COUNTS)
    return captioned(counts, f"counts-{_about(categories)}", caption)


def _about(categories: ComparedCategories) -> str:
    return f"{categories.counted}-{categories.outcome}-{categories.visit}"


def _where(content: PooledContent) -> Inlines:
    """Where the thresholds are."""
    return line(" (", reference("table-harmonisation"), ")") if content.harmonisation else ()


def _cohorts(content: PooledContent, counted: Quantity) -> Iterator[tuple[str, dict[str, Quantity]]]:
    """Each cohort's group with the counts of its categories, best first; none where they cannot be compared."""
    for cohort in content.cohorts:
        within = content.printer.groups_within(
            counted.analysis, counted.unit, counted.analysis, cohort, **counted.about
        )
        found = {dict(groups.read(group))[counted.analysis]: counted.where(group=group) for group in within}
        if found or counted.where(group=cohort).has("count"):
            yield cohort, found


def _rows(content: PooledContent, counted: Quantity, of_cohorts: Mapping[str, Mapping[str, Quantity]]) -> Iterator[Row]:
    width = max(map(len, of_cohorts.values()))
    for group, counts in of_cohorts.items():
        name = label(content.cohorts[group].title)
        if not counts:
            refused = counted.where(group=group)
            dash = refused.number("count") if content.many else ""
            yield row(name, number_cell(dash), *[number_cell("")] * width, refused.note("count"))
            continue
        first = next(iter(counts.values()))
        numbers = (number_cell(each.number("count")) for each in counts.values())
        yield row(name, number_cell(first.size("patients", "count")), *numbers, first.note("count"))


def _shares(content: PooledContent, categories: ComparedCategories, about: str) -> Iterator[Block]:
    """What is pooled: the shares in a category or a better one; or why nothing is."""
    pooled = content.category(categories).of(categories.or_better, "patient")
    reached = [pooled.where(group=group) for group in pooled.groups(categories.counted)]
    if not pooled.has("tau2_transformed"):
        yield Paragraph(line(NOT_POOLED, reached[0].note("proportion"), "."))
        return
    names = header("Category", number_heading("%"), number_heading(content.level, " interval"), NOTE)
    rows = []
    for place, share in enumerate(reached):
        name = dict(groups.read(str(share.about["group"])))[categories.counted]
        words = line(label(capitalised(name)), " or better" if place else "")
        rows.append(
            row(
                words,
                number_cell(share.number("proportion")),
                number_cell(share.interval("proportion")),
                share.note("proportion"),
            )
        )
    caption = named_caption(categories_title(categories), SHARES)
    yield captioned(noted_table(content, names, rows), f"shares-{about}", caption)
    yield Paragraph(prose(VARIANCE, tau2=pooled.number("tau2_transformed")))

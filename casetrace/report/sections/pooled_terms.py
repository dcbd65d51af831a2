"""What each cohort measured and how, what is printed of those that are not at hand, and categories in one language."""

from collections.abc import Iterator, Mapping, Sequence

from casetrace.model import groups
from casetrace.model.time_units import time_unit
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, line
from casetrace.report.document.tables import captioned, header, number_cell, number_heading, row, table
from casetrace.report.pooled_content import PooledContent
from casetrace.report.printer import cell, label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.pooled_tables import named_caption

TERMS = (
    "What each cohort measured and how, in its own words and in the terms of the study. What is not mapped keeps its "
    "own name and is listed."
)
NONE = "none"
ALL_COHORTS, BUT = "All with individual patient data", " but "
#: So many of many cohorts are named that have the same thing in no term, and what the others are called.
FIRST, OTHERS = 3, "and others"
UNMAPPED = "Not mapped to a term of the study: "
ALL_MAPPED = (
    "All that the cohorts measured is mapped to a term of the study or keeps its own name; what one cohort alone "
    "measured is compared with no other."
)
EACH = "Every outcome, visit, endpoint and category of each cohort."
PRINTED = (
    "Numbers as printed, tested for consistency before use (GRIM, GRIMMER and DEBIT, range, order and counts); what "
    "contradicts itself is not pooled."
)
NUMBERS = (
    "n", "mean", "sd", "median", "minimum", "maximum", "q1", "q3", "count", "percent",
)  # fmt: skip


def pooled_terms(content: PooledContent) -> Section:
    """The section."""
    told = list(unmapped(content)) or [Paragraph((ALL_MAPPED,))]
    blocks = (Paragraph((TERMS,)), *told, _all(content), *_printed(content), *_categories(content))
    return Section(("What was measured",), blocks, "terms", 2, "Terms")


def unmapped(content: PooledContent) -> Iterator[Block]:
    """What of the cohorts is in no term of the study; nothing where all is."""
    left = [(place, item) for place, item in enumerate(content.harmonisation, start=1) if item["term"] == NONE]
    if not left:
        return
    parts = [UNMAPPED]
    for number, (place, own, cohorts) in enumerate(_by_name(content, left)):
        parts += ["; " if number else "", cell("harmonisation", place, "own", own)]  # type: ignore[list-item]
        parts += [" (", label(cohorts), ")"]  # type: ignore[list-item]
    yield Paragraph(line(*parts, "."))


def _by_name(content: PooledContent, left: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[int, str, str]]:
    """Each thing that is in no term: its row, its name and the cohort; of many cohorts once, with the first of them."""
    if not content.many:
        yield from ((place, item["own"], content.title_of(item["cohort"])) for place, item in left)
        return
    alike: dict[str, list[tuple[int, str]]] = {}
    for place, item in left:
        alike.setdefault(item["own"], []).append((place, content.title_of(item["cohort"])))
    for own, found in alike.items():
        titles = [title for _, title in found[:FIRST]]
        yield found[0][0], own, "; ".join([*titles, *([OTHERS] if len(found) > FIRST else [])])


def _all(content: PooledContent) -> Block:
    columns = ("kind", "own", "term", "how")
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, item in enumerate(content.harmonisation):
        # Of many cohorts those that have a row in common share it.
        alike.setdefault((*(item[name] for name in columns), "" if content.many else item["cohort"]), []).append(place)
    rows = (
        row(
            _cohorts(content, [content.harmonisation[place]["cohort"] for place in places]),
            *(cell("harmonisation", places[0] + 1, name, content.harmonisation[places[0]][name]) for name in columns),
        )
        for places in alike.values()
    )
    shown = table(header("Cohort", "What", "In the cohort", "In the study", "How"), rows=rows, wide=True)
    return captioned(shown, "harmonisation", EACH)


def _cohorts(content: PooledContent, names: Sequence[str]) -> Inlines:
    at_hand = [cohort.name for cohort in content.cohorts.values() if cohort.report]
    if len(names) > 1 and set(names) >= set(at_hand):
        return line(ALL_COHORTS)
    others = [name for name in at_hand if name not in names]
    if content.many and len(others) < len(names) and set(names) <= set(at_hand):
        return line(ALL_COHORTS, BUT, label("; ".join(map(content.title_of, others))))
    return line(label("; ".join(map(content.title_of, names))))


def _printed(content: PooledContent) -> Iterator[Block]:
    lines = [(place, item) for place, item in enumerate(content.printed, start=1) if item["measure"]]
    if lines:
        rows = [_printed_row(content, place, item) for place, item in lines]
        names = header("Cohort", "What", "Printed", "Tests", "Audit")
        shown = captioned(table(names, rows=rows, wide=True), "printed", "Printed summaries and their audit.")
        yield Section(("Printed summaries",), (Paragraph((PRINTED,)), shown))


def _printed_row(content: PooledContent, place: int, item: dict[str, str]) -> Row:
    def shown(column: str) -> object:
        return cell("printed", place, column, item[column])

    numbers: list[object] = []
    for name in NUMBERS:
        if item[name]:
            numbers += [", " if numbers else "", f"{NAMES.get(name, name)} ", shown(name)]
    about = line(shown("measure"), " of ", shown("outcome"), f", {time_unit()} ", shown("visit"))  # type: ignore[arg-type]
    audit = line(shown("audit"), *(("; ", shown("contradictions")) if item["contradictions"] else ()))  # type: ignore[arg-type]
    return row(label(content.title_of(item["cohort"])), about, line(*numbers), shown("tests"), audit)  # type: ignore[arg-type]


NAMES = {"sd": "SD", "q1": "first quartile", "q3": "third quartile", "count": "responding"}


def _categories(content: PooledContent) -> Iterator[Block]:
    """How many of each cohort are in each category of the study."""
    for variable in content.pool["categories"]:
        for unit in ("patient", "lesion"):
            counts = Quantity(content.printer, variable, unit, {"analysis_set": "enrolled"})
            rows = list(_category_rows(content, counts, variable))
            if rows:
                title = f"{capitalised(variable.replace('_', ' '))}, {unit}s"
                names = header("Cohort", "Category of the study", number_heading("Number"))
                caption = named_caption(line(title), f"Number of {unit}s.")
                shown = captioned(table(names, rows=rows), f"categories-{variable}-{unit}", caption)
                yield Section((title,), (shown,))


def _category_rows(content: PooledContent, counts: Quantity, variable: str) -> Iterator[Row]:
    for group, cohort in content.cohorts.items():
        for within in content.printer.groups_within(counts.analysis, counts.unit, variable, group):
            if set(groups.read(group)) <= set(groups.read(within)):
                found = counts.where(group=within)
                yield row(
                    label(cohort.title), label(dict(groups.read(within))[variable]), number_cell(found.number("count"))
                )

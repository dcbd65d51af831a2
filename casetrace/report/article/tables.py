"""The tables of a manuscript, numbered, each with a caption, the statistics used and the abbreviations that occur."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from casetrace.report.abbreviations import below
from casetrace.report.article.parts import first_table
from casetrace.report.article.results_table import results_table
from casetrace.report.article.table_names import NAMES
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.cohort import cohort
from casetrace.report.sections.safety import safety

CHARACTERISTICS = "Percentages are of all patients or of all lesions unless a denominator is given."


def tables(content: CohortContent) -> Section:
    """The section."""
    return Section(("Tables",), tuple(_noted(content, name) for name in NAMES), "tables", 2, "Tables")


def _noted(content: CohortContent, name: str) -> Table:
    """A table with its notes."""
    table = BUILDERS[name](content)
    notes = [*table.notes, *_own_notes(content, name), *below(table, content.abbreviations)]
    return replace(table, notes=tuple(notes))


def _own_notes(content: CohortContent, name: str) -> Iterator[Inlines]:
    """What a table shows, where the table itself does not say so."""
    if name == "characteristics":
        yield (CHARACTERISTICS,)
    if name == "listing":
        yield _listed(content.listed_outcome, reported="as_reported" in content.scenarios)


def _listed(outcome: ReportedOutcome, *, reported: bool) -> Inlines:
    """What stands at the visits of the listing."""
    scale, unit = outcome.about.scale, f" in {outcome.unit}" if outcome.unit else ""
    if scale.has_levels:
        return line("At each visit: level of ", label(outcome.label), ".")
    percent = f"percent {outcome.gain} from baseline"
    if scale.is_change:
        return line(f"At each visit: {percent} of ", label(outcome.label), ", as printed in the source.")
    brackets = "; in square brackets, the percentage printed in the source" if reported else ""
    return line("At each visit: ", label(outcome.label), f"{unit}, and {percent}{brackets}.")


def _in_section(build: Callable[[CohortContent], Section]) -> Callable[[CohortContent], Table]:
    """The first table of a section of the report."""

    def built(content: CohortContent) -> Table:
        blocks: tuple[Block, ...] = build(content).blocks
        table = first_table(blocks)
        assert table is not None
        return table

    return built


BUILDERS: dict[str, Callable[[CohortContent], Table]] = {
    "characteristics": characteristics,
    "listing": _in_section(cohort),
    "results": results_table,
    "safety": _in_section(safety),
}

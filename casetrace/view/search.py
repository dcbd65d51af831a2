"""Search over the results and the raw cells of all cohorts."""

from collections.abc import Iterator, Sequence

from casetrace.model.wording import counted
from casetrace.report.document.blocks import Paragraph, Section
from casetrace.report.document.inlines import Code, Inlines, Name, Styled
from casetrace.trace.cohort import TracedCohort
from casetrace.trace.results import named_results
from casetrace.view.folders import Results
from casetrace.view.parts import data_table, to_cell, to_result

#: Results, and raw cells, that are listed.
LISTED = 200
#: Characters of a search that are used.
LONGEST = 200


def search_sections(results: Results, query: str) -> list[Section]:
    """What the words of a query are found in: all of them in the name or the words of a result, or in a raw cell."""
    words = query[:LONGEST].casefold().split()
    if not words:
        return [Section(("Search",), (Paragraph(("Give a word of a result, or the text of a raw cell.",)),), level=2)]
    found_results: list[list[Inlines]] = []
    found_cells: list[list[Inlines]] = []
    for folder, cohort in results.all_traced():
        found_results += _results(cohort, words)
        if not folder.is_pooled:
            found_cells += _cells(cohort, words)
    return [
        _section("Results", "result", ["Result", "Number", "Role", "Cohort"], found_results),
        _section("Raw cells", "raw cell", ["Cell", "Text", "Column", "Cohort"], found_cells),
    ]


def _section(title: str, noun: str, header: list[str], rows: list[list[Inlines]]) -> Section:
    if not rows:
        return Section(
            (title,), (Paragraph((f"No {noun} has all of these words.",)),), id=f"found-{header[0].lower()}", level=2
        )
    more = f", of which the first {LISTED}" if len(rows) > LISTED else ""
    table = data_table(f"{counted(len(rows), noun)}{more}", header, rows[:LISTED])
    return Section((title,), (table,), id=f"found-{header[0].lower()}", level=2)


def _results(cohort: TracedCohort, words: Sequence[str]) -> Iterator[list[Inlines]]:
    for result in named_results(cohort, list(cohort.statistics)):
        text = f"{result['words']} {result['result_id']}".casefold()
        if all(word in text for word in words):
            name = result["result_id"]
            yield [
                (to_result(cohort.name, name, result["words"]), " ", Styled((Code(name),), "aside")),
                (result["estimate"] or "none",),
                (result["role"],),
                (Name(cohort.name),),
            ]


def _cells(cohort: TracedCohort, words: Sequence[str]) -> Iterator[list[Inlines]]:
    for number in cohort.lineage.origins.cells.with_words(words):
        cell = cohort.lineage.cell(number)
        yield [
            (to_cell(cohort.name, cell.place),),
            (Name(cell.text or ""),),
            (Name(cell.header),),
            (Name(cohort.name),),
        ]

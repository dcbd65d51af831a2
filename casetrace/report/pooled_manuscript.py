"""What authors need for a manuscript of cohorts together: methods, results, tables, figures, references."""

from collections.abc import Iterator
from dataclasses import replace

from casetrace.report.article.citations import Citations
from casetrace.report.article.declarations import declarations
from casetrace.report.article.figure_names import figure_sentences
from casetrace.report.article.parts import figures_in
from casetrace.report.article.pooled_text import cohorts_text, pooling_text, results_paragraphs
from casetrace.report.document.blocks import Block, Document, Paragraph, Section, Table
from casetrace.report.document.numbering import finished
from casetrace.report.document.prose import line
from casetrace.report.pooled_content import PooledContent
from casetrace.report.sections.next_study import next_study
from casetrace.report.sections.pooled import cohort_table, pooled_results
from casetrace.report.sections.pooled_categories import pooled_categories
from casetrace.report.sections.pooled_rates import pooled_rates
from casetrace.report.text import text


def pooled_manuscript(content: PooledContent) -> Document:
    """The manuscript of the cohorts together."""
    shown = (pooled_results(content), *pooled_rates(content), *pooled_categories(content), *next_study(content))
    figures = Section(("Figures",), tuple(figures_in(shown)), "figure-legends", 2, "Figures")
    tables = Section(("Tables",), tuple(_tables(content, shown)), "tables", 2, "Tables")
    results = _results(content, figures)
    citations = Citations()
    methods = (
        Paragraph(cohorts_text(content)),
        Section(
            ("Statistical analysis",),
            (Paragraph(pooling_text(content, citations, (results, tables))),),
            "statistical-analysis",
        ),
    )
    return finished(
        Document(
            kind="Manuscript",
            title=content.title,
            subtitle=content.named,
            page_title=f"Pooled cohorts: {content.title}: manuscript",
            source=(),
            hint="",
            sections=(
                Section(("Methods",), methods, "methods", 2, "Methods"),
                results,
                tables,
                figures,
                declarations({}),
                citations.section(),
            ),
        )
    )


def _tables(content: PooledContent, shown: tuple[Section, ...]) -> Iterator[Table]:
    """The cohorts, and of each comparison and design of the next study the table that is always seen."""
    yield cohort_table(content)
    for section in shown:
        for part in section.blocks:
            if isinstance(part, Section):
                yield from (_named(part, block) for block in part.blocks if isinstance(block, Table))


def _named(section: Section, table: Table) -> Table:
    """A table whose caption says what it is of, as the heading above it does in the report."""
    title, caption = (text(Paragraph(words)) for words in (section.title, table.caption))
    return table if caption.startswith(title) else replace(table, caption=line(section.title, ". ", table.caption))


def _results(content: PooledContent, figures: Section) -> Section:
    told = figure_sentences(figures_in(figures.blocks))
    paragraphs = [*results_paragraphs(content), *told.values()]
    blocks: tuple[Block, ...] = tuple(Paragraph(words) for words in paragraphs if words)
    return Section(("Results",), blocks, "results", 2, "Results")

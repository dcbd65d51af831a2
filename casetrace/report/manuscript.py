"""What an author needs for a manuscript, as a document: methods, results, tables, legends, narratives, references.

The methods are written last, of what the results print: no method is named that gives no printed number.
"""

from collections.abc import Sequence

from casetrace.report.article.citations import Citations
from casetrace.report.article.declarations import declarations
from casetrace.report.article.design_text import outcomes_text, study_text
from casetrace.report.article.differences import differences
from casetrace.report.article.endpoints_text import endpoints_text
from casetrace.report.article.figure_names import figure_sentences
from casetrace.report.article.legends import legends
from casetrace.report.article.narratives import narratives
from casetrace.report.article.participants_text import participants_text
from casetrace.report.article.parts import figures_in
from casetrace.report.article.safety_text import safety_text
from casetrace.report.article.sensitivity_text import sensitivity_text
from casetrace.report.article.statistics_text import statistics_text
from casetrace.report.article.tables import tables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Figure, Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import finished
from casetrace.report.document.prose import joined, line
from casetrace.report.phrases import citation_words, source_words
from casetrace.report.printer import label

#: The paragraphs of the results, in order, with the names by which figures are told in them.
RESULTS = {
    "participants": participants_text,
    "endpoints": endpoints_text,
    "safety": safety_text,
    "sensitivity": sensitivity_text,
}


def manuscript(content: CohortContent) -> Document:
    """The manuscript of a cohort."""
    shown_figures = legends(content)
    results, shown_tables = _results(content, figures_in(shown_figures.blocks)), tables(content)
    citations = Citations()
    cited_source = citations.cite_words(_citation(content))
    methods = _methods(content, citations, cited_source, (results, shown_tables))
    return finished(
        Document(
            kind="Manuscript",
            title=content.title,
            subtitle=(label(content.cohort_title),),
            page_title=f"{content.cohort_title}: manuscript",
            source=line("Source: ", source_words(content.source)) if content.source else (),
            hint="",
            sections=(
                methods,
                results,
                shown_tables,
                shown_figures,
                narratives(content),
                *([differences(content.audit)] if content.audit and content.audit.recomputed else []),
                declarations(content.reporting),
                citations.section(),
            ),
        )
    )


def _citation(content: CohortContent) -> Inlines:
    """The reference of the publication or registry that the data come from."""
    return citation_words(content.source) if content.source else ()


def _data(cited: Inlines) -> Inlines:
    """Where the data come from, with the number of the reference."""
    return line(" The data are those of the published table", cited, ".") if cited else ()


def _methods(content: CohortContent, citations: Citations, cited_source: Inlines, printed: object) -> Section:
    """The methods; the paragraph on statistics is about the numbers that are printed."""
    outcomes = outcomes_text(content, citations)
    statistics = statistics_text(content, citations, printed)
    blocks = (
        Paragraph(line(study_text(content), _data(cited_source)), id="study"),
        Paragraph(outcomes, id="outcomes-and-endpoints"),
        Section(("Statistical analysis",), (Paragraph(statistics),), "statistical-analysis"),
    )
    return Section(("Methods",), blocks, "methods", 2, "Methods")


def _results(content: CohortContent, figures: Sequence[Figure]) -> Section:
    """The results, each paragraph with its figures; one without words is left out."""
    told = figure_sentences(figures)
    paragraphs = [joined(filter(None, (build(content), told.get(name, ()))), " ") for name, build in RESULTS.items()]
    blocks = tuple(Paragraph(words) for words in (*paragraphs, told.get("", ())) if words)
    return Section(("Results",), blocks, "results", 2, "Results")

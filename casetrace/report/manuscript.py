"""What an author needs for a manuscript, as a document: methods, results, tables, legends, narratives, references.

The methods are written last, of what the results print: no method is named that gives no printed number.
"""

from casetrace.report.article.citations import Citations
from casetrace.report.article.declarations import declarations
from casetrace.report.article.design_text import outcomes_text, study_text
from casetrace.report.article.differences import differences
from casetrace.report.article.endpoints_text import endpoints_text
from casetrace.report.article.legends import legends
from casetrace.report.article.narratives import narratives
from casetrace.report.article.participants_text import participants_text
from casetrace.report.article.safety_text import safety_text
from casetrace.report.article.sensitivity_text import sensitivity_text
from casetrace.report.article.statistics_text import statistics_text
from casetrace.report.article.tables import tables
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.phrases import source_words
from casetrace.report.printer import label

#: The paragraphs of the results, in order; one without words is left out.
RESULTS = (participants_text, endpoints_text, safety_text, sensitivity_text)


def manuscript(content: CohortContent) -> Document:
    """The manuscript of a cohort."""
    results, shown_tables, citations = _results(content), tables(content), Citations()
    cited_source = citations.cite_words(_citation(content))
    methods = _methods(content, citations, cited_source, (results, shown_tables))
    return Document(
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
            legends(content),
            narratives(content),
            *([differences(content.audit)] if content.audit and content.audit.recomputed else []),
            declarations(content),
            citations.section(),
        ),
    )


def _citation(content: CohortContent) -> Inlines:
    """The reference of the publication or registry that the data come from."""
    return (label(content.source["citation"]),) if content.source else ()


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


def _results(content: CohortContent) -> Section:
    """The results."""
    paragraphs = [build(content) for build in RESULTS]
    blocks = tuple(Paragraph(words) for words in paragraphs if words)
    return Section(("Results",), blocks, "results", 2, "Results")

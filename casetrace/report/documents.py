"""The reports as documents: of a cohort, of one of which there are claims alone, and of the cohorts together."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.claims.audit_tables import Audit
from casetrace.model.report_files import REPORT_FILES, DocumentName
from casetrace.report.abbreviations import spelled_out
from casetrace.report.checklists import checklists
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.linking import linked, places
from casetrace.report.document.numbering import finished, names_of, numbered, referring
from casetrace.report.document.prose import line
from casetrace.report.manuscript import manuscript
from casetrace.report.phrases import source_words
from casetrace.report.pooled_content import PooledContent
from casetrace.report.pooled_manuscript import pooled_manuscript
from casetrace.report.printer import label
from casetrace.report.sections.adverse_events import adverse_events
from casetrace.report.sections.arms import arms
from casetrace.report.sections.audit import audit
from casetrace.report.sections.audit_findings import audit_findings
from casetrace.report.sections.audit_methods import audit_methods
from casetrace.report.sections.claims_only import cohort_of_claims, provenance_of_claims
from casetrace.report.sections.cleaning import cleaning
from casetrace.report.sections.cohort import cohort
from casetrace.report.sections.endpoints import endpoints
from casetrace.report.sections.estimates import estimates
from casetrace.report.sections.explorations import explorations
from casetrace.report.sections.flags import flags
from casetrace.report.sections.flow import follow_up
from casetrace.report.sections.limitations import limitations
from casetrace.report.sections.methods import methods
from casetrace.report.sections.next_study import next_study
from casetrace.report.sections.outcomes import outcomes
from casetrace.report.sections.patients import patients
from casetrace.report.sections.pooled import cohorts, pooled_methods, pooled_provenance, pooled_results
from casetrace.report.sections.pooled_categories import pooled_categories
from casetrace.report.sections.pooled_rates import pooled_rates
from casetrace.report.sections.pooled_sensitivity import pooled_sensitivity
from casetrace.report.sections.pooled_terms import pooled_terms
from casetrace.report.sections.provenance import provenance
from casetrace.report.sections.results import results
from casetrace.report.sections.safety import safety
from casetrace.report.sections.sensitivity import sensitivity
from casetrace.report.sections.single_cohorts import single_cohorts
from casetrace.report.sections.summary import summary
from casetrace.report.sections.time_to_event import course_endpoints, time_to_event

HINT = "Click a number (or select it by keyboard and press Enter) to see how it was calculated and from which cells."
NOT_OPENED = " Settings, notes, quoted texts, and counts of rows do not open."
IN_AUDIT = (
    " In the audit, counts of statements and what the source prints or another assumption gives do not open either."
)
TO_COHORTS = " A link leads on to the same result in the report of its cohort."
#: What the pages of a cohort's report are.
KINDS: dict[DocumentName, str] = {"report": "Case series report", "appendix": "Appendix of the case series report"}
#: What those of cohorts together are.
POOLED_KINDS: dict[DocumentName, str] = {"report": "Pooled cohorts", "appendix": "Appendix of the pooled cohorts"}
#: What the numbers of the tables and figures of the appendix begin with.
APPENDIX = "A"
#: The other files that each page leads to.
COMPANIONS: dict[DocumentName, dict[str, str]] = {
    "report": {"appendix": "Appendix", "pdf": "PDF", "word": "Manuscript (Word)"},
    "appendix": {"html": "Report"},
}
#: Those of cohorts together, whose report is in Word too.
POOLED_COMPANIONS: dict[DocumentName, dict[str, str]] = {
    "report": {"appendix": "Appendix", "pdf": "PDF", "text": "Word", "word": "Manuscript (Word)"},
    "appendix": {"html": "Report"},
}
#: What the report of a cohort says first, and after the arms.
MAIN_SECTIONS = (summary, patients, cohort, results)
#: The sections of the appendix, in order, that every cohort has before those that only some have.
APPENDIX_SECTIONS = (follow_up, endpoints, outcomes, estimates, sensitivity)


def cohort_documents(content: CohortContent) -> dict[DocumentName, Document]:
    """The report of a cohort, its appendix with everything else, each with links into the other, and its manuscript."""
    written = manuscript(content)
    report = _cohort_document(content, "report", _main_sections(content))
    appendix = _cohort_document(content, "appendix", _appendix_sections(content, written))
    return {**_linked_to_each_other(report, appendix), "manuscript": written}


def _linked_to_each_other(report: Document, appendix: Document) -> dict[DocumentName, Document]:
    """A report and its appendix, numbered, with links into each other."""
    report, appendix = numbered(report), numbered(appendix, APPENDIX)
    of_report, of_appendix = names_of(report), names_of(appendix)
    report = referring(report, of_appendix | of_report)
    appendix = referring(appendix, of_report | of_appendix)
    in_report, in_appendix = places(report), places(appendix)
    return {
        "report": linked(report, in_appendix - in_report, REPORT_FILES["appendix"].name),
        "appendix": linked(appendix, in_report - in_appendix, REPORT_FILES["html"].name),
    }


def _companions(names: Mapping[str, str]) -> tuple[Link, ...]:
    """Links to the other files of a report, by what they are called."""
    return tuple(Link((words,), REPORT_FILES[key].name) for key, words in names.items())


def _cohort_document(content: CohortContent, name: DocumentName, sections: Iterator[Section]) -> Document:
    return Document(
        kind=KINDS[name],
        title=content.title,
        subtitle=(label(content.cohort_title),),
        page_title=f"{content.cohort_title}: {content.title}",
        source=_source(content.source),
        hint=HINT + NOT_OPENED * (name == "appendix") + IN_AUDIT * (name == "appendix" and content.audit is not None),
        sections=tuple(spelled_out(section, content.abbreviations) for section in sections),
        companions=_companions(COMPANIONS[name]),
    )


def _main_sections(content: CohortContent) -> Iterator[Section]:
    for build in MAIN_SECTIONS:
        yield build(content)
    if content.knows("arm"):
        yield arms(content)
    yield safety(content)
    if content.audit:
        yield audit_findings(content.audit)
    yield limitations(content)


def _appendix_sections(content: CohortContent, written: Document) -> Iterator[Section]:
    for build in APPENDIX_SECTIONS:
        yield build(content)
    if course_endpoints(content):
        yield time_to_event(content)
    yield explorations(content)
    yield from adverse_events(content)
    if content.audit:
        yield audit(content.audit, content.figures["audit"])
    yield flags(content.flags)
    yield cleaning(content)
    yield methods(content)
    yield checklists(content, written)
    if content.audit:
        yield audit_methods(content.audit)
    yield provenance(content)


def claims_report(
    name: str, study: Mapping[str, Any], audited: Audit, figure: str, made_with: Mapping[str, Any]
) -> Document:
    """The report of a cohort of which there are claims alone.

    Parameters
    ----------
    name
        The cohort's name.
    study
        The study's `title`, and of the cohort its `cohort_title` and `source`, which may be missing.
    audited
        The audit of the claims.
    figure
        The path of its drawing.
    made_with
        Digests of the files and versions of the software.
    """
    title = study["cohort_title"] or name
    return finished(
        Document(
            kind="Audit of a published case series",
            title=study["title"],
            subtitle=(label(title),),
            page_title=f"{title}: {study['title']}",
            source=_source(study["source"]),
            hint="",
            sections=(
                cohort_of_claims(),
                audit(audited, figure),
                audit_methods(audited, short="Methods"),
                provenance_of_claims(made_with),
            ),
        )
    )


def pooled_documents(content: PooledContent) -> dict[DocumentName, Document]:
    """The report of the cohorts together, on the screen and in Word, its appendix, and their manuscript."""
    report = _pooled_document(content, "report", _pooled_main_sections(content))
    appendix = _pooled_document(content, "appendix", _pooled_appendix_sections(content))
    linked_documents = _linked_to_each_other(report, appendix)
    return {**linked_documents, "text": linked_documents["report"], "manuscript": pooled_manuscript(content)}


def _pooled_document(content: PooledContent, name: DocumentName, sections: Iterator[Section]) -> Document:
    return Document(
        kind=POOLED_KINDS[name],
        title=content.title,
        subtitle=content.named,
        page_title=f"{POOLED_KINDS[name]}: {content.title}",
        source=(),
        hint=HINT + TO_COHORTS + NOT_OPENED * (name == "appendix"),
        sections=tuple(sections),
        companions=_companions(POOLED_COMPANIONS[name]),
    )


def _pooled_main_sections(content: PooledContent) -> Iterator[Section]:
    yield cohorts(content)
    yield pooled_results(content)
    yield from pooled_rates(content)
    yield from pooled_categories(content)
    yield from next_study(content)


def _pooled_appendix_sections(content: PooledContent) -> Iterator[Section]:
    yield from single_cohorts(content)
    yield pooled_terms(content)
    yield from pooled_sensitivity(content)
    yield flags(content.flags)
    yield pooled_methods(content)
    yield pooled_provenance(content)


def _source(source: Mapping[str, Any] | None) -> Inlines:
    return line("Source: ", source_words(source)) if source else ()

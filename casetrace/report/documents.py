"""The reports as documents: of a cohort, of one of which there are claims alone, and of the cohorts together."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.claims.audit_tables import Audit
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.phrases import source_words
from casetrace.report.pooled_content import PooledContent
from casetrace.report.printer import label
from casetrace.report.sections.arms import arms
from casetrace.report.sections.audit import audit
from casetrace.report.sections.audit_methods import audit_methods
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.claims_only import cohort_of_claims, provenance_of_claims
from casetrace.report.sections.cleaning import cleaning
from casetrace.report.sections.cohort import cohort
from casetrace.report.sections.endpoints import endpoints
from casetrace.report.sections.estimates import estimates
from casetrace.report.sections.explorations import explorations
from casetrace.report.sections.flags import flags
from casetrace.report.sections.flow import flow
from casetrace.report.sections.methods import methods
from casetrace.report.sections.outcomes import outcomes
from casetrace.report.sections.pooled import cohorts, pooled_methods, pooled_provenance, results
from casetrace.report.sections.provenance import provenance
from casetrace.report.sections.safety import safety
from casetrace.report.sections.sensitivity import sensitivity
from casetrace.report.sections.summary import summary
from casetrace.report.sections.time_to_event import course_endpoints, time_to_event

HINT = (
    "Click a number (or press Enter on it) to see how it was calculated and from which cells. On the keyboard, Tab "
    "goes to each table, paragraph or figure, and the arrow keys move within it. Not opened are settings, notes, "
    "quoted texts and counts of rows."
)
IN_AUDIT = (
    " In the audit, counts of claims and what the source prints or another assumption gives are not opened either."
)
TO_COHORTS = " From there a link leads to the same number in the report of its cohort, and on to the raw cells."


#: The sections of every cohort that come first.
COHORT_SECTIONS = (summary, cohort, characteristics, flow, endpoints, outcomes, estimates, sensitivity)


def cohort_report(content: CohortContent) -> Document:
    """The report of a cohort."""
    return Document(
        kind="Case series report",
        title=content.title,
        subtitle=(label(content.cohort_title),),
        page_title=f"{content.cohort_title}: {content.title}",
        source=_source(content.source),
        hint=HINT + (IN_AUDIT if content.audit else ""),
        sections=tuple(_cohort_sections(content)),
    )


def _cohort_sections(content: CohortContent) -> Iterator[Section]:
    for build in COHORT_SECTIONS:
        # The arms come before what is over all of them.
        if build is outcomes and content.knows("arm"):
            yield arms(content)
        yield build(content)
    if course_endpoints(content):
        yield time_to_event(content)
    yield explorations(content)
    yield safety(content)
    if content.audit:
        yield audit(content.audit, content.figures["audit"])
    yield flags(content.flags)
    yield cleaning(content)
    yield methods(content)
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
    return Document(
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


def pooled_report(content: PooledContent) -> Document:
    """The report of the cohorts together."""
    return Document(
        kind="Cohorts together",
        title=content.title,
        subtitle=(label("; ".join(cohort_content.title for cohort_content in content.cohorts.values())),),
        page_title=f"Cohorts together: {content.title}",
        source=(),
        hint=HINT + TO_COHORTS,
        sections=(
            cohorts(content),
            results(content),
            flags(content.flags),
            pooled_methods(content),
            pooled_provenance(content),
        ),
    )


def _source(source: Mapping[str, Any] | None) -> Inlines:
    return line("Source: ", source_words(source)) if source else ()

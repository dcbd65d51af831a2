"""What the data say otherwise than the publication that they come from: the claims that the audit contradicts."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit
from casetrace.claims.audited_claims import AuditedClaim
from casetrace.claims.verdicts import UNDER_ASSUMPTION
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import joined, line, prose
from casetrace.report.printer import cell
from casetrace.report.sections.claim_phrases import from_table, quotation
from casetrace.report.verdict_counts import verdict_counts

TITLE = "Differences from the published report"
#: What is told of claims of a verdict, in order.
TOLD = {
    "not reproduced": "The following differ from what the table gives: {claims}.",
    UNDER_ASSUMPTION: (
        "The following agree with the table only under an assumption that the article does not state: {claims}."
    ),
    "depends on interpretation": "The following can be read in several ways, of which not all agree: {claims}.",
}
NONE = "None that could be checked differs from it."


def differences(audit: Audit) -> Section:
    """The section, of an audit of the publication."""
    return Section((TITLE,), tuple(_paragraphs(audit)), "differences", 2, TITLE)


def _paragraphs(audit: Audit) -> Iterator[Block]:
    counts = line(verdict_counts(audit), ".", "" if audit.findings else f" {NONE}")
    yield Paragraph(counts)
    for verdict, text in TOLD.items():
        claims = [claim for claim in audit.findings if claim.row["verdict"] == verdict]
        if claims:
            yield Paragraph(prose(text, claims=joined(map(_claim, claims), "; ")))


def _claim(claim: AuditedClaim) -> Inlines:
    """The words of the article with their section, and what the table gives."""
    key = claim.row["claim_id"]
    place = line(" (", cell("audit", key, "place", claim.row["place"]), ")") if claim.row["place"] else ()
    if claim.row["verdict"] == "depends on interpretation" or claim.row["recomputed"] is None:
        return line(quotation(claim), place)
    assumed = claim.row["verdict"] == UNDER_ASSUMPTION
    condition = line(" (agrees if: ", cell("audit", key, "assumption", claim.row["assumption"]), ")") if assumed else ()
    return line(quotation(claim), place, ": ", from_table(claim), condition)

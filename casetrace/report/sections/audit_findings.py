"""What the audit of the source's claims found, in short: the statements that its table contradicts."""

from casetrace.claims.audit_tables import Audit
from casetrace.report.document.blocks import BulletList, Paragraph, Section
from casetrace.report.document.inlines import Link
from casetrace.report.document.prose import prose
from casetrace.report.phrases import counted_claims
from casetrace.report.printer import cell, counted


def audit_findings(audit: Audit) -> Section:
    """The section."""
    words = prose(
        "{refuted} of {total} statements disagree with the table. See the {audit} for all of them.",
        refuted=counted_claims(audit, "not reproduced"),
        total=counted(audit.total, "audit/claims"),
        audit=Link(("audit",), "#audit"),
    )
    refuted = [claim.row for claim in audit.checked if claim.row["verdict"] == "not reproduced"]
    items = tuple((cell("audit", row["claim_id"], "statement", row["statement"]),) for row in refuted)
    return Section(("Agreement with the article",), (Paragraph(words), BulletList(items)), "audit-findings", 2, "Audit")

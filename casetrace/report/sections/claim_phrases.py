"""How claims, and what is recomputed of them, are put into words."""

from typing import Any

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import PERCENT, joined, line
from casetrace.report.printer import cell, label


def claim_link(claim_id: str) -> Link:
    """A link to where a claim is listed."""
    return Link((label(claim_id.replace("_", " ")),), f"#claim-{claim_id}")


def claim_links(names: list[str]) -> Inlines:
    """Links to several claims."""
    return joined(map(claim_link, names))


def recomputed(claim: AuditedClaim, table: str, key: str, row: dict[str, Any], start: str) -> Inlines:
    """What a claim's number is by the data, or from what to what it may be."""
    end = f"{start}_to"
    upper = "" if row[end] is None else line(" to ", cell(table, key, end, claim.text(row[end])))
    percent = PERCENT if claim.is_percent and row[start] is not None else ""
    return line(cell(table, key, start, claim.text(row[start])), upper, percent)

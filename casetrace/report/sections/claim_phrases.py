"""How claims, and what is recomputed of them, are put into words."""

from collections.abc import Iterable
from typing import Any

from casetrace.claims.audit_tables import NamedClaim
from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.inlines import Inline, Inlines, Link, Number
from casetrace.report.document.prose import PERCENT, aside, joined, line, quoted
from casetrace.report.printer import cell, label

#: What an interpretation answers, in print.
ANSWERS = {"yes": "agrees", "no": "disagrees", "not checkable": "could not be checked"}


def claim_link(claim: NamedClaim) -> Link:
    """A link to where a claim is listed."""
    return Link((label(claim.label),), f"#claim-{claim.claim_id}")


def claim_links(claims: Iterable[NamedClaim]) -> Inlines:
    """Links to several claims, each with the reading in which it is meant."""
    return joined(line(claim_link(each), f" ({each.reading})" if each.reading else "") for each in claims)


def recomputed(claim: AuditedClaim, table: str, key: str, row: dict[str, Any], start: str) -> Inlines:
    """What a claim's number is by the data, or from what to what it may be."""
    end = f"{start}_to"
    upper = "" if row[end] is None else line(" to ", cell(table, key, end, claim.text(row[end])))
    percent = PERCENT if claim.is_percent and row[start] is not None else ""
    before = claim.before_number if row[start] is not None else ""
    return line(before, cell(table, key, start, claim.text(row[start])), upper, percent)


def recomputed_result(claim: AuditedClaim, table: str, key: str) -> Inlines:
    """The same of the stated reading, which is a result: each number opens on what it rests on."""
    row, names = claim.row, claim.result_ids
    if not names or row["kind"] == "p value" or row["recomputed"] is None:
        return recomputed(claim, table, key, row, "recomputed")
    numbers: list[Inline] = [
        Number(str(claim.text(row[column])), name, "estimate")
        for column, name in zip(("recomputed", "recomputed_to"), names, strict=False)
    ]
    return line(claim.before_number, joined(numbers, " to "), PERCENT if claim.is_percent else "")


def printed(claim: AuditedClaim, table: str, key: str) -> Inlines:
    """What the article prints; nothing where it prints no number."""
    return line(claim.before_number, cell(table, key, "reported", claim.printed)) if claim.printed else ()


def fraction(claim: AuditedClaim, table: str, key: str) -> Inlines:
    """Of how many units how many fulfil a condition; empty where none is asked for."""
    row = claim.row
    if row["count"] is None:
        return ()
    return line(cell(table, key, "count", row["count"]), " of ", cell(table, key, "n", row["n"]))


def from_table(claim: AuditedClaim) -> Inlines:
    """What the table gives, with the counts that a percentage is of."""
    key = claim.row["claim_id"]
    count = fraction(claim, "audit", key)
    return line(recomputed_result(claim, "audit", key), line(", ", count) if count else "")


def quoted_words(claim: AuditedClaim) -> Inlines:
    """The words of the article with their section, or the statement where none are quoted."""
    row = claim.row
    return line(quotation(claim), " ", aside(cell("audit", row["claim_id"], "place", row["place"])))


def quotation(claim: AuditedClaim) -> Inlines:
    """The words of the article, or the statement where none are quoted."""
    row = claim.row
    if row["words"]:
        return quoted(cell("audit", row["claim_id"], "words", row["words"]))
    return (cell("audit", row["claim_id"], "statement", row["statement"]),)

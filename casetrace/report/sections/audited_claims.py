"""Every claim that can be checked: against the data, or against the numbers printed beside it."""

from typing import Any

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.blocks import Body, Cell, Details, Row, Section, Table
from casetrace.report.document.inlines import Inlines, Symbol
from casetrace.report.document.prose import BREAK, aside, line, prose
from casetrace.report.document.tables import header, number_cell, number_heading, row
from casetrace.report.printer import cell
from casetrace.report.sections.claim_phrases import recomputed
from casetrace.report.sections.claim_workings import claim_workings


def claims_against_data(claims: list[AuditedClaim]) -> Section:
    """Claims with what is recomputed, each with its workings."""
    numbers = map(number_heading, ("Printed", "Recomputed", "Difference"))
    names = header("Claim", "Verdict", *numbers, "Assumption")
    shown = Table((names,), tuple(map(_against_data, claims)), role="audit", wide=True)
    return Section(("Every claim against the data",), (shown,))


def claims_against_printed(claims: list[AuditedClaim]) -> Section:
    """Claims of which there are no data."""
    names = header("Claim", "Where", "Verdict", number_heading("Printed"), "Note")
    shown = Table((names,), tuple(map(_against_printed, claims)), wide=True)
    return Section(("Every claim against the numbers printed beside it",), (shown,))


def _against_printed(claim: AuditedClaim) -> Body:
    shown = row(
        _audited(claim, "statement"),
        _audited(claim, "place"),
        _verdict(claim),
        _printed(claim),
        _audited(claim, "note"),
    )
    return _body(claim, shown)


def _against_data(claim: AuditedClaim) -> Body:
    statement = line(_audited(claim, "statement"), " ", aside(_audited(claim, "place")))
    cells = (_verdict(claim), _printed(claim), _recomputed(claim), _difference(claim), _assumption(claim))
    workings = Details(("How it was recomputed",), (claim_workings(claim),))
    return _body(claim, row(statement, *cells), Row((Cell((workings,), columns=6),), ("opened",)))


def _body(claim: AuditedClaim, *rows: Row) -> Body:
    return Body(rows, f"claim-{claim.row['claim_id']}", claim.sign.style)


def _audited(claim: AuditedClaim, column: str) -> Inlines:
    return (cell("audit", claim.row["claim_id"], column, claim.row[column]),)


def _verdict(claim: AuditedClaim) -> Cell:
    measured = (BREAK, aside("of those measured")) if claim.is_of_measured else ()
    return Cell((Symbol(claim.sign.mark), claim.row["verdict"], *measured), "verdict")


def _printed(claim: AuditedClaim) -> Cell:
    return number_cell(cell("audit", claim.row["claim_id"], "reported", claim.printed))


def _recomputed(claim: AuditedClaim) -> Cell:
    audited: dict[str, Any] = claim.row
    number = recomputed(claim, "audit", audited["claim_id"], audited, "recomputed")
    count: Inlines = ()
    if audited["count"] is not None:
        fraction = prose("{count} of {n}", count=_audited(claim, "count"), n=_audited(claim, "n"))
        count = (BREAK, aside(fraction))
    exceptions = (BREAK, aside("except ", _audited(claim, "exceptions"))) if audited["exceptions"] else ()
    return number_cell(number, count, exceptions)


def _difference(claim: AuditedClaim) -> Cell:
    difference = claim.row["difference"]
    if not difference:
        return number_cell()
    shown = cell("audit", claim.row["claim_id"], "difference", claim.text(difference))
    return number_cell("+" if difference > 0 else "", shown)


def _assumption(claim: AuditedClaim) -> Inlines:
    audited: dict[str, Any] = claim.row
    if not audited["assumption"]:
        return ()
    condition = (aside("would hold if"), " ") if audited["verdict"] == "not reproduced" else ()
    under: Inlines = ()
    if audited["recomputed_under"] is not None:
        number = recomputed(claim, "audit", audited["claim_id"], audited, "recomputed_under")
        under = (BREAK, aside("so read: ", number))
    return line(condition, _audited(claim, "assumption"), under)

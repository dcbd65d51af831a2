"""Every claim that can be checked: against the data, or against the numbers printed with it."""

from typing import Any

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.claims.verdicts import FINDINGS
from casetrace.report.document.blocks import Body, Cell, Details, Row, Section, Table
from casetrace.report.document.inlines import Inlines, Symbol
from casetrace.report.document.prose import BREAK, aside, line
from casetrace.report.document.tables import header, number_cell, number_heading, row
from casetrace.report.printer import cell
from casetrace.report.sections.claim_interpretations import claim_interpretations
from casetrace.report.sections.claim_phrases import fraction, printed, quoted_words, recomputed, recomputed_result
from casetrace.report.sections.claim_workings import claim_workings

#: What precedes a number that is not that of the table as printed.
UNDER = {"not independent": "with the correction"}

#: What the table of the statements is called that are no findings, which is folded.
AGREEING = "Statements that agree with the table, or are not independent of it"


def claims_against_data(claims: list[AuditedClaim]) -> Section:
    """Claims with what is recomputed, each with its workings."""
    found = [claim for claim in claims if claim.row["verdict"] in FINDINGS]
    agreeing = [claim for claim in claims if claim.row["verdict"] not in FINDINGS]
    shown = (_table_of(found),) if found else ()
    folded = (Details((AGREEING,), (_table_of(agreeing),)),) if agreeing else ()
    return Section(("Every statement against the table",), (*shown, *folded))


def _table_of(claims: list[AuditedClaim]) -> Table:
    numbers = map(number_heading, ("Printed", "Recomputed", "Difference"))
    names = header("Article and coding", "Verdict", *numbers, "Assumption")
    return Table((names,), tuple(map(_against_data, claims)), role="audit", wide=True)


def claims_against_printed(claims: list[AuditedClaim]) -> Section:
    """Claims of which there are no data."""
    names = header("Statement", "Section", "Verdict", number_heading("Printed"), "Note")
    shown = Table((names,), tuple(map(_against_printed, claims)), wide=True)
    return Section(("Every statement against the numbers printed with it",), (shown,))


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
    statement = line(quoted_words(claim), *_coded(claim))
    cells = (_verdict(claim), _printed(claim), _recomputed(claim), _difference(claim), _assumption(claim))
    workings = Details(("How it was recomputed",), (claim_workings(claim),))
    shown = (*claim_interpretations(claim), workings)
    return _body(claim, row(statement, *cells), Row((Cell(shown, columns=6),), ("opened",)))


def _coded(claim: AuditedClaim) -> Inlines:
    """What the claim was taken to say, below the words of the article, and how it was coded."""
    stated = (BREAK, _audited(claim, "statement")) if claim.row["words"] else ()
    return line(*stated, *((BREAK, aside("Coded as: ", _audited(claim, "coding"))) if claim.row["coding"] else ()))


def _body(claim: AuditedClaim, *rows: Row) -> Body:
    return Body(rows, f"claim-{claim.row['claim_id']}", claim.sign.style)


def _audited(claim: AuditedClaim, column: str) -> Inlines:
    return (cell("audit", claim.row["claim_id"], column, claim.row[column]),)


def _verdict(claim: AuditedClaim) -> Cell:
    measured = (BREAK, aside(_audited(claim, "measured"))) if claim.row.get("measured") else ()
    return Cell((Symbol(claim.sign.mark), claim.sign.label, *measured), "verdict")


def _printed(claim: AuditedClaim) -> Cell:
    return number_cell(printed(claim, "audit", claim.row["claim_id"]))


def _recomputed(claim: AuditedClaim) -> Cell:
    key = claim.row["claim_id"]
    among = fraction(claim, "audit", key)
    count = (BREAK, aside(among)) if among else ()
    exceptions = (BREAK, aside("except ", _audited(claim, "exceptions"))) if claim.row["exceptions"] else ()
    return number_cell(recomputed_result(claim, "audit", key), count, exceptions)


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
    condition = (aside("would agree if"), " ") if audited["verdict"] == "not reproduced" else ()
    under: Inlines = ()
    if audited["recomputed_under"] is not None:
        number = recomputed(claim, "audit", audited["claim_id"], audited, "recomputed_under")
        under = (BREAK, aside(f"{UNDER.get(audited['verdict'], 'under this assumption')}: ", number))
    return line(condition, _audited(claim, "assumption"), under)

"""The audit of a source's claims: verdicts, the best assumption, every claim, printed numbers, open claims."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit
from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.blocks import Block, Body, Details, Paragraph, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line, plural, prose
from casetrace.report.document.tables import header, row
from casetrace.report.drawing import figure_of
from casetrace.report.printer import cell, counted
from casetrace.report.sections.audited_claims import claims_against_data, claims_against_printed
from casetrace.report.sections.claim_phrases import quoted_words
from casetrace.report.sections.joint_assumption import joint_assumption
from casetrace.report.sections.printed_numbers import printed_numbers
from casetrace.report.verdict_counts import verdict_counts

VERDICTS = "{counts}. Of {tests} {tests_noun} of the internal consistency of printed numbers, {failing} {fail}."
FIGURE = "Statements that could be checked, and the assumptions under which each agrees with the table."
OPEN = "Why each of them could not"
NO_ASSUMPTION = "No assumption about a single cell or row explains several discrepancies without causing as many."


def audit(content: Audit, figure: str) -> Section:
    """The section; `figure` is the path of its drawing, where claims can be checked."""
    blocks = (
        Paragraph(_verdicts(content)),
        *_assumption(content),
        *_checked(content, figure),
        printed_numbers(content),
        *_not_checkable(content.not_checkable),
    )
    return Section(("Audit",), blocks, "audit", 2, "Audit")


def _verdicts(content: Audit) -> Inlines:
    consistency = content.consistency
    failing = len(consistency.failing)
    return prose(
        VERDICTS,
        counts=verdict_counts(content),
        tests=counted(consistency.total, "audit/consistency"),
        tests_noun=plural("test", consistency.total),
        failing=counted(failing, "audit/consistency|agrees=False"),
        fail="fails" if failing == 1 else "fail",
    )


def _assumption(content: Audit) -> Iterator[Block]:
    if content.joint:
        yield joint_assumption(content.joint, content.unresolved)
    elif content.recomputed and content.unresolved:
        yield Paragraph((NO_ASSUMPTION,))


def _checked(content: Audit, figure: str) -> Iterator[Block]:
    if content.checked:
        yield figure_of("audit", figure, FIGURE)
        yield (claims_against_data if content.recomputed else claims_against_printed)(content.checked)


def _not_checkable(claims: list[AuditedClaim]) -> Iterator[Section]:
    if claims:
        shown = Table((header("Statement", "Article", "Reason"),), tuple(map(_open_claim, claims)), wide=True)
        yield Section(("Statements that could not be checked",), (Details((OPEN,), (shown,)),))


def _open_claim(claim: AuditedClaim) -> Body:
    key = claim.row["claim_id"]
    statement, note = (cell("audit", key, name, claim.row[name]) for name in ("statement", "note"))
    return Body((row(statement, quoted_words(claim) if claim.row["words"] else _place(claim), note),), f"claim-{key}")


def _place(claim: AuditedClaim) -> Inlines:
    return line(cell("audit", claim.row["claim_id"], "place", claim.row["place"]))

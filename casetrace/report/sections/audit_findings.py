"""What the audit found, in short: how many statements agree, and those that disagree or depend on interpretation."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit, JointAssumption
from casetrace.claims.audited_claims import AuditedClaim
from casetrace.claims.verdicts import UNDER_ASSUMPTION
from casetrace.report.document.blocks import Block, Body, Cell, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Inlines, Link, Symbol
from casetrace.report.document.prose import aside, joined, line, prose
from casetrace.report.document.tables import captioned, header, number_cell, number_heading, row, within
from casetrace.report.document.tables import cell as text_cell
from casetrace.report.printer import cell
from casetrace.report.sections.claim_interpretations import (
    TABLE,
    answer,
    interpretation_key,
    printed_cell,
    recomputed_cell,
)
from casetrace.report.sections.claim_phrases import fraction, printed, quotation, recomputed_result
from casetrace.report.sections.joint_assumption import with_number
from casetrace.report.verdict_counts import verdict_counts

FULL = "See the {full}."
ASSUMPTION = (
    "Single assumption that explains most discrepancies, with the number reconciled: {best}. This is an inference, not "
    "data. {rivals}"
)
RIVALS = "Alternatives that contradict no statement: {rivals}. "
CAPTION = "Statements of the article that do not agree with its table as they are printed."


def audit_findings(content: Audit, full: str = "#audit") -> Section:
    """The section.

    Parameters
    ----------
    content
        The audit.
    full
        Where the full audit is, such as `appendix.html#audit`.
    """
    link = prose(FULL, full=Link(("full audit",), full))
    found = tuple(_table(content.findings)) or (Paragraph(prose("{counts}.", counts=verdict_counts(content))),)
    blocks: tuple[Block, ...] = (*found, Paragraph(line(_assumption(content.joint), link)))
    return Section(("Published statements",), blocks, "audit-findings", 2, "Published statements")


def _table(findings: list[AuditedClaim]) -> Iterator[Block]:
    if findings:
        names = header("Article", *map(number_heading, ("Printed", "Table")), "Verdict")
        yield captioned(Table((names,), tuple(map(_finding, findings)), wide=True), "findings", CAPTION)


def _finding(claim: AuditedClaim) -> Body:
    """A statement with the number from the table; one that depends on interpretation with each of these below it."""
    key = claim.row["claim_id"]
    verdict = Cell(line(Symbol(claim.sign.mark), _verdict(claim)), "verdict")
    if claim.row["verdict"] == "depends on interpretation":
        rows = [row(text_cell(quotation(claim), columns=3), verdict), *map(_interpretation, claim.interpretations)]
    else:
        shown = number_cell(printed(claim, "audit", key))
        rows = [row(quotation(claim), shown, number_cell(_from_table(claim)), verdict)]
    return Body(tuple(rows), "", claim.sign.style)


def _verdict(claim: AuditedClaim) -> Inlines:
    """The verdict, or the assumption under which alone a statement agrees."""
    if claim.row["verdict"] != UNDER_ASSUMPTION:
        return (claim.sign.label,)
    return line("only if ", aside(cell("audit", claim.row["claim_id"], "assumption", claim.row["assumption"])))


def _from_table(claim: AuditedClaim) -> Inlines:
    key = claim.row["claim_id"]
    count = fraction(claim, "audit", key)
    return line(recomputed_result(claim, "audit", key), line(" ", aside("(", count, ")")) if count else "")


def _interpretation(claim: AuditedClaim) -> Row:
    statement = cell(TABLE, interpretation_key(claim), "statement", claim.row["statement"])
    return row(
        within(aside(statement)), number_cell(printed_cell(claim)), number_cell(recomputed_cell(claim)), answer(claim)
    )


def _assumption(joint: JointAssumption | None) -> Inlines:
    """The assumption that explains most, and its rivals; nothing where there is none."""
    if joint is None:
        return ()
    others = joined(map(with_number, joint.rivals))
    rivals = prose(RIVALS, rivals=others) if others else ""
    return prose(ASSUMPTION, best=with_number(joint.row), rivals=rivals)

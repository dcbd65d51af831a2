"""The interpretations of a claim whose words may be read in several ways, side by side with what each gives."""

from collections.abc import Iterator
from dataclasses import replace

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.blocks import Block, Row
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import BREAK, aside, line
from casetrace.report.document.tables import header, listing, number_cell, number_heading, row
from casetrace.report.printer import cell
from casetrace.report.sections.claim_phrases import ANSWERS, fraction, printed, recomputed_result

TABLE = "audit/interpretations"


def claim_interpretations(claim: AuditedClaim) -> Iterator[Block]:
    """A table of them; nothing where there is one alone."""
    if claim.interpretations:
        numbers = map(number_heading, ("Printed", "Recomputed"))
        names = header("Interpretation", "Coding", *numbers, "Result")
        shown = listing(names, rows=map(_interpretation, claim.interpretations))
        yield replace(shown, caption=("Interpretations of the statement.",))


def _interpretation(claim: AuditedClaim) -> Row:
    statement, coding = (
        cell(TABLE, interpretation_key(claim), name, claim.row[name]) for name in ("statement", "coding")
    )
    return row(
        statement,
        coding if claim.row["coding"] else "",
        number_cell(printed_cell(claim)),
        number_cell(recomputed_cell(claim)),
        answer(claim),
    )


def interpretation_key(claim: AuditedClaim) -> str:
    """How an interpretation is found in its table."""
    return str(claim.row["interpretation"])


def printed_cell(claim: AuditedClaim) -> Inlines:
    """What the article prints, as this interpretation takes it."""
    return printed(claim, TABLE, interpretation_key(claim))


def recomputed_cell(claim: AuditedClaim) -> Inlines:
    """What the rows give; a dash where they do not record it."""
    key = interpretation_key(claim)
    count = fraction(claim, TABLE, key)
    return line(recomputed_result(claim, TABLE, key), line(" ", aside("(", count, ")")) if count else "")


def answer(claim: AuditedClaim) -> Inlines:
    """Whether the statement holds in it, and of how many that can be told."""
    measured = claim.row["measured"]
    about = (BREAK, aside(cell(TABLE, interpretation_key(claim), "measured", measured))) if measured else ()
    return line(ANSWERS[claim.row["holds"]], about)

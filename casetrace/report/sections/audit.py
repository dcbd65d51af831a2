"""The audit of a source's claims: verdicts, the best assumption, every claim, printed numbers, open claims."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit
from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.content import figure_of
from casetrace.report.document.blocks import Block, Body, Paragraph, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, plural, prose, strong
from casetrace.report.document.tables import header, row
from casetrace.report.phrases import counted_claims
from casetrace.report.printer import cell, counted
from casetrace.report.sections.audited_claims import claims_against_data, claims_against_printed
from casetrace.report.sections.joint_assumption import joint_assumption
from casetrace.report.sections.printed_numbers import printed_numbers

VERDICTS = (
    "Of {total} {claims} of the source, {held} {held_verb} {reproduced}, {assumed} {under_an_assumption}, {refuted} "
    "{refuted_verb} {not_reproduced}, and {not_checkable} can't be checked. Of {tests} {tests_noun} of printed numbers "
    "against each other, {failing} {fail}."
)
FIGURE = "Claims that can be checked, and the readings under which each holds."
NO_ASSUMPTION = "No assumption about one cell or row makes several claims hold without breaking as many."


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
    consistency, counts = content.consistency, content.counts
    failing = len(consistency.failing)
    slots: dict[str, Part] = {
        "total": counted(content.total, "audit/claims"),
        "claims": plural("claim", content.total),
        "held": counted_claims(content, "reproduced"),
        "held_verb": "is" if counts["reproduced"] == 1 else "are",
        "reproduced": strong("reproduced as stated"),
        "assumed": counted_claims(content, "reproduced under an assumption"),
        "under_an_assumption": strong("reproduced under an assumption"),
        "refuted": counted_claims(content, "not reproduced"),
        "refuted_verb": "is" if counts["not reproduced"] == 1 else "are",
        "not_reproduced": strong("not reproduced"),
        "not_checkable": counted_claims(content, "not checkable"),
    }
    return prose(
        VERDICTS,
        **slots,
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
        shown = Table((header("Claim", "Where", "Why not"),), tuple(map(_open_claim, claims)), wide=True)
        yield Section(("Claims that can't be checked",), (shown,))


def _open_claim(claim: AuditedClaim) -> Body:
    key = claim.row["claim_id"]
    texts = row(*(cell("audit", key, name, claim.row[name]) for name in ("statement", "place", "note")))
    return Body((texts,), f"claim-{key}")

"""The assumption about the data that reconciles most claims together."""

from collections.abc import Iterator
from typing import Any

from casetrace.claims.audit_tables import JointAssumption
from casetrace.claims.verdicts import UNRESOLVED
from casetrace.report.document.blocks import Block, Details, Panel, Paragraph, Preformatted, Row
from casetrace.report.document.inlines import Inlines, Value
from casetrace.report.document.prose import PERCENT, line, prose, strong
from casetrace.report.document.tables import captioned, header, number_cell, number_heading, row, table
from casetrace.report.printer import cell, counted
from casetrace.report.sections.claim_phrases import claim_links

BEST = (
    "{title} {assumption}. It reconciles {n_reconciled} of the {unresolved} statements that do not agree as stated "
    "({reconciled}) and contradicts {broken}. {kept}{readings}This is an inference from what is printed, not data; it "
    "is used only in a declared scenario."
)
KEPT = "Printed percentages alone also reconcile {kept}, which this assumption leaves so. "
READINGS = "In parentheses: the analysis choice under which a statement then agrees, if not the stated one. "
UNRESOLVED_CLAIMS = f"audit/claims|verdict={';'.join(UNRESOLVED)}"
DECLARING = "To include it in the sensitivity analyses, declare it as a scenario of the cohort"


def joint_assumption(joint: JointAssumption, unresolved: int) -> Panel:
    """What it is, what it implies, and what comes next best."""
    return Panel((Paragraph(_best(joint, unresolved)), *_implied(joint), *_alternatives(joint), *_scenario(joint)))


def _best(joint: JointAssumption, unresolved: int) -> Inlines:
    return prose(
        BEST,
        title=strong("Single assumption that explains most discrepancies:"),
        assumption=_ranked(joint.row, "assumption"),
        n_reconciled=_ranked(joint.row, "n_reconciled"),
        unresolved=counted(unresolved, UNRESOLVED_CLAIMS),
        reconciled=claim_links(joint.reconciled),
        broken=_broken(joint),
        kept=prose(KEPT, kept=claim_links(joint.kept)) if joint.kept else "",
        readings=READINGS if any(claim.reading for claim in joint.reconciled) else "",
    )


def with_number(assumption: dict[str, Any]) -> Inlines:
    """An assumption, with how many statements it reconciles."""
    return line(_ranked(assumption, "assumption"), " (", _ranked(assumption, "n_reconciled"), ")")


def _broken(joint: JointAssumption) -> Inlines:
    if not joint.broken:
        return ("none of those that do agree",)
    n_broken = _ranked(joint.row, "n_broken")
    return prose("{n} of those that do agree ({broken})", n=n_broken, broken=claim_links(joint.broken))


def _ranked(assumption: dict[str, Any], column: str) -> Value:
    return cell("audit/assumptions", assumption["rank"], column, assumption[column])


def _implied(joint: JointAssumption) -> Iterator[Block]:
    if joint.implied:
        names = header("Property of the missing row", "Implied value", "Implied by")
        shown = table(names, rows=map(_implied_row, joint.implied))
        yield captioned(shown, "implied", "What these statements imply of the missing row.")


def _implied_row(implied: dict[str, Any]) -> Row:
    key = f"{implied['assumption_id']}, {implied['variable']}"
    label = cell("audit/implied", key, "label", implied["label"])
    return row(label, _limits(implied, key), claim_links(implied["claims"]))


def _limits(implied: dict[str, Any], key: str) -> Inlines:
    """What a variable would be: a category, a number, or from what to what."""
    if implied["category"]:
        return (cell("audit/implied", key, "category", implied["category"]),)
    lower, upper = (cell("audit/implied", key, end, implied[end], 1) for end in ("lower", "upper"))
    unit = PERCENT if implied["variable"].startswith("percent_") else ""
    if implied["lower"] is None:
        return line("at most ", upper, unit)
    if implied["upper"] is None:
        return line("at least ", lower, unit)
    if implied["lower"] == implied["upper"]:
        return line(lower, unit)
    return line(lower, " to ", upper, unit)


def _alternatives(joint: JointAssumption) -> Iterator[Block]:
    if joint.alternatives:
        rows = [
            row(
                _ranked(alternative, "assumption"),
                *(number_cell(_ranked(alternative, name)) for name in ("n_reconciled", "n_broken")),
                claim_links(alternative["reconciled"]),
            )
            for alternative in joint.alternatives
        ]
        counts = map(number_heading, ("Reconciles", "Contradicts"))
        shown = table(header("Assumption", *counts, "Statements reconciled"), rows=rows)
        yield captioned(shown, "alternatives", "Alternative assumptions, in order of fit.")


def _scenario(joint: JointAssumption) -> Iterator[Block]:
    if joint.scenario:
        yield Details((DECLARING,), (Preformatted(joint.scenario),))

"""How many claims of an audit have each verdict, in words: all that are counted add up to all claims."""

from casetrace.claims.audit_tables import Audit
from casetrace.claims.verdicts import VERDICTS, Verdict
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line, plural, prose
from casetrace.report.printer import counted

SENTENCE = "Of {total} {statements} in the article, {counts}"


def verdict_counts(audit: Audit) -> Inlines:
    """The verdicts with their numbers, without a stop: `Of 38 statements in the article, 14 agree with its table`."""
    table = "its table" if audit.recomputed else "the numbers printed with them"
    shown = [verdict for verdict, number in audit.counts.items() if number or VERDICTS[verdict].always]
    parts = [_counted(audit, verdict, table) for verdict in shown]
    listed = parts[0]
    for place, part in enumerate(parts[1:], start=2):
        listed = line(listed, " and " if place == len(parts) else ", ", part)
    return prose(
        SENTENCE,
        total=counted(audit.total, "audit/claims"),
        statements=plural("statement", audit.total),
        counts=listed,
    )


def _counted(audit: Audit, verdict: Verdict, table: str) -> Inlines:
    """How many claims have a verdict, and what they do."""
    number = audit.counts[verdict]
    words = VERDICTS[verdict].counted[0 if number == 1 else 1].format(table=table)
    return line(counted(number, f"audit/claims|verdict={verdict}"), f" {words}")

"""The tests of printed numbers against each other: those that fail, and how many agree."""

from collections.abc import Iterator
from typing import Any

from casetrace.claims.audit_tables import Audit, Consistency
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import joined, line, prose
from casetrace.report.document.tables import header, row, table
from casetrace.report.printer import cell, counted
from casetrace.report.sections.claim_phrases import claim_link


def printed_numbers(audit: Audit) -> Section:
    """The section."""
    return Section(("Internal consistency of printed numbers",), (*_failing(audit), *_agreeing(audit.consistency)))


def _failing(audit: Audit) -> Iterator[Block]:
    if audit.consistency.failing:
        rows = [_test(audit, test) for test in audit.consistency.failing]
        yield table(header("Place", "Test", "Printed", "Printed with it", "Expected"), rows=rows, wide=True)


def _test(audit: Audit, test: dict[str, Any]) -> Row:
    place, printed, against, result = (
        cell("audit/consistency", test["check_id"], name, test[name])
        for name in ("place", "printed", "against", "found")
    )
    claim = line(" (", claim_link(audit.named(test["claim_id"])), ")") if test["claim_id"] else ""
    return row(line(place, claim), _test_link(audit.consistency, test["test"]), printed, against, result)


def _test_link(consistency: Consistency, key: str) -> Link:
    return Link((consistency.tests[key].name,), f"#test-{key}")


def _agreeing(consistency: Consistency) -> Iterator[Block]:
    if consistency.agreeing:
        agreeing = "The others are consistent" if consistency.failing else "All are consistent"
        yield Paragraph(prose("{who}: {tests}.", who=agreeing, tests=joined(_counts(consistency))))
    elif not consistency.failing:
        yield Paragraph(("No printed numbers could be tested against each other.",))


def _counts(consistency: Consistency) -> Iterator[Inlines]:
    for key, number in consistency.agreeing.items():
        shown = counted(number, f"audit/consistency|agrees=True&test={key}")
        yield line(_test_link(consistency, key), " ", shown)

"""How claims are audited, and the tests of printed numbers."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit
from casetrace.report.document.blocks import Definition, Definitions, Paragraph, Section
from casetrace.report.document.prose import aside, line

RECOMPUTED = (
    "Each statement was recomputed from the table as printed, before any correction. It agrees if its printed number, "
    "within rounding (halves up or to even), is the recomputed one. If it does not agree, other analysis choices were "
    "tried one at a time, and then changes of a single cell or row; a change counts only if it explains at least two "
    "statements. A statement depends on interpretation if its words can be read in several ways that give different "
    "answers; each interpretation was recomputed. A statement is not independent if it agrees only because a "
    "correction, or a value that the analysts entered, was taken from the article itself. Verdicts concern what is "
    "printed; they change no result."
)
PRINTED = (
    "A statement agrees if its printed number, within rounding (halves up or to even), is consistent with the numbers "
    "printed with it."
)


def audit_methods(audit: Audit, short: str = "") -> Section:
    """The section; `short` is its title in the list of sections."""
    words = Paragraph((RECOMPUTED if audit.recomputed else PRINTED,))
    return Section(("Methods of the audit",), (words, *_tests(audit)), "audit-methods", 2, short)


def _tests(audit: Audit) -> Iterator[Section]:
    entries = tuple(
        Definition((test.name,), line(f"{test.asks} ", aside(f"Reference: {test.reference}")), f"test-{key}", key)
        for key, test in audit.consistency.tests.items()
    )
    if entries:
        yield Section(("Tests of printed numbers",), (Definitions(entries),))

"""How claims are audited, and the tests of printed numbers."""

from collections.abc import Iterator

from casetrace.claims.audit_tables import Audit
from casetrace.report.document.blocks import Definition, Definitions, Paragraph, Section
from casetrace.report.document.prose import aside, line

RECOMPUTED = (
    "A claim is recomputed from the rows as it is stated, and is reproduced where its printed number, the rounding "
    "allowed for, is what the rows give; halves may have been rounded either way. One that is not is tried under other "
    "readings, one departure at a time, and then under changes of a single cell or row. A change of the data that fits "
    "one claim alone says nothing, since some change always fits one number; it counts where it makes several claims "
    "hold. Verdicts and assumptions are statements about what is printed. They change no result."
)
PRINTED = (
    "A claim is reproduced where its printed number, the rounding allowed for, can stand beside all that are printed "
    "with it; halves may have been rounded either way."
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

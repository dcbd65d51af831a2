"""What only the authors know: ethics, consent, registration, funding, conflicts of interest."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Definition, Definitions, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.printer import setting

#: The declarations by the keys of `reporting`, in the order in which journals ask for them.
DECLARATIONS = {
    "ethics": "Ethical approval",
    "consent": "Consent",
    "registration": "Registration",
    "funding": "Funding",
    "conflicts": "Conflicts of interest",
}
TO_WRITE = "[To be written by the authors.]"


def declarations(content: CohortContent) -> Section:
    """The section."""
    entries = tuple(Definition((words,), _told(content, key)) for key, words in DECLARATIONS.items())
    return Section(("Declarations",), (Definitions(entries),), "declarations", 2, "Declarations")


def _told(content: CohortContent, key: str) -> Inlines:
    if key not in content.reporting:
        return (TO_WRITE,)
    return line(setting(f"reporting.{key}", content.reporting[key]), ".")

"""What only the authors know: ethics, consent, registration, funding, conflicts of interest."""

from collections.abc import Mapping
from typing import Any

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


def declarations(reporting: Mapping[str, Any]) -> Section:
    """The section, of what config says under `reporting`."""
    entries = tuple(Definition((words,), _told(reporting, key)) for key, words in DECLARATIONS.items())
    return Section(("Declarations",), (Definitions(entries),), "declarations", 2, "Declarations")


def _told(reporting: Mapping[str, Any], key: str) -> Inlines:
    if key not in reporting:
        return (TO_WRITE,)
    return line(setting(f"reporting.{key}", reporting[key]), ".")

"""The sections of a report of claims without rows."""

from collections.abc import Mapping
from typing import Any

from casetrace.report.document.blocks import Paragraph, Section
from casetrace.report.document.inlines import Link
from casetrace.report.document.prose import prose
from casetrace.report.printer import label
from casetrace.report.sections.provenance import digests, software

COHORT = (
    "Only published statements of this cohort are available, without data, so nothing is described, estimated or "
    "recomputed. Each verdict says whether the printed numbers are consistent with each other. A statement whose "
    "numbers are consistent may still be wrong."
)
PROVENANCE = (
    "The verdicts are in {audit}. The {manifest} names every step of this run with the digests of its inputs, code and "
    "outputs. The same inputs give the same bytes."
)


def cohort_of_claims() -> Section:
    """What a cohort without rows can be asked."""
    return Section(("Cohort",), (Paragraph((COHORT,)),), "cohort", 2, "Cohort")


def provenance_of_claims(provenance: Mapping[str, Any]) -> Section:
    """The files, and the software."""
    audit, manifest = Link(("audit.csv",), "audit.csv"), Link(("manifest",), "provenance/manifest.json")
    files = digests("File", ((label(file), digest) for file, digest in provenance["files"].items()))
    words = Paragraph(prose(PROVENANCE, audit=audit, manifest=manifest))
    blocks = (words, files, software(provenance["software"]))
    return Section(("Provenance",), blocks, "provenance", 2, "Provenance")

"""The files of a report: the place to enter a new one.

The Snakefile reads these tables at every start of the workflow, so they import nothing heavy. A printer of each format
stands in casetrace/report/.
"""

from typing import Literal, NamedTuple, TypeAlias

#: The documents of a report.
DocumentName: TypeAlias = Literal["report", "appendix", "manuscript", "text"]
#: What a report can be of: a cohort with rows, one of which there are claims alone, the cohorts together.
ReportKind: TypeAlias = Literal["rows", "claims", "pooled"]


class ReportFile(NamedTuple):
    """A file of a report: its name, and the document that it prints."""

    name: str
    document: DocumentName


#: The files of a report, by what they are called in the workflow.
REPORT_FILES = {
    "html": ReportFile("report.html", "report"),
    "appendix": ReportFile("appendix.html", "appendix"),
    "pdf": ReportFile("report.pdf", "report"),
    "text": ReportFile("report.docx", "text"),
    "word": ReportFile("manuscript.docx", "manuscript"),
    "values": ReportFile("values.csv", "manuscript"),
    "latex": ReportFile("values.tex", "manuscript"),
}
#: The documents that there are of each kind of report.
DOCUMENTS: dict[ReportKind, tuple[DocumentName, ...]] = {
    "rows": ("report", "appendix", "manuscript"),
    "claims": ("report",),
    "pooled": ("report", "appendix", "text", "manuscript"),
}


def report_files(kind: ReportKind) -> dict[str, str]:
    """The names of the files of a kind of report, by what they are called in the workflow."""
    return {key: file.name for key, file in REPORT_FILES.items() if file.document in DOCUMENTS[kind]}

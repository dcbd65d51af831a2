"""Writes the files of a report, each by the printer of its format."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casetrace.model.report_files import REPORT_FILES, DocumentName
from casetrace.report.document.blocks import Document
from casetrace.report.page import page
from casetrace.report.pdf import pdf
from casetrace.report.values import NamedValue, values_csv, values_latex
from casetrace.report.word import word

logger = logging.getLogger("casetrace")


@dataclass(frozen=True)
class Report:
    """A report before it is printed.

    Attributes
    ----------
    documents
        Its documents.
    template
        Path of the page template; its style sheets and script are in the same folder.
    lineage
        What the numbers open on in HTML; without it nothing opens.
    values
        The numbers of the manuscript, by short names.
    """

    documents: Mapping[DocumentName, Document]
    template: str
    lineage: Mapping[str, Any] | None = None
    values: Sequence[NamedValue] = field(default=())


#: The printer of each file.
PRINTERS: Mapping[str, Callable[[Document, Report], bytes]] = {
    "html": lambda document, report: page(document, report.template, report.lineage).encode(),
    "appendix": lambda document, report: page(document, report.template, report.lineage).encode(),
    "pdf": lambda document, report: pdf(document),
    "text": lambda document, report: word(document),
    "word": lambda document, report: word(document),
    "values": lambda document, report: values_csv(report.values).encode(),
    "latex": lambda document, report: values_latex(report.values).encode(),
}


def write_report(report: Report, paths: Mapping[str, str]) -> None:
    """Write a report.

    Parameters
    ----------
    report
        The report.
    paths
        Paths to write, by file.
    """
    for key, path in paths.items():
        printed = PRINTERS[key](report.documents[REPORT_FILES[key].document], report)
        Path(path).write_bytes(printed)
        logger.info("rendered: %s, %d KB", Path(path).name, len(printed) // 1024)

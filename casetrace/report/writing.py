"""Writes a report in every format."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casetrace.model.report_files import REPORT_FILES, DocumentName
from casetrace.report.document.blocks import Document
from casetrace.report.page import page

logger = logging.getLogger("casetrace")


def write_report(
    documents: Mapping[DocumentName, Document],
    template: str,
    report: Mapping[str, str],
    lineage: Mapping[str, Any] | None = None,
) -> None:
    """Write a report in every format.

    Parameters
    ----------
    documents
        The documents of the report.
    template
        Path of the page template; its style sheets and script are in the same folder.
    report
        Paths to write, by file.
    lineage
        What the numbers open on in HTML; without it nothing opens.
    """
    for key, path in report.items():
        text = page(documents[REPORT_FILES[key].document], template, lineage)
        Path(path).write_text(text, encoding="utf-8")
        logger.info("rendered: %s, %d KB", Path(path).name, len(text.encode()) // 1024)

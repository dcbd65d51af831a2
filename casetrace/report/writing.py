"""Writes a report in every format."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casetrace.report.document.blocks import Document
from casetrace.report.page import page

logger = logging.getLogger("casetrace")


def write_report(
    document: Document, template: str, report: Mapping[str, str], lineage: Mapping[str, Any] | None = None
) -> None:
    """Write a report in every format.

    Parameters
    ----------
    document
        The report.
    template
        Path of the page template; its style sheets and script are in the same folder.
    report
        Paths to write, by format.
    lineage
        What the numbers open on in HTML; without it nothing opens.
    """
    text = page(document, template, lineage)
    Path(report["html"]).write_text(text, encoding="utf-8")
    logger.info("rendered: the report, %d KB", len(text.encode()) // 1024)

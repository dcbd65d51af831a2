"""Links between two documents of one report: a link to a section of the other one leads into its file."""

from collections.abc import Collection
from dataclasses import replace

from casetrace.model.report_files import REPORT_FILES
from casetrace.report.document.blocks import Document
from casetrace.report.document.inlines import Link
from casetrace.report.document.walking import all_parts, changed

#: Where links into the appendix lead, and what is said of them in a file that goes without it.
INTO_APPENDIX, OF_APPENDIX = f"{REPORT_FILES['appendix'].name}#", " (appendix)"


def places(document: Document) -> set[str]:
    """What a link within a document can lead to."""
    return {str(identity) for part in all_parts(document) if (identity := getattr(part, "id", ""))}


def linked(document: Document, elsewhere: Collection[str], file: str) -> Document:
    """A document whose links to places that only another one has lead into its file.

    Parameters
    ----------
    document
        The document.
    elsewhere
        The places that only the other document has.
    file
        The name of the file of the other one, beside that of the document.
    """
    targets = {f"#{place}" for place in elsewhere}
    return changed(
        document, Link, lambda link: replace(link, target=f"{file}{link.target}") if link.target in targets else link
    )

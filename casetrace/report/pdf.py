"""Prints a document as a PDF: A4, tagged for screen readers, with an outline, the same bytes from the same document.

The compiler is given a source that holds all it needs, the drawings too, and a folder with nothing else as its root, so
that it can read no other file; the source imports no package. It knows the font of the report and those that it brings
along (Libertinus Serif, New Computer Modern, DejaVu Sans Mono), which have Greek, Cyrillic, Hebrew, Arabic, arrows and
check marks; those of the computer are not asked. Emoji and Chinese have no glyph in any of them.

The file follows PDF/UA-1, the standard of accessible files, if every letter has a glyph. Where one has none, an empty
box stands in its place, from which the letter can still be copied; the log says so, and the file does not claim to
follow the standard.
"""

import logging
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typst

from casetrace.report.document.blocks import Document
from casetrace.report.typst_markup import document_source

#: Whose files the faces of the font are.
FONT_PACKAGE = "font_source_sans_pro"
FACES = ("Regular", "It", "Semibold", "SemiboldIt")
ACCESSIBLE: Literal["ua-1"] = "ua-1"

logger = logging.getLogger("casetrace")


def pdf(document: Document) -> bytes:
    """A report as a PDF."""
    source = document_source(document).encode()
    try:
        return compiled(source, ACCESSIBLE)
    except typst.TypstError as error:
        result = compiled(source)
        logger.warning("the PDF does not follow PDF/UA-1: %s", error.message.removeprefix("PDF/UA-1 error: "))
        return result


def compiled(source: bytes, *standards: Literal["ua-1"]) -> bytes:
    """The PDF of a source, which follows these standards.

    Raises
    ------
    typst.TypstError
        When the source is not right, or the PDF would not follow a standard.
    """
    with TemporaryDirectory() as root, TemporaryDirectory() as fonts:
        report = Path(root) / "report.typ"
        report.write_bytes(source)
        _copy_faces(Path(fonts))
        return typst.compile(
            report,
            root=Path(root),
            font_paths=[Path(fonts)],
            ignore_system_fonts=True,
            package_path=root,
            package_cache_path=root,
            format="pdf",
            pdf_standards=list(standards),
        )


def _copy_faces(folder: Path) -> None:
    """Copy the faces of the font into a folder; in its package each stands twice, and chance says which is found."""
    for face in FACES:
        name = f"SourceSansPro-{face}.otf"
        with as_file(files(FONT_PACKAGE) / "files" / name) as path:
            shutil.copyfile(path, folder / name)

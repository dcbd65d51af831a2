"""Prints a document as a Word file, the same to the byte from the same document.

Each number of a result stands in a content control, whose tag is the key of a row of the table at the end of the file:
`numbers_of` reads from a file which result each number is, also after somebody has written in it.
"""

from collections.abc import Mapping

from casetrace.report.document.blocks import Document
from casetrace.report.office.blocks import head, pieces, stacked
from casetrace.report.office.inlines import Place
from casetrace.report.office.notes import Notes
from casetrace.report.office.package import add_footer, new_file, packed
from casetrace.report.office.pages import in_sections
from casetrace.report.office.sources import PrintedNumber, numbers_of, section_of_sources
from casetrace.report.office.walking import notes_by_result
from casetrace.report.office.words import words_in
from casetrace.report.office.writing import Writing, bookmarks_of
from casetrace.report.office.xml import begin_page

__all__ = ["PrintedNumber", "numbers_of", "word"]


def word(document: Document, language: str = "en-GB", titles: Mapping[str, str] | None = None) -> bytes:
    """A document as a Word file.

    Parameters
    ----------
    document
        The report. Beside the drawing of each of its figures lies a PNG of the same name.
    language
        The language of its text, by its tag: that of the spelling, and of the words that Word files have of their own.
    titles
        What each result is called, by its `result_id`: what the control of a number says; else the `result_id` in
        words.

    Raises
    ------
    ValueError
        Where Word files are not written in this language.
    """
    words = words_in(language)
    file = new_file(language, document.title, document.page_title)
    writing = Writing(file, words, titles or {}, bookmarks_of(document, words), notes_by_result(document))
    place = Place(writing, Notes(writing))
    printed = [*head(document, place), *stacked(document.sections, place)]
    if writing.sources:
        appended = pieces(section_of_sources(writing.sources.values(), words), place)
        begin_page(appended[0].element)
        printed += appended
    file.element.body.extend(in_sections(printed, add_footer(file)))
    return packed(file)

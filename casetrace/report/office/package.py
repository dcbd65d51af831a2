"""The package of a Word file: its parts, and its bytes, which depend on nothing but what is in it."""

import io
from collections.abc import Iterable, Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE

from casetrace.report.office.fields import field
from casetrace.report.office.styles import bullets, style_sheet
from casetrace.report.office.xml import Element, cleaned, paragraph, properties, w

#: The parts of a new file that are kept; its theme, preview and fonts are those of another document.
KEPT = frozenset({RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.NUMBERING})
KEPT_BESIDE = frozenset({RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES})
#: The version of Word whose layout is meant: 2013 and later.
COMPATIBLE_WITH = 15
#: The earliest time that a package can give a file; it is no time at which anything was written.
NO_TIME = (1980, 1, 1, 0, 0, 0)
#: What a package begins with; all else is in the order of the names.
FIRST = ("[Content_Types].xml", "_rels/.rels")
LONGEST_PROPERTY = 255


def new_file(language: str, title: str, subject: str) -> WordFile:
    """An empty Word file with styles of its own; it has no author and no dates.

    Parameters
    ----------
    language
        The language of its text, such as `en-GB`.
    title, subject
        What it is about.
    """
    file = docx.Document()
    for relationships, kept in ((file.part.rels, KEPT), (file.part.package.rels, KEPT_BESIDE)):
        for name in [name for name, to in relationships.items() if to.reltype not in kept]:
            del relationships[name]
    _fill(file.styles.element, style_sheet(language))
    _fill(file.part.numbering_part.element, bullets())
    _fill(file.settings.element, _settings(language))
    _fill(file.element.body, [])
    about = file.core_properties
    _fill(about._element, [])
    about.title, about.subject, about.language = _property(title), _property(subject), language
    return file


def _fill(element: Element, content: Iterable[Element]) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(content)


def _property(text: str) -> str:
    return cleaned(text)[:LONGEST_PROPERTY]


def _settings(language: str) -> Sequence[Element]:
    compatible = w(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=COMPATIBLE_WITH
    )
    settings = properties(
        "settings",
        zoom={"percent": 100},
        defaultTabStop=720,
        characterSpacingControl="doNotCompress",
        compat=w("compat", compatible),
        themeFontLang={"val": language},
        decimalSymbol=".",
        listSeparator=",",
    )
    return list(settings)


def add_footer(file: WordFile) -> str:
    """Add the footer, with the number of the page, and give its relationship."""
    part, name = file.part.add_footer_part()  # type: ignore[no-untyped-call]
    _fill(part.element, [paragraph("Footer", field("PAGE", "1"))])
    return str(name)


def packed(file: WordFile) -> bytes:
    """The bytes of a file.

    Its parts are not compressed: what a compression gives depends on the version of the library.
    """
    written, result = io.BytesIO(), io.BytesIO()
    file.save(written)
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_STORED) as target:
        names = [*FIRST, *sorted(set(source.namelist()) - set(FIRST))]
        for name in names:
            entry = ZipInfo(name, NO_TIME)
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return result.getvalue()

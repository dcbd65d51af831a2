"""Elements of WordprocessingML, whose properties stand in the order of its schema: Word opens no other."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

Element: TypeAlias = BaseOxmlElement
#: What a property is given as: whether it is there, its `val`, its attributes or properties, or as an element.
Property: TypeAlias = bool | str | int | Mapping[str, Any] | Element | None

#: The properties of each kind of element in the order of the schema (ISO/IEC 29500-4, transitional).
ORDER = {
    name: tuple(properties.split())
    for name, properties in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
        "contextualSpacing jc outlineLvl rPr sectPr",
        "rPr": "rStyle rFonts b bCs i iCs noProof color sz szCs u vertAlign rtl lang",
        "numPr": "ilvl numId",
        "pBdr": "top left bottom right",
        "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
        "tblBorders": "top left bottom right insideH insideV",
        "tblCellMar": "top left bottom right",
        "trPr": "cantSplit tblHeader",
        "tcPr": "tcW gridSpan vMerge tcBorders tcMar vAlign",
        "tcBorders": "top left bottom right",
        "tcMar": "top left bottom right",
        "sdtPr": "alias tag id",
        "sectPr": "footerReference type pgSz pgMar cols",
        "style": "name basedOn next uiPriority unhideWhenUsed qFormat pPr rPr tblPr",
        "lvl": "start numFmt lvlText lvlJc pPr rPr",
        "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    }.items()
}

FOLDED = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: What XML forbids, lone surrogates among it, and what controls a terminal.
FORBIDDEN = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
#: Signs that turn the direction of the text after them until their end.
EMBEDDINGS, ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
END_OF_EMBEDDING, END_OF_ISOLATE = "\u202c", "\u2069"


def w(tag: str, /, *content: Element | str, **attributes: object) -> Element:
    """An element; `_` before or after the name of an attribute is left out, which keeps it from being a keyword."""
    result = attributed(OxmlElement(f"w:{tag}"), **attributes)
    for part in content:
        if isinstance(part, str):
            result.text = (result.text or "") + part
        else:
            result.append(part)
    return result


def attributed(element: Element, /, **attributes: object) -> Element:
    """An element with these attributes too."""
    for name, value in attributes.items():
        element.set(qn(f"w:{name.strip('_')}"), cleaned(str(value)))
    return element


def properties(tag: str, /, **values: Property) -> Element:
    """The properties of an element in the order of the schema; what is None or False is left out."""
    unknown = values.keys() - set(ORDER[tag])
    if unknown:
        raise TypeError(f"no properties of {tag}: {', '.join(sorted(unknown))}")
    return w(tag, *(part for name in ORDER[tag] for part in _property(name, values.get(name))))


def _property(name: str, value: Property) -> list[Element]:
    if value is None or value is False:
        return []
    if value is True:
        return [w(name)]
    if isinstance(value, str | int):
        return [w(name, val=value)]
    if isinstance(value, Mapping):
        return [properties(name, **value) if name in ORDER else w(name, **value)]
    return [value]


def cleaned(text: str) -> str:
    """A text that XML can hold, on one line; what it can't hold is shown as a replacement character.

    A sign that turns the direction of the text ends with the text, so that it turns nothing after it.
    """
    text = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", FOLDED.sub(" ", text))
    ends: list[str] = []
    for sign in text:
        if sign in EMBEDDINGS:
            ends.append(END_OF_EMBEDDING)
        elif sign in ISOLATES:
            ends.append(END_OF_ISOLATE)
        elif sign in ends:
            while ends.pop() != sign:
                pass
    return text + "".join(reversed(ends))


def run(text: str, look: Element | None = None) -> Element:
    """A run of text."""
    words = w("t", cleaned(text))
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("r", *([] if look is None else [look]), words)


def paragraph(style: str, content: Iterable[Element] = (), /, **values: Property) -> Element:
    """A paragraph in a style; `values` are further properties of it."""
    return w("p", properties("pPr", pStyle=style, **values), *content)


def keep_with_next(element: Element) -> None:
    """Keep a paragraph on the page of what comes after it."""
    _add(element, "keepNext")


def begin_page(element: Element) -> None:
    """Let a paragraph begin a page."""
    _add(element, "pageBreakBefore")


def _add(element: Element, name: str) -> None:
    about = element.find(qn("w:pPr"))
    if about is not None and about.find(qn(f"w:{name}")) is None:
        before = ORDER["pPr"][: ORDER["pPr"].index(name)]
        about.insert(sum(about.find(qn(f"w:{earlier}")) is not None for earlier in before), w(name))

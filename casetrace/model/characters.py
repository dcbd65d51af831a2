"""Characters: those that cannot be seen, by their names, and letters without their accents."""

import unicodedata

#: Blanks that look like any other, and letters that fill without being seen.
_BLANK = frozenset("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f")


def is_invisible(character: str) -> bool:
    """Whether a character leaves nothing to see and is no blank: a format character, a control or a filler."""
    return (unicodedata.category(character) in ("Cf", "Cc") and character not in "\t\n\r") or (
        character in _FILLERS or "\ufe00" <= character <= "\ufe0f"
    )


def unaccented(text: str) -> str:
    """A text without accents, in compatibility form (`é` becomes `e`, `mm²` becomes `mm2`)."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if not unicodedata.combining(character))


def name_of(character: str) -> str:
    """The code point of a character and its name, such as U+200B ZERO WIDTH SPACE."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"


def invisible_names(text: str) -> list[str]:
    """The names of a text's characters that cannot be seen, in order, each once."""
    return list(dict.fromkeys(name_of(character) for character in text if is_invisible(character)))


def shown(text: str) -> str:
    """A text with its characters that cannot be seen, and its unusual blanks, by name in angle brackets."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<{name_of(character)}>"
        if is_invisible(character) or character in _BLANK - {"\u00a0", "\u202f", "\u2009"}
        else character
        for character in text
    )

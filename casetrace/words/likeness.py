"""Whether two names differ in what a reader hardly sees: the same key is given to names that do."""

import difflib
import re
import unicodedata
from collections.abc import Sequence

from casetrace.model.characters import is_invisible

#: Cyrillic and Greek letters that look like a Latin one, as small letters; one look-alike capital is enough.
_LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕԁһӏѵ" + "αβεζηικμνορτυχγϲϳ",
    "abekmhopctyxijsdhlv" + "abezhikmnoptyxycj",
)
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_SIGNS = re.compile(r"[^\w-]+|_+|(?<![0-9])-+|-+(?![0-9])")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
#: A letter that no name of plain signs has, and at which all of these patterns end.
_PARTING = "ǂ"


def nearest_name(name: str, names: Sequence[str]) -> str:
    """The name that is probably meant: one with the same key, else one with similar spelling; empty if none is near."""
    key = likeness_key(name)
    alike = [other for other in names if likeness_key(other) == key]
    return next(iter(alike or difflib.get_close_matches(name, names, n=1)), "")


def likeness_key(name: str) -> str:
    """What is left of a name without what hardly tells it from another one.

    Names have the same key if they differ by characters that cannot be seen, the Unicode form, upper and lower case,
    Cyrillic or Greek letters that look like Latin ones, blanks, punctuation, or zeros in front of a number. Signs
    between two digits count as one and the same sign: 1-11 is not 11-1.
    """
    if name.isascii() and name.isprintable():
        folded = name.lower()
    else:
        seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if not is_invisible(letter))
        folded = unicodedata.normalize("NFKC", seen.casefold()).translate(_LOOK_ALIKES)
    return _without_signs(folded) or name


def likeness_keys(names: Sequence[str]) -> list[str]:
    """The key of each of many names: as of each by itself, in a fraction of the time where all are of plain signs."""
    together = "".join(names)
    if not (together.isascii() and together.isprintable()):
        return list(map(likeness_key, names))
    keys = _without_signs(_PARTING.join(names).lower()).split(_PARTING)
    return [key or name for key, name in zip(keys, names, strict=True)] if names else []


def _without_signs(folded: str) -> str:
    return _LEADING_ZEROS.sub("", _SIGNS.sub("", _BETWEEN_DIGITS.sub("-", folded)))

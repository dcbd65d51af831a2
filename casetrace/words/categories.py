"""Categories from the words that clinics have for them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from casetrace.model.characters import unaccented

#: Words by the category of the data dictionary that they mean. "h" is left out, since "m" beside it is a
#: woman (hombre, mujer): a column of both is then an error of its cells, and its map is declared.
SEX = {
    "female": "f, w, k, woman, girl, weiblich, frau, kvinde, kvindelig, femme, féminin, femelle, vrouw, kvinna, mujer",
    "male": "m, man, boy, männlich, mann, mand, mandlig, homme, masculin, mâle, hombre",
    "other": "divers, diverse, non-binary, intersex, x",
}
ANSWERS = {
    "yes": "y, j, true, ja, oui, sí, 1, 1.0",
    "no": "n, false, nej, nein, nei, non, 0, 0.0",
    "unknown": "unk, not known, n/k, ukendt, unbekannt, inconnu, ?",
}
#: Words of a text that tells how follow-up ended, by what it says; the first that has one decides.
ENDED = {
    "died": re.compile(r"\b(?:die[ds]?|death|dead|deceased|gestorben|verstorben|døde?|décédée?|mort)\b", re.IGNORECASE),
    "withdrawn": re.compile(
        r"\b(?:withdr[ae]w\w*|drop\w*|discontinu\w*|stopp\w*|quit|refus\w*|declin\w*|abgebrochen|udgået)\b",
        re.IGNORECASE,
    ),
    "lost": re.compile(
        r"\b(?:lost|moved|abroad|left|emigrated|relocated|transferred|no[- ]show|contact|follow[- ]?up|"
        r"(?:not|never|no longer|did ?n[o'’]t|failed to) (?:attend|come|return|show|appear|reach|respon)\w*|"
        r"verzogen|umgezogen|nicht erschienen|flyttet|udeblevet|déménagée?|perdue?)\b",
        re.IGNORECASE,
    ),
}
DISPOSITIONS = {
    "lost": (
        "lost to follow-up, lost to fu, lost for follow-up, lost in follow-up, LTFU, LFU, LTF, perdu de vue, "
        "perdue de vue, tabt for follow-up, tabt til follow-up"
    ),
    "died": (
        "†, dead, deceased, death, patient died, patient deceased, exitus, exitus letalis, mors, død, døde, afdød, "
        "verstorben, gestorben, tod, tot, décédé, décédée, décès"
    ),
    "withdrawn": (
        "withdrew, withdrawal, withdrew consent, withdrawn consent, consent withdrawn, withdrawal of consent, "
        "dropped out, drop-out, discontinued, abgebrochen, abbruch, studienabbruch, udgået, retrait, "
        "retrait du consentement, retrait de consentement"
    ),
}
COMPLETED = {"completed": "complete, finished, afsluttet, gennemført, abgeschlossen, terminé"}

_PUNCTUATION = re.compile(r"[\s_.,:;/()\[\]'’‐‑–-]+")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Words without case, accents and punctuation; a text with figures keeps them all: "1.0" is not 10, nor "-1" 1."""
    plain = unaccented(text.casefold()).strip()
    words = _PUNCTUATION.sub("", plain)
    return plain if any(character.isdigit() for character in plain) else words


def _by_folded(*words: Mapping[str, str]) -> dict[str, str]:
    return {
        folded(word): category
        for mapping in words
        for category, texts in mapping.items()
        for word in (category, *texts.split(", "))
    }


_CATEGORIES = _by_folded(SEX, ANSWERS, DISPOSITIONS, COMPLETED)
_DISPOSITIONS = _by_folded(DISPOSITIONS)


def category(text: str, allowed: Sequence[str], values: Mapping[str, str]) -> str | None:
    """The category that a text means.

    Parameters
    ----------
    text
        A cell's text.
    allowed
        The categories of its field.
    values
        Declared texts and the categories they mean; these come first.

    Returns
    -------
    str or None
        The declared category, the one that the text names in any case, or the one that a built-in word means; None
        where the text means none.
    """
    declared = declared_meaning(text, values)
    if declared is not None:
        return declared
    literal = {name.casefold(): name for name in allowed}.get(text.strip().casefold())
    synonym = _CATEGORIES.get(folded(text))
    return literal or (synonym if synonym in allowed else None)


def disposition_of(text: str, declared: Mapping[str, str]) -> str | None:
    """The disposition that a text in a value's cell means.

    Parameters
    ----------
    text
        The whole text of a cell that has no value: "lost to follow-up", "LTFU", "†", "withdrew consent".
    declared
        Declared texts and the dispositions they mean; these come first.

    Returns
    -------
    str or None
        The disposition, as the data dictionary names it; None where the text means none.
    """
    meaning = declared_meaning(text, declared)
    return meaning if meaning is not None else _DISPOSITIONS.get(folded(text))


def end_told(text: str) -> str:
    """How follow-up probably ended by a longer text, such as "moved abroad"; empty where it may be a value in words."""
    if re.search(r"\d", text):
        return ""
    return next((ended for ended, words in ENDED.items() if words.search(text)), "")


def declared_meaning(text: str, values: Mapping[str, str]) -> str | None:
    """What a declared text means: as it is written, else in any case."""
    trimmed = text.strip()
    exact = {name.strip(): meaning for name, meaning in values.items()}
    if trimmed in exact:
        return exact[trimmed]
    return {name.casefold(): meaning for name, meaning in exact.items()}.get(trimmed.casefold())

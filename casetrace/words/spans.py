"""Ages as clinics write them that are no plain number: years and months, twelfths, halves."""

import re
from fractions import Fraction

from casetrace.words.exact import exact_text

_PARTS = re.compile(
    r"(?P<years>[0-9]{1,3})\s*(?:y|yr|yrs|years?|j|jahre?|år|ans?)\.?\s*(?:,|and|und|og|et)?\s*"
    r"(?P<months>[0-9]{1,2})\s*(?:m|mo|mos|mths?|months?|monate?|mdr|måneder|mois)\.?",
    re.IGNORECASE,
)
#: 6/12 is six months of twelve, 3/52 three weeks of 52: the notation of clinical notes.
_OF_A_YEAR = re.compile(r"(?P<count>[0-9]{1,2})/(?P<parts>12|52)")
_HALVES = re.compile(r"(?P<years>[0-9]{0,3})\s?(?P<part>[¼½¾])")
_PART = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}


def years_of(text: str) -> str:
    """The years of an age in one of these forms, in plain decimal notation; empty where it is none of them.

    Parameters
    ----------
    text
        Years and months ("4 y 6 m", "4 years, 6 months"; 12 months a year, at most 11 of them), months or weeks of
        a year ("6/12", "3/52"), or years with a quarter, a half or three quarters ("2½").
    """
    text = text.strip()
    if (match := _PARTS.fullmatch(text)) and int(match["months"]) < 12:
        return exact_text(int(match["years"]) + Fraction(int(match["months"]), 12))
    if match := _OF_A_YEAR.fullmatch(text):
        return exact_text(Fraction(int(match["count"]), int(match["parts"])))
    if match := _HALVES.fullmatch(text):
        return exact_text(int(match["years"] or 0) + _PART[match["part"]])
    return ""

"""What a text probably is that stands where a number should, and how to mend it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from casetrace.model.characters import invisible_names
from casetrace.read.kinds import DATE
from casetrace.words.categories import end_told
from casetrace.words.mergers import says_merged

#: Footnote marks: signs, small raised figures and letters, or the first letters of the alphabet.
_MARK = r"(?:[*†‡§¶#]+|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠ]+|[a-f]|\[[0-9a-f]\]|\([a-f]\))"
_NUMBER = r"[+\-−]?[0-9]+(?:[.,][0-9]+)*"
_UNIT = r"\s*(?:[^\W\d_%]{1,10}[²³]?(?:/[^\W\d_]{1,4})?|%)?"
#: Months in English, German, Danish and French, whole and as they are shortened.
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|fév(?:rier)?|mar(?:ch|s|ts|z)?|mär(?:z)?|mrz|apr(?:il)?|avr(?:il)?|ma[iyj]"
    r"|jun(?:e|i)?|juin|jul(?:y|i)?|juil(?:let)?|aug(?:ust)?|août|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?"
    r"|nov(?:ember|embre)?|de[cz](?:ember)?|déc(?:embre)?)\.?"
)
#: Words for what was not measured, and for what was gone, folded.
NOT_MEASURED = frozenset(
    (
        "n.d.", "nd", "n.d", "nr", "n.r.", "na", "n.a.", "n/a", "nk", "n.k.", "ne", "not assessable", "not done",
        "not assessed", "not evaluable", "not measured", "not recorded", "not reported", "not available", "unknown",
        "missing", "null", "no data", "lost", "x", "?", "-", "--", ".", "k.a.", "entfällt",
        "ikke målt", "nicht gemessen", "non fait", "non mesuré",
    )
)  # fmt: skip
GONE = frozenset(
    (
        "cr", "cleared", "clear", "gone", "complete", "complete response", "complete remission", "complete resolution",
        "resolved", "healed", "disappeared", "vanished", "absent", "no lesion", "not visible", "not palpable",
        "not detectable", "undetectable", "verschwunden", "abgeheilt", "forsvundet", "disparu", "guéri",
    )
)  # fmt: skip


#: Words for what was not measured or for what was gone, of which nobody can tell which.
NOTHING = frozenset(("none", "nil", "nothing", "keine", "ingen", "aucun", "aucune"))


class Guess(NamedTuple):
    """What a text probably is, and how to correct it."""

    what: str
    remedy: str


def guess_of(text: str, *, of_outcome: bool = True) -> Guess:
    """What a text that is no number probably is.

    Parameters
    ----------
    text
        A cell's text, trimmed.
    of_outcome
        Whether the cell holds a value of an outcome: only an outcome can be given a rule for limits.
    """
    if hidden := invisible_names(text):
        return Guess(
            f"a text with {', '.join(hidden)}, which cannot be seen", "delete the character, or correct the cell"
        )
    if not of_outcome and (match := _LIMIT.fullmatch(text)):
        return Guess(f"a value {_side(match)} a limit", _number_for(match))
    for pattern, make in _GUESSES:
        if match := pattern.fullmatch(text):
            return make(match)
    return _word(text, of_outcome=of_outcome)


def is_marked_number(text: str) -> bool:
    """Whether a text is a number with a footnote's mark, or with a fraction: neither is a unit behind it."""
    return bool(_MARKED.fullmatch(text) or _FRACTION.fullmatch(text))


def is_limit(text: str) -> bool:
    """Whether a text is a limit that a value lies below or above, such as "<0.5"."""
    return bool(_LIMIT.fullmatch(text))


def is_nothing(text: str) -> bool:
    """Whether a text is a word such as "none", which may mean that nothing was measured or that nothing was left."""
    return " ".join(text.casefold().split()) in NOTHING


def is_date(text: str) -> bool:
    """Whether a name is a date as programs write it, such as 2023-05-03 or 05-Mar; MAR-05 may be a name."""
    return bool(_DATE_OR_NO_NAME.fullmatch(text))


def is_decade(text: str) -> bool:
    """Whether a text is a decade of life, such as "60s"."""
    return bool(_DECADE.fullmatch(text))


_DAY_FIRST = rf"(?:{DATE.pattern})|[0-9]{{1,4}}[-./ ]*{_MONTH}(?:[-./ ]*[0-9]{{2,4}})?"
_DATE = re.compile(rf"{_DAY_FIRST}|{_MONTH}[-./ ]*[0-9]{{1,4}}", re.IGNORECASE)
_DATE_OR_NO_NAME = re.compile(_DAY_FIRST, re.IGNORECASE)
_LIMIT = re.compile(
    r"(?:[<>≤≥]=?|(?:less than|below|under|more than|above|over|unter|über|mindre end|moins de)\s)\s*"
    rf"{_NUMBER}{_UNIT}",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"[0-9]*\s?[¼½¾⅓⅔]|[0-9]+\s[0-9]/[0-9]")
_MARKED = re.compile(rf"(?:{_NUMBER}{_UNIT}?\s*{_MARK}|{_MARK}\s*{_NUMBER})")
_DECADE = re.compile(r"(?:(?:early|mid|late)[ -])?[1-9]?0\s?['’]?s", re.IGNORECASE)


def _limit(match: re.Match[str]) -> Guess:
    side = _side(match)
    return Guess(
        f"a value {side} a limit of detection or of the scale",
        f"give the outcome {side}_limit in config, which says what such values count as; or {_number_for(match)}",
    )


def _side(limit: re.Match[str]) -> str:
    return "above" if limit[0].casefold().startswith((">", "≥", "more", "above", "over", "über")) else "below"


def _number_for(limit: re.Match[str]) -> str:
    return (
        f'say under the column\'s values which number stands for it, such as values: {{"{limit[0]}": "…"}}, '
        "or list it under missing"
    )


def _other_digits(match: re.Match[str]) -> Guess:
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in match[0])
    return Guess(f"the number {digits} in the digits of another script", "write it with the digits 0 to 9")


def _fixed(what: str, remedy: str) -> Callable[[re.Match[str]], Guess]:
    return lambda _: Guess(what, remedy)


_VALUE_REMEDY = "enter the number that was measured, or say under the column's values in config which one stands for it"
_GUESSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Guess]], ...] = (
    (
        re.compile(r"#[A-Z/0-9_]+[!?]?"),
        _fixed("the error of a formula", "correct the formula in the spreadsheet, or enter the value"),
    ),
    (re.compile(r"=.*", re.DOTALL), _fixed("a formula, not its value", "enter the value that the formula gives")),
    (_DECADE, _fixed("a decade of life", "give the age in years, or list it under missing in config")),
    (
        _DATE,
        _fixed(
            "a date, as spreadsheets make of texts such as 3-5 or 5.3",
            "enter the number again in a cell formatted as text",
        ),
    ),
    (_LIMIT, _limit),
    (
        re.compile(
            rf"(?:[~≈±]|(?:ca|circa|about|approx|approximately|etwa|omkring|env)\.?\s)\s*{_NUMBER}{_UNIT}",
            re.IGNORECASE,
        ),
        _fixed("an approximate value", _VALUE_REMEDY),
    ),
    (
        re.compile(rf"{_NUMBER}\s*(?:[-–—]|to|bis|til|à)\s*{_NUMBER}{_UNIT}", re.IGNORECASE),
        _fixed("a range", _VALUE_REMEDY),
    ),
    (
        re.compile(rf"{_NUMBER}{_UNIT}\s*(?:/\s*{_NUMBER}{_UNIT}|\([^()]*[0-9][^()]*\)|;\s*{_NUMBER}{_UNIT})"),
        _fixed(
            "several numbers in one cell",
            "give the column patterns under cells in config, which casetrace inspect proposes, or give each a column",
        ),
    ),
    (_MARKED, _fixed("a number with the mark of a footnote", "delete the mark, if it is one")),
    (re.compile(r"[+\-−]?(?=[^A-Za-z]*[^\x00-\x7f])[\d.,٫٬]+"), _other_digits),
    (
        _FRACTION,
        _fixed("a number with a fraction", "write it with decimals, such as 2.5"),
    ),
    (
        re.compile(r"[+\-]?(?:inf|infinity|nan)", re.IGNORECASE),
        _fixed("what a program writes for no number", _VALUE_REMEDY),
    ),
)


def _word(text: str, *, of_outcome: bool) -> Guess:
    """What a text without any of these forms is: a word that config can explain."""
    folded = " ".join(text.casefold().split())
    by_value = f'values: {{"{text}": "0"}}' if len(text) <= 20 else "values"
    by_missing = f'missing: ["{text}"]' if len(text) <= 20 else "missing"
    if of_outcome and says_merged(text):
        listed = f'mergers: {{"{text}": "<the other lesion>"}}' if len(text) <= 40 else "mergers"
        return Guess(
            "a lesion that has merged with another one, which is not named",
            f"say which in the table's section of config, {listed}; or write in the cell merged with and its name; or "
            f"list it under missing, {by_missing}",
        )
    if folded in NOT_MEASURED:
        return Guess("a word for what was not measured", f"list it in the table's section of config, {by_missing}")
    if folded in GONE:
        return Guess(
            "a word for what was gone", f"say under the column in config what it stands for, such as {by_value}"
        )
    if is_nothing(text) and of_outcome:
        return Guess(
            "a word for what was not measured, or for what was gone",
            f"list it in the table's section of config, {by_missing}, if nothing was measured; or say under the column "
            f"{by_value} if nothing was left",
        )
    if of_outcome and (ended := end_told(text)):
        listed = f'dispositions: {{"{text}": {ended}}}' if len(text) <= 40 else f"dispositions, as {ended}"
        return Guess(
            "a word for how follow-up ended",
            f"say so in the table's section of config, {listed}; or list it under missing, if it does not say that",
        )
    return Guess(
        "",
        "correct the cell; or define the text in config, under the column's values, or list it under missing",
    )

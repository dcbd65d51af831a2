"""Replaces what tells something in a text: letters by letters, digits by digits, dates by dates."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from string import ascii_lowercase

from casetrace.anonymise.hiding import HiddenTexts
from casetrace.anonymise.vocabulary import MONTHS, TOKEN, alternatives, header_words, known_texts, unit_words

#: A date in digits: day, month and year in any order.
DATE = re.compile(r"(?<!\d)(\d{1,4})([-./])(\d{1,2})\2(\d{2,4})(?!\d)")
#: Parts of a composite cell.
PARTS = re.compile(r"([/;,()])")
#: Tries for a replacement that no other text has, and that is no text that is to be hidden.
TRIES = 60
#: How severely a whole file is tried, time after time, until nothing of it is left.
SEVERITIES = (0, 0, 0, 1, 1, 1, *[2] * 14)


@dataclass
class Replacer:
    """Replaces texts, the same by the same.

    Attributes
    ----------
    rng
        Draws the replacements.
    hidden
        Texts of cells that may occur nowhere.
    fits
        Whether a character can be written in the file's encoding.
    severity
        How little stays: from 1 on no word of a header, from 2 on no word at all.
    """

    rng: Random
    hidden: HiddenTexts = field(default_factory=HiddenTexts)
    fits: Callable[[str], bool] = lambda _: True
    severity: int = 0
    _tokens: dict[str, str] = field(default_factory=dict)
    _given: set[str] = field(default_factory=set)
    _cells: dict[str, str] = field(default_factory=dict)
    #: Tokens that are drawn for one cell alone, and how many digits a number of it may have.
    _tokens_of_cell: dict[str, str] | None = None
    _longest: int | None = None

    def cell(self, text: str) -> str:
        """A cell of a row; what everybody writes for a value that is not there stays."""
        if self.stays(text):
            return text
        if text not in self._cells:
            self._cells[text] = self._replaced(text)
            for attempt in range(TRIES):
                if self.may_stay(self._cells[text]):
                    break
                # Where a column has nearly all numbers of its length, shorter ones are left.
                self._longest = None if attempt < TRIES // 3 else 2 if attempt < TRIES // 2 else 1
                self._tokens_of_cell = {}
                self._cells[text] = self._replaced(text)
            self._longest, self._tokens_of_cell = None, None
        return self._cells[text]

    def _replaced(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for date in DATE.finditer(text) if self._longest is None else ():
            parts += [self._parts(text[end : date.start()]), self._date(*date.groups())]
            end = date.end()
        return "".join([*parts, self._parts(text[end:])])

    def header(self, text: str) -> str:
        """A cell of the header: of it stay the words that name fields, units and visits, with the numbers of visits."""
        if self.severity:
            return self.cell(text)
        words = [token for token in TOKEN.findall(text) if not token.isdigit()]
        is_known = all(word.casefold() in header_words() for word in words)
        longest = 3 if words and is_known else 2

        def shown(found: re.Match[str]) -> str:
            token = found[0]
            stays = len(token) <= longest if token.isdigit() else token.casefold() in header_words()
            return token if stays and self.may_stay(token) else self.token(token)

        replaced = TOKEN.sub(shown, text)
        return replaced if self.may_stay(replaced) else TOKEN.sub(lambda found: self.token(found[0]), text)

    def stays(self, text: str) -> bool:
        """Whether a text of a cell stays as it is: blank, a mark, or a known word for what is not there."""
        stripped = text.strip()
        is_known = self.severity < 2 and stripped.casefold() in known_texts()
        return not TOKEN.search(stripped) or (is_known and self.may_stay(stripped))

    def may_stay(self, text: str) -> bool:
        """Whether a text may be in what is handed on."""
        return not self.hidden.occur_in(text)

    def _parts(self, text: str) -> str:
        return "".join(self._part(part) for part in PARTS.split(text))

    def _part(self, text: str) -> str:
        if self.stays(text):
            return text
        return TOKEN.sub(lambda found: self._word(found, text), text)

    def _word(self, found: re.Match[str], text: str) -> str:
        token, folded = found[0], found[0].casefold()
        if self.severity > 1:
            return self.token(token)
        if folded in unit_words() and re.search(r"\d\s*$", text[: found.start()]) and self.may_stay(token):
            return token
        if folded in alternatives() and text.strip().casefold() == folded:
            drawn = _in_case(self.rng.choice(alternatives()[folded]), token)
            if self.may_stay(drawn) and all(map(self.fits, drawn)):
                return drawn
        for months in MONTHS:
            if folded in months.split() and re.search(r"\d", text):
                return _in_case(self.rng.choice(months.split()), token)
        return self.token(token)

    def token(self, token: str) -> str:
        """The replacement of a run of letters or digits, which is the same wherever it stands."""
        key = token.lower()
        tokens = self._tokens if self._tokens_of_cell is None else self._tokens_of_cell
        if key not in tokens:
            tokens[key] = self._drawn(key[: self._longest] if key.isdigit() else key)
        replaced = tokens[key]
        return _in_case(replaced, token) if len(replaced) == len(token) else replaced

    def _drawn(self, token: str) -> str:
        drawn = token
        for attempt in range(TRIES):
            length = len(token) if attempt < TRIES // 2 or not token.isdigit() else min(len(token), 2)
            drawn = "".join(self._characters(token[:length]))
            is_free = attempt > TRIES // 4 or drawn not in self._given
            if is_free and drawn not in known_texts() and self.may_stay(drawn):
                break
        self._given.add(drawn)
        return drawn

    def _characters(self, token: str) -> Iterator[str]:
        for position, character in enumerate(token):
            if character.isdigit():
                yield self._digit(character, is_leading=position == 0 and len(token) > 1)
            elif character.isascii():
                yield self.rng.choice([letter for letter in ascii_lowercase if letter != character.lower()])
            elif unicodedata.combining(character):
                yield character
            else:
                yield self._letter(character)

    def _digit(self, character: str, *, is_leading: bool) -> str:
        """Another digit of the same script; a zero in front stays one, since it makes a number another one."""
        value = unicodedata.digit(character, None)
        if value is None or (value == 0 and is_leading):
            return character
        other = self.rng.choice([digit for digit in range(1 if is_leading else 0, 10) if digit != value])
        return chr(ord(character) - value + other)

    def _letter(self, character: str) -> str:
        """Another letter of the same script and case that the file can hold."""
        start = ord(character) & ~0x1F
        near = [chr(code) for code in range(start, start + 32)]
        alike = [
            letter
            for letter in near
            if letter != character
            and letter.isalpha()
            and letter.islower() == character.islower()
            and letter.casefold() not in (character.casefold(), "ss")
            and len(letter.casefold()) == 1
            and self.fits(letter)
        ]
        return self.rng.choice(alike or list(ascii_lowercase))

    def _date(self, first: str, mark: str, second: str, third: str) -> str:
        """Another date in the same notation; a day beyond 12 stays one, so that day and month are told as before."""
        for _ in range(TRIES):
            parts = [self._part_of_date(part) for part in (first, second, third)]
            drawn = mark.join(parts)
            if drawn != mark.join((first, second, third)) and self.may_stay(drawn):
                return drawn
        return mark.join(self.token(part) for part in (first, second, third))

    def _part_of_date(self, part: str) -> str:
        if len(part) > 2:
            return str(self.rng.randint(1950, 2019))
        number = int(part)
        if number == 0:
            return part
        low, high = (1, 12) if number <= 12 else (13, 28) if number <= 31 else (32, 99)
        if len(part) == 1:
            high = min(high, 9)
        elif not part.startswith("0"):
            low = max(low, 10)
        return str(self.rng.randint(low, min(high, 9) if part.startswith("0") else high)).zfill(len(part))


def _in_case(text: str, model: str) -> str:
    """A text in capitals where another one is: all of it, or its first letter."""
    if len(text) == len(model):
        return "".join(
            new.upper() if old.isupper() and len(new.upper()) == 1 else new
            for new, old in zip(text, model, strict=True)
        )
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text

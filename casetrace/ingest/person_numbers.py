"""Texts that identify a person by their shape: addresses for messages and national numbers with their check digits."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
CPR = re.compile(r"(?<![\d-])(\d{2})(\d{2})(\d{2})-(\d{4})(?![\d-])")
SWEDISH = re.compile(r"(?:\d{2})?(\d{2})(\d{2})(\d{2})[-+]?(\d{4})")
FINNISH = re.compile(r"(\d{2})(\d{2})(\d{2})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])")
PHONE = re.compile(r"(\+|00 ?)[1-9][\d ()/.-]*\d")
US_SSN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
FISCAL_CODE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]")


def is_email(text: str) -> bool:
    """Whether an e-mail address stands in the text."""
    return EMAIL.search(text) is not None


def is_cpr(text: str) -> bool:
    """Whether a Danish CPR number, DDMMYY-XXXX with a date that there is, stands in the text."""
    return any(_is_date(day, month, year) for day, month, year, _ in CPR.findall(text))


def is_phone(text: str) -> bool:
    """Whether the text is a phone number with its country's code, of 8 to 15 digits (ITU-T E.164).

    One that begins with 00 needs a gap, since running numbers with leading zeros look the same without.
    """
    digits = re.sub(r"\D", "", text).removeprefix("00")
    return PHONE.fullmatch(text) is not None and 8 <= len(digits) <= 15 and (text[0] == "+" or " " in text)


def is_swedish(text: str) -> bool:
    """Whether the text is a Swedish personnummer: (YY)YYMMDD-XXXX, checked as by Luhn."""
    match = SWEDISH.fullmatch(text)
    if match is None or not _is_date(match[3], match[2], match[1]):
        return False
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate("".join(match.groups()))]
    return sum(product // 10 + product % 10 for product in products) % 10 == 0


def is_finnish(text: str) -> bool:
    """Whether the text is a Finnish henkilötunnus: DDMMYY-XXXC with C the remainder of the digits by 31."""
    match = FINNISH.fullmatch(text)
    if match is None or not _is_date(match[1], match[2], match[3]):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int("".join(match.groups()[:4])) % 31] == match[5]


def is_norwegian(text: str) -> bool:
    """Whether the text is a Norwegian fødselsnummer: DDMMYYXXXXX whose last two digits are checks modulo 11."""
    digits = _digits(text, 11)
    if not digits or not _is_date(text[:2], text[2:4], text[4:6]):
        return False
    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    return _weighted(digits, first) % 11 == 0 and _weighted(digits, second) % 11 == 0


def is_nhs(text: str) -> bool:
    """Whether the text is a UK NHS number: ten digits, the last one a check modulo 11."""
    digits = _digits(re.sub(r"(?<=\d)[ -](?=\d)", "", text), 10)
    return bool(digits) and _weighted(digits, range(10, 0, -1)) % 11 == 0


def is_bsn(text: str) -> bool:
    """Whether the text is a Dutch BSN: nine digits that pass the test by 11."""
    digits = _digits(text, 9)
    return bool(digits) and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def is_us_ssn(text: str) -> bool:
    """Whether the text is a US social security number: ddd-dd-dddd without the numbers that are never given."""
    return US_SSN.fullmatch(text) is not None


def is_fiscal_code(text: str) -> bool:
    """Whether the text has the shape of an Italian fiscal code."""
    return FISCAL_CODE.fullmatch(text.upper()) is not None


def is_iban(text: str) -> bool:
    """Whether the text is an IBAN, checked modulo 97 (ISO 13616)."""
    compact = text.replace(" ", "").upper()
    moved = compact[4:] + compact[:4]
    return IBAN.fullmatch(compact) is not None and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _digits(text: str, count: int) -> list[int]:
    """The digits of a text of so many digits that are not all the same; none of another text."""
    matches = len(text) == count and text.isascii() and text.isdigit() and len(set(text)) > 1
    return [int(digit) for digit in text] if matches else []


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _is_date(day: str, month: str, year: str) -> bool:
    """Whether there is such a day in any century; a year 00 may be the leap year 2000."""
    try:
        dt.date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


#: Shapes of which one cell is enough.
CLEAR_SHAPES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"an e-mail address": is_email, "a Danish CPR number": is_cpr}
)
#: Shapes that a harmless text can have by chance.
COMMON_SHAPES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "phone numbers": is_phone,
        "Swedish personal identity numbers": is_swedish,
        "Finnish personal identity codes": is_finnish,
        "Norwegian national identity numbers": is_norwegian,
        "NHS numbers": is_nhs,
        "Dutch citizen service numbers": is_bsn,
        "US social security numbers": is_us_ssn,
        "Italian fiscal codes": is_fiscal_code,
        "bank accounts (IBAN)": is_iban,
    }
)

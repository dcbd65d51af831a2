"""Texts that identify a person by their shape: addresses for messages and national numbers with their check digits.

The numbers are checked by python-stdnum. A shape goes before each check, since stdnum reads a number out of any text:
it fills 12 up to the Dutch 000000012, which passes, and takes ten bare digits for a Danish CPR number.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from stdnum import iban
from stdnum.fi import hetu
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

#: What stands around the @ of an address. It is looked for from there, so that a long text takes no time.
EMAIL_NAME, EMAIL_DOMAIN = re.compile(r"[\w.+-]"), re.compile(r"@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
CPR = re.compile(r"(?<![\d-])(\d{2})(\d{2})(\d{2})-(\d{4})(?![\d-])")
PHONE = re.compile(r"(\+|00 ?)[1-9][\d ()/.-]*\d")
US_SSN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
#: Signs that part a number into groups.
SEPARATORS = frozenset(" .-+")


def is_email(text: str) -> bool:
    """Whether the text holds an e-mail address."""
    found = EMAIL_DOMAIN.finditer(text) if "@" in text else ()
    return any(EMAIL_NAME.fullmatch(text[match.start() - 1 : match.start()]) for match in found)


def is_cpr(text: str) -> bool:
    """Whether the text holds a Danish CPR number: a valid date DDMMYY, a hyphen and four digits.

    Not by stdnum, which also asks for a valid century, before today. A number with a slip in it names a person too, and
    whether a table is refused must not depend on the day. Check digits have not been guaranteed since 2007.
    """
    return any(_is_date(day, month, year) for day, month, year, _ in CPR.findall(text))


def is_phone(text: str) -> bool:
    """Whether the text is a phone number with its country's code, of 8 to 15 digits (ITU-T E.164).

    One that begins with 00 needs a gap, since running numbers with leading zeros look the same without.
    """
    digits = re.sub(r"\D", "", text).removeprefix("00")
    return PHONE.fullmatch(text) is not None and 8 <= len(digits) <= 15 and (text[0] == "+" or " " in text)


def is_us_ssn(text: str) -> bool:
    """Whether the text is a US social security number: ddd-dd-dddd without the numbers that are never given.

    It has no check digit; stdnum would only acquit the three numbers that became known in print.
    """
    return US_SSN.fullmatch(text) is not None


def _is_date(day: str, month: str, year: str) -> bool:
    """Whether there is such a day in any century; a year 00 may be the leap year 2000."""
    try:
        dt.date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _number(shape: str, passes: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether a text has a shape and passes a check; one sign repeated is a placeholder, which some checks let pass."""
    pattern = re.compile(shape, re.ASCII | re.IGNORECASE)
    return lambda text: bool(pattern.fullmatch(text)) and len({*text} - SEPARATORS) > 1 and passes(text)


#: Shapes of which one cell is enough.
CLEAR_SHAPES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"an e-mail address": is_email, "a Danish CPR number": is_cpr}
)
#: Shapes that a harmless text can have by chance.
COMMON_SHAPES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "phone numbers": is_phone,
        "Swedish personal identity numbers": _number(r"(\d{2})?\d{6}[-+]?\d{4}", personnummer.is_valid),
        "Finnish personal identity codes": _number(
            # Patients without a code of their own get a temporary one in the hospital.
            r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]",
            partial(hetu.is_valid, allow_temporary=True),
        ),
        # A birth must lie before today, as that of a patient does: whether a number passes never changes for a person.
        "Norwegian national identity numbers": _number(r"\d{6}[ -]?\d{5}", fodselsnummer.is_valid),
        "NHS numbers": _number(r"(\d[ -]?){9}\d", nhs.is_valid),
        "Dutch citizen service numbers": _number(r"\d{9}|\d{4}\.\d{2}\.\d{3}", bsn.is_valid),
        "US social security numbers": is_us_ssn,
        "Italian fiscal codes": _number(r"[A-Z0-9]{16}", codicefiscale.is_valid),
        "bank accounts (IBAN)": _number(r"[A-Z]{2}\d{2}( ?[A-Z0-9]){11,30}", iban.is_valid),
    }
)

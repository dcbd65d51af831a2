"""Texts that identify a person by their shape: addresses for messages and national numbers with their check digits.

The numbers are checked by python-stdnum. A shape goes before each check, since stdnum reads a number out of any text:
it fills 12 up to the Dutch 000000012, which passes, and takes ten bare digits for a Danish CPR number.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
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
#: With any hyphen or dash before the last four digits; and behind the words for it, in any form.
CPR = re.compile(r"(?<![\d-])(\d{2})(\d{2})(\d{2})(?: ?[-‐‑‒–—−] ?)(\d{4})(?![\d-])")
CPR_NAMED = re.compile(
    r"\b(?:cpr|person(?:al)?[ -]?(?:nr|no|number|nummer))\D{0,12}(\d{2})(\d{2})(\d{2})\D?(\d{4})(?!\d)", re.IGNORECASE
)
#: Without a hyphen, which a running number may be too: the whole cell, or a word of a text.
CPR_BARE = re.compile(r"(?<![\d.,-])(\d{2})(\d{2})(\d{2})[ .]?(\d{4})(?![\d.,-])")
#: Share of the numbers of ten bare digits in a column that begin with a date, from which they are CPR numbers, if a
#: share of these passes the old check too, or enough begin with different dates; one in 27 and one in 11 do by chance.
BARE_DATES, BARE_CHECKED, BARE_DIFFERENT = 0.8, 0.5, 3
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
    found = [*CPR.findall(text), *CPR_NAMED.findall(text)]
    return any(_is_date(day, month, year) for day, month, year, _ in found)


def bare_cprs(texts: Sequence[str]) -> list[str]:
    """The texts that hold a CPR number without a hyphen, where those of ten digits in a column are such numbers."""
    found = {text: match for text in texts if (match := CPR_BARE.search(text)) and _stands_alone(text, match)}
    numbers = {text: match.groups() for text, match in found.items()}
    dated = [text for text, (day, month, year, _) in numbers.items() if _is_date(day, month, year)]
    checked = [text for text in dated if _passes_check("".join(numbers[text]))]
    if len(dated) > 1 and all(_is_time(numbers[text][3]) for text in dated):
        return []  # Dates with the times of day.
    different = len({numbers[text][:3] for text in dated}) >= BARE_DIFFERENT
    enough = (different or len(checked) >= BARE_CHECKED * len(dated)) and len(dated) >= BARE_DATES * len(numbers)
    return dated if dated and enough else []


def _is_time(digits: str) -> bool:
    """Whether four digits are a time of day."""
    return int(digits[:2]) < 24 and int(digits[2:]) < 60


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the digits are all of a cell, or stand among words: beside other numbers they are a date and a time."""
    return not re.search(r"\d", text[: match.start()] + text[match.end() :])


def _passes_check(digits: str) -> bool:
    """Whether a number passes the check by 11 that all had before October 2007; one digit repeated is a placeholder."""
    total = sum(weight * int(digit) for weight, digit in zip((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
    return len(set(digits)) > 1 and total % 11 == 0


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


@cache
def _stdnum(name: str) -> Callable[[str], bool]:
    """The check of a module of stdnum, which is loaded when a text first has its shape."""
    check: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return check


def _by_stdnum(shape: str, name: str) -> Callable[[str], bool]:
    return _number(shape, lambda text: _stdnum(name)(text))


#: Numbers of which one anywhere in a text is enough: no other number has their shape and passes their checks but by a
#: chance of less than one in a thousand.
CERTAIN_NUMBERS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "a Swedish personal identity number": _number(r"(\d{2})?\d{6}[-+]\d{4}", personnummer.is_valid),
        "a Finnish personal identity code": _number(
            r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", partial(hetu.is_valid, allow_temporary=True)
        ),
        "a Norwegian national identity number": _number(r"\d{6}[ -]?\d{5}", fodselsnummer.is_valid),
        "an Italian fiscal code": _number(r"[A-Z]{6}[A-Z0-9]{10}", codicefiscale.is_valid),
        "a Swiss social security number": _by_stdnum(r"756\.?\d{4}\.?\d{4}\.?\d{2}", "ch.ssn"),
        "a Belgian national number": _by_stdnum(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", "be.nn"),
        "a French identification number": _by_stdnum(r"[12]\d{4}(\d{2}|2[AB])\d{8}", "fr.nir"),
        "a Romanian personal numerical code": _by_stdnum(r"[1-9]\d{12}", "ro.cnp"),
        "a Brazilian CPF number": _by_stdnum(r"\d{3}\.\d{3}\.\d{3}-\d{2}", "br.cpf"),
        "a Korean resident registration number": _by_stdnum(r"\d{6}-\d{7}", "kr.rrn"),
        "a Chinese identity card number": _by_stdnum(r"\d{17}[\dX]", "cn.ric"),
        "a Mexican CURP": _by_stdnum(r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", "mx.curp"),
        "a bank account (IBAN)": _number(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban.is_valid),
    }
)
#: A word of a text that may be a number of a person: long enough, and with six digits.
WORD = re.compile(r"(?<![\w.+-])(?=(?:[^\s\d]*\d){6})[\w.+-]{9,34}(?![\w+-])")


def certain_number(text: str) -> str | None:
    """What the text holds that is certainly a person's number, anywhere in it; None where it holds none."""
    if len(text) < SHORTEST_CERTAIN:
        return None
    words = [text, *WORD.findall(text)]
    return next(
        (kind for kind, passes in CERTAIN_NUMBERS.items() for word in words if passes(word.strip(" .,;:"))), None
    )


#: The shortest of them: a Norwegian number, a Swedish one, a Finnish code.
SHORTEST_CERTAIN = 11

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
        "Spanish identity numbers": _by_stdnum(r"\d{8}[ -]?[A-Z]", "es.dni"),
        "Spanish numbers of foreigners": _by_stdnum(r"[XYZ][ -]?\d{7}[ -]?[A-Z]", "es.nie"),
        "Belgian national numbers": _by_stdnum(r"\d{11}", "be.nn"),
        "Polish PESEL numbers": _by_stdnum(r"\d{11}", "pl.pesel"),
        "Czech or Slovak birth numbers": _by_stdnum(r"\d{6}/?\d{4}", "cz.rc"),
        "Austrian social security numbers": _by_stdnum(r"\d{4} ?\d{6}", "at.vnr"),
        "Irish PPS numbers": _by_stdnum(r"\d{7}[A-W][A-IW]?", "ie.pps"),
        "Estonian personal codes": _by_stdnum(r"[1-8]\d{10}", "ee.ik"),
        "Lithuanian personal codes": _by_stdnum(r"[1-6]\d{10}", "lt.asmens"),
        "Bulgarian personal codes": _by_stdnum(r"\d{10}", "bg.egn"),
        "Turkish identity numbers": _by_stdnum(r"[1-9]\d{10}", "tr.tckimlik"),
        "Canadian social insurance numbers": _by_stdnum(r"\d{3}[ -]\d{3}[ -]\d{3}", "ca.sin"),
        "Indian Aadhaar numbers": _by_stdnum(r"\d{4} ?\d{4} ?\d{4}", "in_.aadhaar"),
        "South African identity numbers": _by_stdnum(r"\d{13}", "za.idnr"),
        "German tax identification numbers": _by_stdnum(r"\d{2} ?\d{3} ?\d{3} ?\d{3}", "de.idnr"),
        "Croatian identity numbers": _by_stdnum(r"\d{11}", "hr.oib"),
        "Slovenian citizen numbers": _by_stdnum(r"\d{13}", "si.emso"),
        "Greek social security numbers": _by_stdnum(r"\d{11}", "gr.amka"),
        "Italian fiscal codes": _number(r"[A-Z0-9]{16}", codicefiscale.is_valid),
        "bank accounts (IBAN)": _number(r"[A-Z]{2}\d{2}( ?[A-Z0-9]){11,30}", iban.is_valid),
    }
)

"""Direct identifiers of a person: columns that look like one."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from casetrace.ingest.names import normalised, spellings
from casetrace.ingest.person_numbers import CLEAR_SHAPES, COMMON_SHAPES, bare_cprs, certain_number
from casetrace.ingest.persons import are_births, full_names, years_of

#: Share of a column's texts from which a shape that a harmless number can have by chance counts.
MOST = 0.8
#: Texts from which some are looked at first, and how many these are: of four in five that have a shape, one has it.
MANY, TRIED = 10_000, 1_000

#: Fewest letters of a person's number, which has at least six digits.
SHORTEST_NUMBER = 8
#: Matched from the beginning, where a long text is gone through once.
SIX_DIGITS = re.compile(r"(?:\D*\d){6}")

#: Headers that name a person, whole and normalised. They are common words, so texts that are numbers acquit them.
NAME_HEADERS: Mapping[str, tuple[str, ...]] = {
    "a person's name": spellings(
        "name, names, full name, first name, last name, surname, family name, given name, forename",
        "middle name, maiden name, patient name, patients name, name of patient, name of the patient, pt name",
        "subject name, participant name, patient surname, patient first name, patient last name, firstname",
        "lastname, fullname, fname, lname, nok, next of kin, patient full name, navn, fornavn, efternavn",
        "patientnavn, patientens navn, etternavn, namn, fornamn, efternamn, vorname, nachname, familienname",
        "patientenname, name des patienten, geburtsname, name vorname, nom, prenom, nom de famille",
        "nom du patient, nom patient, nom prenom, nom et prenom, nombre, apellido, apellidos",
        "nombre del paciente, nombre paciente, nombre y apellidos, nome, cognome, naam, voornaam, achternaam",
        "nimi, etunimi, sukunimi",
    ),
    "a person's initials": spellings("initials, patient initials, initialer, initialen, initiales"),
}

#: Words of a header that tell an identifier wherever they stand in it, normalised.
TELLTALE_WORDS: Mapping[str, tuple[str, ...]] = {
    "an e-mail address": spellings("email, e mail, mail address, mailadresse, courriel, correo electronico"),
    "a phone number": spellings(
        "phone, telephone, telefon, telefono, mobile number, mobile no, mobilnummer, mobilnr, cell phone",
        "cellphone, handynummer, tlf",
    ),
    "an address": spellings("address, adresse, anschrift, direccion, domicilio, street, strasse, wohnort, adress"),
    "a postcode": spellings(
        "zip code, zipcode, postcode, post code, postal code, plz, postleitzahl, postnummer, postnr",
        "code postal, codigo postal",
    ),
    "a date of birth": spellings(
        "dob, d o b, date of birth, birth date, birthdate, birthday, brthdtc, brthdt, geburtsdatum, geb datum",
        "geburtstag, fodselsdato, fodselsdag, fodt, fodelsedatum, date de naissance, ddn, fecha de nacimiento",
        "fecha nacimiento, data di nascita, geboortedatum",
    ),
    "a national identity number": spellings(
        "cpr nr, cpr no, cpr number, cpr nummer, cprnr, cprnummer",
        "ssn, social security, personnummer, personnr, fodselsnummer, bsn",
        "burgerservicenummer, henkilotunnus, hetu, codice fiscale, fiscal code, numero de securite sociale",
        "curp, national id, national identity, national insurance, identity number, id card, personalausweis",
        "passport, passeport, pasaporte, reisepass, driving licence, driver license",
    ),
    "a hospital, health service or insurance number": spellings(
        "nhs no, nhs number, mrn, medical record, hospital number, hospital no, hospital id, hospital nr",
        "insurance number, insurance no, insurance id, policy number, medicare, medicaid, health card",
        "health record number, chart number, versichertennummer, versicherungsnummer, krankenversicherungsnummer",
        "fallnummer, aufnahmenummer, journalnummer, journalnr, journal nr, journal no, numero de dossier",
        "historia clinica",
    ),
    "a bank account": spellings("iban, bank account, account number, kontonummer"),
}
#: Headers that are an identifier as a whole and harmless words inside another, such as "mobile joint".
WHOLE_HEADERS: Mapping[str, tuple[str, ...]] = {
    "a phone number": spellings("mobile, mobil, tel, handy, portable, fax"),
    "a postcode": spellings("zip"),
    "a date of birth": spellings("born, geb"),
    "a national identity number": spellings("cpr, nir, dni, nie"),
    "a hospital, health service or insurance number": spellings("nhs, chi, ipp, nss, nhc"),
}


def identifier_reason(header: str, texts: Sequence[str]) -> str | None:
    """Why a column looks like a direct identifier of persons; None where it does not.

    Parameters
    ----------
    header
        Its header.
    texts
        Its cells. One e-mail address or one national number whose shape and check digits leave no doubt is enough;
        shapes that a harmless number can have count when most different texts have them, full names when half of them
        are. Ages, sizes, dates of visits and running numbers are none of them.
    """
    filled = _different(texts)
    by_header = _by_header(header, filled)
    content = None if by_header else _by_content(filled)
    return by_header or (content.reason if content else None)


def identifying_texts(texts: Sequence[str]) -> frozenset[str]:
    """The trimmed texts of a column by which it looks like a direct identifier, whatever its header."""
    content = _by_content(_different(texts))
    return frozenset(content.texts) if content else frozenset()


def birth_columns(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """The headers of columns that look like dates of birth, by what they hold."""
    years = {header: found for header, texts in columns.items() if (found := years_of(_different(texts)))}
    return [
        header
        for header, own in years.items()
        if are_births(own, [others for other, others in years.items() if other != header])
    ]


def _different(texts: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(map(str.strip, texts)) if text]


def _by_header(header: str, filled: Sequence[str]) -> str | None:
    name = normalised(header)
    for kind, words in TELLTALE_WORDS.items():
        if name in WHOLE_HEADERS.get(kind, ()) or any(f" {word} " in f" {name} " for word in words):
            return f"its header names {kind}"
    numbers = sum(text.replace(",", ".").replace(".", "", 1).isdecimal() for text in filled)
    for kind, headers in NAME_HEADERS.items():
        if name in headers and numbers <= len(filled) / 2:
            return f"its header names {kind}"
    return None


class _Content(NamedTuple):
    """Why what a column holds looks like an identifier, and the texts that do."""

    reason: str
    texts: Sequence[str]


def _by_content(filled: Sequence[str]) -> _Content | None:
    # A shape that one text has, they all have together: most columns are looked through once.
    together = "\n".join(filled)
    for kind, has_shape in CLEAR_SHAPES.items():
        if has_shape(together) and (found := [text for text in filled if has_shape(text)]):
            return _Content(f"it holds what looks like {kind}", found)
    # No number of a person is shorter, and a size or an age need not be looked at thirty times.
    long = [text for text in filled if len(text) >= SHORTEST_NUMBER and SIX_DIGITS.match(text)]
    for kind, has_shape in COMMON_SHAPES.items() if long and len(long) >= MOST * len(filled) else ():
        if found := _most(long, has_shape, MOST * len(filled)):
            return _Content(f"most of its texts look like {kind}", found)
    certain = {text: number for text in long if (number := certain_number(text))}
    if certain:
        return _Content(f"it holds what looks like {next(iter(certain.values()))}", list(certain))
    if found := bare_cprs(long):
        return _Content("it holds what looks like a Danish CPR number", found)
    if " " in together and (found := full_names(filled)):
        return _Content("most of its texts look like full names of persons", found)
    return None


def _most(texts: Sequence[str], has_shape: Callable[[str], bool], fewest: float) -> list[str]:
    """The texts that have a shape, of at least so many; none where they are fewer, which is known before the last.

    Of many texts some that stand evenly among them tell whether it is worth looking at all.
    """
    if len(texts) > MANY and not any(map(has_shape, texts[:: len(texts) // TRIED])):
        return []
    found, without, allowed = [], 0, len(texts) - fewest
    for text in texts:
        if has_shape(text):
            found.append(text)
            continue
        without += 1
        if without > allowed:
            return []
    return found

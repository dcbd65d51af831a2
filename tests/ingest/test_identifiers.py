import base64
import hashlib
import hmac
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.dk import cpr
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.us import ssn

from casetrace.ingest.identifiers import SIX_DIGITS, identifier_reason, identifying_texts
from casetrace.model.errors import UserError
from casetrace.model.pseudonyms import pseudonym, read_salt

SALT = b"sixteen bytes or more"


@pytest.mark.parametrize(
    ("header", "texts", "what"),
    [
        ("Name", ["Jane Doe", "John Roe"], "a person's name"),
        ("Patient name", ["Jane Doe"], "a person's name"),
        ("Navn", [], "a person's name"),
        ("Nachname", ["Muster"], "a person's name"),
        ("Initials", ["JD"], "a person's initials"),
        ("E-mail", [""], "an e-mail address"),
        ("Contact phone number", ["12345678"], "a phone number"),
        ("Mobile", ["12345678"], "a phone number"),
        ("Home address", ["Somewhere 1"], "an address"),
        ("PLZ", ["80331"], "a postcode"),
        ("DOB", ["01.02.1950"], "a date of birth"),
        ("Geb.-Datum", ["01.02.1950"], "a date of birth"),
        ("født", ["1950-02-01"], "a date of birth"),
        ("date_of_birth", ["1950-02-01"], "a date of birth"),
        ("CPR-nr.", ["x"], "a national identity number"),
        ("Codice fiscale", ["x"], "a national identity number"),
        ("MRN", ["100234"], "a hospital, health service or insurance number"),
        ("NHS No.", ["1"], "a hospital, health service or insurance number"),
    ],
)
def test_headers_that_name_an_identifier_are_found(header, texts, what):
    assert identifier_reason(header, texts) == f"its header names {what}"


# Numbers that the authorities print as examples, or that are made by their published rules.
@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["seen", "write to jane.doe@example.org", ""], "an e-mail address"),
        (["1", "2", "290200-1234"], "a Danish CPR number"),
        (["811228-9874", "670919-9530"], "Swedish personal identity numbers"),
        (["131052-308T", "010594Y9032"], "Finnish personal identity codes"),
        (["01010750160", "17054026641"], "Norwegian national identity numbers"),
        (["943 476 5919", "401 023 2137"], "NHS numbers"),
        (["111222333", "123456782"], "Dutch citizen service numbers"),
        (["219-09-9999", "078-05-1120"], "US social security numbers"),
        (["RSSMRA85T10A562S"], "Italian fiscal codes"),
        (["DE89 3704 0044 0532 0130 00"], "bank accounts (IBAN)"),
        (["+45 12 34 56 78", "0044 20 7946 0958"], "phone numbers"),
    ],
)
def test_identifiers_are_found_by_their_shape_under_any_header(texts, what):
    reason = identifier_reason("Remark", texts)
    assert reason is not None
    assert reason.endswith(what)


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Case", ["1", "2", "12"]),
        ("Patient", ["001-001", "001-002"]),
        ("Record", ["0012345678", "0012345679"]),
        ("Size (mm)", ["12.5", "38x13x2", "+3.5", "7"]),
        ("Visit date", ["2014-07-31", "31.07.2014", "31-07-2014", "310714", "20140731"]),
        ("Time", ["201407311530", "201408311545"]),
        ("Remark", ["310290-1234 is no date", "seen 01-02-2014"]),
        ("Diagnosis", ["SSc", "NSF"]),
        ("Nombre", ["3", "4"]),
        ("Lesion name", ["left", "right"]),
        ("Drug name", ["sodium thiosulphate"]),
        ("Visit name", ["week 4"]),
        ("City", ["Aarhus"]),
        ("Hospital", ["Aarhus"]),
        ("Mobile joint", ["yes"]),
        ("CPR performed", ["no"]),
        ("Year of birth", ["1950"]),
        ("NHS like", ["9434765918", "4010232138", "1"]),
        ("", []),
    ],
)
def test_ordinary_columns_are_no_identifiers(header, texts):
    assert identifier_reason(header, texts) is None


# Who is refused too much reads a message and goes on; who is refused too little has published a person.
@pytest.mark.parametrize(
    ("number", "strict", "what"),
    [
        ("290200-1234", cpr.is_valid, "a Danish CPR number"),  # the 1 means 1900, which was no leap year: a slip
        (
            "010190-1235",
            lambda number: cpr.checksum(cpr.compact(number)) == 0,
            "a Danish CPR number",
        ),  # given without it since 2007
        ("078-05-1120", ssn.is_valid, "US social security numbers"),  # printed on wallets in 1938, used by thousands
    ],
)
def test_a_number_that_a_strict_check_would_let_through_is_refused(number, strict, what):
    assert not strict(number)
    assert str(identifier_reason("Remark", [number])).endswith(what)


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("12", bsn.is_valid),  # 2 * 1 - 2 = 0 with leading zeros
        ("0101901234", cpr.is_valid),  # ten digits without a hyphen may be any running number
        ("00743110157", codicefiscale.is_valid),  # a company's number
        ("9999999999", nhs.is_valid),  # a placeholder: 9 * (10 + 9 + ... + 1) = 495 = 45 * 11
    ],
)
def test_a_number_that_names_nobody_is_let_through_though_its_checks_pass(text, is_valid):
    assert is_valid(text)
    assert identifier_reason("Remark", [text]) is None


@pytest.mark.parametrize(
    "text",
    [
        "811228-9873",  # Luhn
        "131052-308U",  # modulo 31
        "310215-308T",  # no such day
        "01010750161",  # modulo 11
        "943 476 5918",
        "111222334",
        "RSSMRA85T10A562T",
        "DE88 3704 0044 0532 0130 00",  # modulo 97
    ],
)
def test_a_number_with_a_wrong_check_digit_is_none(text):
    assert identifier_reason("Remark", [text]) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("41010750154", "Norwegian national identity numbers"),  # of a guest, with 4 added to the day
        ("RSSMRA85T10A56NH", "Italian fiscal codes"),  # letters for digits where two persons had the same code
    ],
)
def test_numbers_of_special_persons_are_found(text, what):
    assert str(identifier_reason("Remark", [text])).endswith(what)


def test_of_many_texts_most_are_found_and_few_are_not():
    phones = [f"+45 20 {number // 100:04d} {number % 100:02d}" for number in range(20_000)]
    others = [f"sample 200{number:06d}" for number in range(20_000)]
    assert "phone numbers" in str(identifier_reason("code", [*phones, *others[:4_000]]))
    assert identifier_reason("code", [*others, *phones[:10]]) is None


def test_random_ten_digit_numbers_are_no_nhs_numbers():
    numbers = [str(random.Random(1).randrange(10**9, 10**10) + step) for step in range(50)]
    assert identifier_reason("Sample", numbers) is None


@given(st.lists(st.integers(0, 999), min_size=1).map(lambda numbers: [str(number) for number in numbers]))
def test_small_numbers_never_identify(texts):
    assert identifier_reason("Count", texts) is None


@given(st.text(), st.lists(st.text()))
def test_any_column_can_be_looked_at(header, texts):
    assert identifier_reason(header, texts) is None or isinstance(identifier_reason(header, texts), str)


def test_a_pseudonym_is_the_keyed_hash_of_the_text():
    digest = hmac.new(SALT, b"010190-1234", hashlib.sha256).digest()
    assert pseudonym("010190-1234", SALT) == "P" + base64.b32encode(digest).decode()[:10]


def test_a_pseudonym_does_not_depend_on_blanks_around_the_text_or_how_accents_are_encoded():
    assert pseudonym(" Müller ", SALT) == pseudonym("Mu\u0308ller", SALT)


@given(st.sets(st.text(min_size=1).map(str.strip), min_size=2, max_size=20))
def test_different_texts_have_different_pseudonyms_and_another_salt_gives_others(texts):
    distinct = {pseudonym(text, SALT) for text in texts}
    assert len(distinct) >= len({pseudonym(text, b"another salt of the same kind") for text in texts})
    assert not distinct & {pseudonym(text, b"another salt of the same kind") for text in texts}


def test_the_salt_is_the_content_of_the_file(tmp_path):
    (tmp_path / "salt").write_bytes(SALT)
    assert read_salt({"CASETRACE_SALT_FILE": str(tmp_path / "salt")}, tmp_path / "project") == SALT


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (None, "is not set"),
        ("absent", "cannot be read"),
        ("short", "holds 5 bytes"),
        ("project/salt", "inside the project"),
        ("other/../project/salt", "inside the project"),
    ],
)
def test_a_salt_that_protects_nothing_is_refused(tmp_path, name, message):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "salt").write_bytes(SALT)
    (tmp_path / "short").write_bytes(b"short")
    environment = {"CASETRACE_SALT_FILE": str(tmp_path / name)} if name else {}
    with pytest.raises(UserError, match=message):
        read_salt(environment, tmp_path / "project")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a" * 64, "nearly all the same"),
        (b" " * 64, "nearly all the same"),
        (b"\n" * 20 + b"salt", "nearly all the same"),
    ],
)
def test_a_salt_that_can_be_guessed_is_refused(tmp_path, content, message):
    (tmp_path / "salt").write_bytes(content)
    with pytest.raises(UserError, match=message):
        read_salt({"CASETRACE_SALT_FILE": str(tmp_path / "salt")}, tmp_path / "project")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null", "/"])
def test_a_salt_is_never_read_from_a_device(tmp_path, device):
    with pytest.raises(UserError, match="no regular file"):
        read_salt({"CASETRACE_SALT_FILE": device}, tmp_path)


def test_a_long_text_without_numbers_is_gone_through_once():
    # From each of its letters on, this would be 5 times 10 to the 11th steps, which nobody waits for.
    assert SIX_DIGITS.match("a" * 1_000_000) is None
    assert identifying_texts(["a" * 1_000_000, "@a." * 100_000]) == frozenset()


@pytest.mark.parametrize(("text", "found"), [("x1 2-3,4/5 6", True), ("12345", False), ("a" * 50 + "123456", True)])
def test_six_digits_are_found_wherever_they_stand(text, found):
    assert (SIX_DIGITS.match(text) is not None) is found

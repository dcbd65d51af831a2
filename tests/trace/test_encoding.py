"""Answers where the terminal lacks characters: no number loses its sign, no raw text is taken for another."""

from hypothesis import given
from hypothesis import strategies as st

from casetrace.cli.encoding import encodable
from casetrace.model.numbers import fixed
from casetrace.model.terminal import harmless


@given(st.text().map(harmless))
def test_whatever_is_printed_can_be_encoded_and_ascii_stays_as_it_is(text):
    for encoding in ("ascii", "latin-1", "cp1252"):
        encodable(text, encoding).encode(encoding)
    assert encodable(text, "utf-8") == text
    plain = text.encode("ascii", errors="ignore").decode("ascii")
    assert encodable(plain, "ascii") == plain


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_printed_number_is_the_same_number_in_ascii(value, decimals):
    text = encodable(fixed(value, decimals), "ascii").replace(" ", "")
    assert float(text) == round(float(text), decimals)
    assert abs(float(text) - value) <= 0.5001 * 10**-decimals


def test_two_texts_that_differ_stay_apart():
    assert encodable("Bj\N{LATIN SMALL LETTER O WITH STROKE}rn", "ascii") == r"Bj\xf8rn"
    assert encodable("\N{LESS-THAN OR EQUAL TO}5", "ascii") == "<=5"

"""The citation of the source, with the place in the journal where config has it."""

import pytest

from casetrace.report.phrases import citation_words, source_words
from casetrace.report.text import joined

CITED = "Doe J. A case series. J Cases."


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, CITED),
        ({"year": 2016, "volume": "96", "pages": "257–258"}, f"{CITED} 2016; 96: 257–258."),
        ({"year": 2016, "volume": "96", "issue": "2"}, f"{CITED} 2016; 96(2)."),
        ({"pages": "e12", "doi": "10.1000/x.1"}, f"{CITED} e12. doi 10.1000/x.1."),
        ({"doi": "10.1000/x.1"}, f"{CITED} doi 10.1000/x.1."),
    ],
)
def test_the_citation_has_what_config_has(about, expected):
    assert joined(citation_words({"citation": CITED} | about)) == expected


def test_the_place_in_the_article_stands_behind_it():
    source = {"citation": CITED, "year": 2016, "location": "Table 1"}
    assert joined(source_words(source)) == f"{CITED} 2016. Table 1."
    assert source_words(None) == ()

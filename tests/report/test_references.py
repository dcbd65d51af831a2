"""References in full, the differences from the publication, and abbreviations below tables."""

import re

import pytest

from casetrace.claims.audit_tables import audit_content
from casetrace.methods.register import METHODS
from casetrace.report.abbreviations import spelled_out
from casetrace.report.article.bibliography import BIBLIOGRAPHY, full_reference
from casetrace.report.article.citations import sources
from casetrace.report.article.differences import differences
from casetrace.report.document.blocks import Body, Cell, Row, Section, Table
from casetrace.report.document.walking import parts_of
from casetrace.report.text import joined, text
from tests.report import audits

REGISTERED = [source for method in METHODS.values() for source in sources(method.reference)]


@pytest.mark.parametrize("short", BIBLIOGRAPHY)
def test_a_full_reference_is_that_of_a_source_of_the_register(short):
    found = [source for source in REGISTERED if source == short or source.startswith(f"{short},")]
    assert found
    for source in found:
        full = full_reference(source)
        assert re.findall(r"doi (\S+)", full) == re.findall(r"doi (\S+)", source)
        assert re.search(r"\d{4}[a-z]?; \d+: [a-z]?\d+|\d{4}, §", full), full


def test_a_source_without_a_full_reference_stays_as_it_is():
    assert full_reference("Nobody 1900, doi 10.1/x") == "Nobody 1900, doi 10.1/x"


def table_of(words: str) -> Table:
    return Table((), (Body((Row((Cell((words,)),)),)),))


def test_an_abbreviation_is_spelled_out_below_the_first_table_of_a_section():
    section = Section(("A",), (table_of("95 % CI"), table_of("CI, SSc"), table_of("CI")), "a", 2)
    first, second, third = parts_of(spelled_out(section, {"SSc": "systemic sclerosis"}), Table)
    assert [joined(note) for note in first.notes] == ["CI, confidence interval."]
    assert [joined(note) for note in second.notes] == ["SSc, systemic sclerosis."]
    assert third.notes == ()


def test_the_differences_name_what_is_printed_and_what_the_table_gives():
    words = text(differences(audit_content(audits.paper(), audits.SCENARIO, 50))).replace("\N{NO-BREAK SPACE}", " ")
    assert words.startswith("## Differences from the published report\n\nOf 10 statements in the article, 1 agrees")
    contradicted = words.partition("The following differ from what the table gives: ")[2].partition("\n")[0]
    assert "49 to 74" in contradicted
    assert "only under an assumption that the article does not state: " in words

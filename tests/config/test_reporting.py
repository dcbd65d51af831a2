"""What config says that only authors know."""

from typing import Any

import pytest

from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from tests.stages.running import SCHEMA


def checked(**sections: Any) -> dict[str, Any]:
    cohort = {"table": {"file": "table.csv"}, **sections}
    return dict(validated_config({"cohorts": {"clinic": cohort}}, SCHEMA)["cohorts"]["clinic"])


def test_it_is_kept_as_it_is_written():
    reporting = {"design": "case series", "planned": "after the data were published"}
    cohort = checked(reporting=reporting, abbreviations={"SSc": "systemic sclerosis"})
    assert cohort["reporting"] == reporting
    assert cohort["abbreviations"] == {"SSc": "systemic sclerosis"}


def test_nothing_is_said_where_nothing_is_given():
    assert "reporting" not in checked()


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"reporting": {"desing": "case series"}}, "reporting: unknown key 'desing'"),
        ({"reporting": {"planned": "some day"}}, "reporting.planned"),
        ({"reporting": {"design": ""}}, "reporting.design"),
        ({"abbreviations": {"SSc": 1}}, "abbreviations.SSc"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_place(sections, message):
    with pytest.raises(UserError, match=message):
        checked(**sections)


def test_the_place_in_a_journal_and_the_doi_are_keys_of_the_source():
    source = {
        "citation": "Doe J. A case series.",
        "year": 2016,
        "volume": "96",
        "pages": "257–258",
        "doi": "10.1000/x.1",
    }
    assert checked(source=source)["source"] == source
    with pytest.raises(UserError, match="doi"):
        checked(source=source | {"doi": "https://doi.org/10.1000/x.1"})

"""Claims that name an endpoint are claims of its definition."""

from pathlib import Path

import pandas as pd
import pytest

from casetrace.claims.claims import CLAIM_COLUMNS
from casetrace.claims.endpoint_terms import defined
from casetrace.claims.terms import TermError
from casetrace.claims.validation import validated_claims
from casetrace.model.dictionary import data_dictionary
from casetrace.model.endpoint import Endpoint, Threshold
from casetrace.model.plan import Plan
from tests.outcomes import a_motion, a_response, an_endpoint, an_outcome

SIZE, MOTION = an_outcome(), a_motion("motion")
ENDPOINTS: dict[str, Endpoint] = {
    "response": a_response(SIZE),
    "cleared": a_response(SIZE, name="cleared", threshold=Threshold(99.5, strict=True), visit=4),
    "freed": a_response(MOTION, name="freed", threshold=Threshold(50)),
    "shrunk": a_response(SIZE, name="shrunk", threshold=Threshold(5, in_units=True)),
    "change": an_endpoint(SIZE, name="change"),
}
PLAN = Plan({"size_mm": SIZE, "motion": MOTION}, ENDPOINTS)


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("endpoint.response=yes", "percent_reduction.size_mm.week_12>=30"),
        ("endpoint.response=no", "percent_reduction.size_mm.week_12<30"),
        ("endpoint.response.week_4 = yes", "percent_reduction.size_mm.week_4>=30"),
        ("endpoint.cleared=yes", "percent_reduction.size_mm.week_4>99.5"),
        ("endpoint.cleared=no", "percent_reduction.size_mm.week_4<=99.5"),
        ("endpoint.freed=yes & sex=female", "percent_increase.motion.week_12>=50 & sex=female"),
        ("site=Knee", "site=Knee"),
        ("", ""),
    ],
)
def test_the_definition_takes_the_place_of_the_name(text, definition):
    assert defined(text, PLAN.endpoints, PLAN.outcomes) == definition


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("endpoint.respons=yes", 'config has one of response, cleared, freed (did you mean "response"?)'),
        ("endpoint.shrunk=yes", "an endpoint of kind response with a threshold in percent"),
        ("endpoint.change=yes", "an endpoint of kind response with a threshold in percent"),
        ("endpoint.response", "endpoint.response=yes or endpoint.response=no"),
        ("endpoint.response=perhaps", "endpoint.response=yes or endpoint.response=no"),
    ],
)
def test_an_endpoint_that_there_is_not_is_told_with_those_that_there_are(text, expected):
    with pytest.raises(TermError) as caught:
        defined(text, PLAN.endpoints, PLAN.outcomes)
    assert expected in caught.value.expected


def test_a_study_without_such_an_endpoint_says_so():
    with pytest.raises(TermError) as caught:
        defined("endpoint.response=yes", {"change": ENDPOINTS["change"]}, PLAN.outcomes)
    assert caught.value.expected.endswith("config has none")


def test_a_claim_of_an_unknown_endpoint_is_one_problem_with_its_place(tmp_path: Path):
    path = tmp_path / "claims.csv"
    rows = [
        "a,S,P,comparison,endpoint.respons=yes,,patient,,,all,,",
        "b,S,P,comparison,endpoint.response=yes,,patient,,,all,,",
    ]
    path.write_text("\n".join([",".join(CLAIM_COLUMNS), *rows]) + "\n", encoding="utf-8")
    tables = {
        name: pd.DataFrame({column: pd.Series(dtype="str") for column in table.columns})
        for name, table in data_dictionary().items()
    }
    claims, (problem,) = validated_claims(str(path), tables, PLAN, corrections=None, site_groups={}, has_tables=True)
    assert (problem.line, problem.header, problem.severity) == (2, "quantity", "error")
    assert claims["quantity"].tolist() == ["percent_reduction.size_mm.week_12>=30"]

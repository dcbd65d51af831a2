from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.pool.declared import check_declared
from casetrace.analyse.pool.harmonisation import measured
from casetrace.model.comparisons import Cohort
from casetrace.model.errors import UserError
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject
from casetrace.model.study_terms import StudyTerms
from tests.analyse.pool.cohorts import MadeUp, three


def with_sites(made: MadeUp, *sites: str) -> MadeUp:
    """A cohort with a lesion at each site."""
    results = Results()
    for site in sites:
        subject = Subject(Quantity("site"), "lesion", "descriptive", analysis_set="enrolled")
        results.add(subject.within("site", site), "count", 1, "count", Sizes(len(sites), len(sites)))
    return made._replace(statistics=pd.concat([made.statistics, results.frame()], ignore_index=True))


def checked(section: dict[str, Any]) -> None:
    cohorts = [with_sites(made, "finger", "knee") for made in three()]
    terms = StudyTerms.of(section)
    own = {made.name: Cohort.of(made.name, made.plan, made.statistics, terms) for made in cohorts}
    check_declared(own, {made.name: made.plan for made in cohorts}, list(own.values()), section)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (
            {"outcomes": {"size": {"cohorts": {"first": "size", "second": "size_mm"}}}},
            ["pool.outcomes.size.cohorts.first", 'first has no outcome "size"', "one of size_mm"],
        ),
        (
            {"endpoints": {"response": {"cohorts": {"third": "halved"}}}},
            ["pool.endpoints.response.cohorts.third", 'third has no endpoint "halved"', "one of percent_change"],
        ),
        (
            {"visits": [{"week": 12, "from": 10, "to": 16}, {"week": 52, "from": 50, "to": 55}]},
            ["pool.visits, entry 2", "no cohort has a visit in this window", "a window with a visit: 4, 12, 26"],
        ),
        (
            {"categories": {"sight": {"hand": {}}}},
            ["pool.categories.sight", 'no cohort has the variable "sight"', "such as site"],
        ),
        (
            {"categories": {"site": {"hand": {"first": ["finger"], "second": ["fingr"]}}}},
            ["pool.categories.site.hand.second", 'second has no site "fingr"', "one of finger, knee"],
        ),
        (
            {"next_study": {"outcome": "size", "visit": 12}},
            ["pool.next_study.outcome", 'no cohort has a percent improvement of "size"', "one of size_mm"],
        ),
        (
            {"next_study": {"outcome": "size_mm", "visit": 13}},
            ["pool.next_study.visit", "no cohort has size_mm at week 13", "one of 4, 12, 26"],
        ),
    ],
)
def test_a_name_that_no_cohort_has_is_told_with_its_place_and_those_there_are(section, expected):
    with pytest.raises(UserError) as error:
        checked(section)
    message = str(error.value)
    assert message.startswith("The section pool of config does not fit the cohorts.\n")
    assert all(words in message for words in expected), message


def test_what_is_there_passes():
    checked(
        {
            "outcomes": {"size": {"cohorts": dict.fromkeys(("first", "second", "third"), "size_mm")}},
            "categories": {"site": {"hand": {"first": ["finger"]}, "knee": {}}},
            "visits": [{"week": 24, "from": 20, "to": 28}],
            "next_study": {"outcome": "size", "visit": 24},
        }
    )


def test_what_two_cohorts_name_alike_is_not_said_to_be_in_no_term():
    # config has terms of other outcomes and visits; week 4 is that of three cohorts, week 26 of the third alone
    terms = StudyTerms.of(
        {"outcomes": {"pain": {"cohorts": {"other": "vas"}}}, "visits": [{"week": 12, "from": 10, "to": 16}]}
    )
    plans = {made.name: made.plan for made in three()}
    cohorts = {made.name: Cohort.of(made.name, made.plan, made.statistics, terms) for made in three()}
    found = list(measured(cohorts, plans, [], terms))
    assert [(item.cohort, item.own) for item in found if item.term == "none"] == [("third", "size_mm, week 26")]
    [size, *_] = found
    assert size.how.endswith(
        "response: complete from 100 % reduction, partial from 30 %, progression from 20 % increase"
    )


def test_a_cohort_in_another_unit_of_time_has_its_visits_in_it_and_in_no_term():
    terms = StudyTerms.of({"visits": [{"week": 12, "from": 10, "to": 16}]})
    plans = {made.name: made.plan for made in three()}
    cohorts = {made.name: Cohort.of(made.name, made.plan, made.statistics, terms) for made in three()}
    cohorts["third"] = replace(cohorts["third"], time_unit="day")
    visits = [item for item in measured(cohorts, plans, [], terms) if (item.cohort, item.kind) == ("third", "visit")]
    assert visits[0].own == "size_mm, day 4"
    assert {item.term for item in visits} == {"none"}

from typing import Any

from casetrace.model.study_terms import StudyTerms, Unmapped
from tests.outcomes import an_outcome


def terms(**section: Any) -> StudyTerms:
    return StudyTerms.of(section)


WINDOWS = [{"week": 4, "from": 2, "to": 6}, {"week": 12, "from": 10, "to": 16}]


def test_an_outcome_has_the_name_that_config_gives_it_in_a_cohort():
    declared = terms(outcomes={"size": {"cohorts": {"a": "diameter"}}})
    own = {"diameter": an_outcome("diameter"), "pain": an_outcome("pain")}
    assert list(declared.outcomes_of("a", own)) == ["size", "pain"]
    assert declared.outcomes_of("a", own)["size"].name == "diameter"
    # a cohort that is not named calls it as the study does
    assert list(declared.outcomes_of("b", {"size": an_outcome("size")})) == ["size"]


def test_an_outcome_whose_name_is_given_to_another_of_its_cohort_is_left_out_of_the_study():
    declared = terms(outcomes={"size": {"cohorts": {"a": "diameter"}}})
    own = {"diameter": an_outcome("diameter"), "size": an_outcome("size")}
    assert list(declared.outcomes_of("a", own)) == ["size"]
    assert list(declared.unmapped("a", own, {})) == [Unmapped("a", "outcome", "size")]


def test_the_visit_nearest_to_its_week_counts_and_the_others_keep_their_weeks():
    outcome = an_outcome(follow_up_visits=(3, 5, 6, 13, 26))
    assert terms(visits=WINDOWS).weeks_of(outcome) == {4: 3, 5: 5, 6: 6, 12: 13, 26: 26}
    found = terms(visits=WINDOWS).unmapped("a", {"size_mm": outcome}, {})
    assert [item.name for item in found] == ["size_mm, week 5", "size_mm, week 6", "size_mm, week 26"]


def test_without_windows_every_visit_keeps_its_week_and_nothing_is_unmapped():
    outcome = an_outcome(follow_up_visits=(4, 12))
    assert terms().weeks_of(outcome) == {4: 4, 12: 12}
    assert list(terms().unmapped("a", {"size_mm": outcome}, {})) == []


def test_a_text_is_in_the_term_that_names_it_or_has_its_name():
    declared = terms(categories={"site": {"hand": {"a": ["finger", "palm"]}, "knee": {}}})
    found = [declared.term_of("site", "a", text) for text in ("finger", "knee", "elbow")]
    assert found == ["hand", "knee", None]

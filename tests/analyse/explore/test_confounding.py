"""Which variables and groups go together; expected values are worked out by hand."""

import pytest

from casetrace.analyse.explore.confounding import (
    CONFOUNDED_PAIR,
    add_group_associations,
    association,
    confounded_pair,
    confounders_of,
    confounding_note,
    confounding_notes,
)
from casetrace.methods.association import ConstantInputError
from casetrace.model.results import Results
from tests.analyse.explore.patients import LABELS, patients, settings, sources
from tests.outcomes import a_pain, an_outcome


def test_two_numbers_are_confounded_from_the_declared_correlation_whatever_its_sign():
    rows = patients(baseline=[1.0, 2, 3, 4], age_years=[4.0, 3, 2, 1], dose_mean=[2.0, 1, 4, 3])
    confounders = confounders_of(rows, ["baseline", "age_years", "dose_mean"], 0.7)
    assert confounders == {
        "baseline": {"age_years": "rho -1.00"},
        "age_years": {"baseline": "rho -1.00"},
        "dose_mean": {},
    }
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * 4 / 60 = 0.6.
    assert confounders_of(rows, ["baseline", "dose_mean"], 0.59)["baseline"] == {"dose_mean": "rho 0.60"}


def test_a_number_and_a_group_are_confounded_from_the_correlation_ratio():
    # Ranks 1 2 | 3 4 around 2.5: 2 * 1 + 2 * 1 of 5 lie between the groups.
    found = association(patients(baseline=[10.0, 20, 30, 40], site=list("aabb")), "baseline", "site", 0.7)
    assert (found.statistic, found.method, found.confounded) == ("correlation_ratio", "correlation_ratio", True)
    assert found.value == pytest.approx(0.8**0.5)
    assert found.words == "η 0.89"
    # Ranks 1 4 | 2 3: nothing lies between them.
    assert not association(patients(baseline=[1.0, 2, 3, 4], site=list("abba")), "baseline", "site", 0.7).confounded


@pytest.mark.parametrize(
    ("site", "sex", "empty", "words"),
    [
        ("aabb", "fmfm", 0, "0 empty combinations"),
        ("aabb", "fmff", 1, "1 empty combination"),
        ("abc", "ffm", 3, "3 empty combinations"),
    ],
)
def test_two_groups_are_tied_when_a_cell_is_empty(site, sex, empty, words):
    found = association(patients(site=list(site), sex=list(sex)), "site", "sex", 0.7)
    assert (found.statistic, found.value, found.method, found.confounded, found.words) == (
        "empty_cells", empty, "cross_tabulation", empty > 0, words
    )  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [("baseline", "age_years"), ("baseline", "site"), ("sex", "site")])
def test_what_is_the_same_for_everybody_is_tied_to_nothing(first, second):
    rows = patients(baseline=[1.0, 2, 3, 4], age_years=[5.0] * 4, site=["a"] * 4, sex=list("fmfm"))
    with pytest.raises(ConstantInputError):
        association(rows, first, second, 0.7)
    assert confounders_of(rows, [first, second], 0.7) == {first: {}, second: {}}
    assert confounded_pair(rows, first, second, settings()) == ""


def test_ties_are_judged_on_the_patients_of_the_visit():
    # over four patients the two go together; over all five they do not
    rows = patients(baseline=[1.0, 2, 3, 4, 5], age_years=[1.0, 2, 3, 4, 0])
    assert confounders_of(rows[:4], ["baseline", "age_years"], 0.7)["age_years"] == {"baseline": "rho 1.00"}
    assert confounders_of(rows, ["baseline", "age_years"], 0.7)["age_years"] == {}


def test_two_variables_that_few_patients_have_both_of_are_not_said_to_be_confounded():
    # Over any two patients rho is 1 or -1.
    rows = patients(baseline=[1.0, 2, 3, 4, 5, 6], age_years=[50.0, 60, *[None] * 4])
    assert confounding_notes(rows, ["baseline", "age_years"], settings()) == {"baseline": "", "age_years": ""}
    assert (
        confounding_notes(rows[:3].assign(age_years=[1, 2, 3]), ["baseline", "age_years"], settings())["baseline"] == ""
    )


def test_a_note_names_what_a_variable_is_tied_to_and_how_much():
    rows = patients(baseline=[1.0, 2, 3, 4], age_years=[1.0, 2, 3, 4], site=list("abcd"))
    notes = confounding_notes(rows, ["baseline", "age_years", "site"], settings())
    assert notes["baseline"] == "confounded with age (rho 1.00), site (η 1.00)"
    assert confounding_note({}, LABELS) == ""


def test_groups_are_set_against_variables_and_groups_over_everybody():
    rows = patients(baseline=[1.0, 2, 3, 4], age_years=[3.0, 1, 4, 2], site=list("aabb"), sex=["f", "m", "f", None])
    results = Results()
    add_group_associations(
        results, an_outcome(), rows, ["baseline", "age_years", "site", "sex"], settings(), sources(rows)
    )
    frame = results.frame().set_index("analysis")
    assert list(frame.index) == [
        "baseline_with_site", "baseline_with_sex", "age_years_with_site", "age_years_with_sex", "site_with_sex"
    ]  # fmt: skip
    row = frame.loc["baseline_with_site"]
    assert (row["status"], row["note"], row["n_patients"], row["n_lesions"]) == (
        "flagged",
        CONFOUNDED_PAIR,
        4,
        4,
    )
    free = frame.loc["age_years_with_site"]
    assert (free["status"], free["estimate"]) == ("ok", pytest.approx(0.2**0.5))  # ranks 3 1 | 4 2: 4 * 0.25 of 5
    refused = frame.loc["site_with_sex"]
    assert refused["note"].startswith("3 patients have both: too few to assess")
    assert (refused["statistic"], refused["method"]) == ("empty_cells", "cross_tabulation")
    assert set(frame["role"]) == {"exploratory"}
    assert frame["visit"].isna().all()


def test_a_group_that_is_the_same_for_everybody_is_refused_and_one_patient_is_one():
    results = Results()
    rows = patients(baseline=[1.0, 2, 3, 4], site=["a"] * 4, sex=["f", None, None, None])
    add_group_associations(results, a_pain(), rows, ["baseline", "site", "sex"], settings(), sources(rows))
    frame = results.frame().set_index("analysis")
    assert frame.loc["baseline_with_site", "note"].startswith("one of the two is the same for all patients")
    assert frame.loc["baseline_with_sex", "note"].startswith("1 patient has both: too few to assess")
    assert frame["n_lesions"].isna().all()

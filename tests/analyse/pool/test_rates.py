import pandas as pd
import pytest

from casetrace.analyse.pool.rates import add_rates
from casetrace.methods.pooled_proportions import binomial_normal, freeman_tukey
from casetrace.model.comparisons import Cohort
from casetrace.model.results import Results, Sizes, Subject
from casetrace.model.shared_rates import ALL_COMPLETE, RateKey, shared_rates
from casetrace.model.study_terms import StudyTerms
from tests.outcomes import an_outcome

START = "all_complete.size_mm.week_12.patient.all.observed"


def cohort(name: str, count: int, n: int) -> Cohort:
    """A cohort of so many patients, some of whom are complete at week 12."""
    outcome, results = an_outcome(follow_up_visits=(12,)), Results()
    subject = Subject(ALL_COMPLETE, "patient", "secondary", outcome, 12, scenario="observed")
    results.add(subject, "count", count, "count", Sizes(n, n))
    return Cohort(name, {"size_mm": outcome}, results.frame(), {}, StudyTerms())


def pooled(*counts: tuple[int, int]) -> pd.DataFrame:
    cohorts = [cohort(f"c{place}", *numbers) for place, numbers in enumerate(counts)]
    results = Results()
    add_rates(results, list(shared_rates(cohorts)), [each.name for each in cohorts], 3, 0.95)
    return results.frame().set_index("result_id")


def test_counts_are_pooled_by_their_exact_likelihood_a_full_cohort_among_them():
    rows = pooled((5, 5), (3, 8), (9, 11), (12, 25))
    expected = binomial_normal([5, 3, 9, 12], [5, 8, 11, 25], 0.95)
    row = rows.loc[f"{START}.proportion.binomial_normal"]
    assert (row["estimate"], row["ci_lower"], row["ci_upper"]) == pytest.approx(
        (expected.proportion, expected.limits.lower, expected.limits.upper), rel=1e-10
    )
    assert row["n_patients"] == 49
    assert rows.loc[f"{START}.cohort=c0.proportion.clopper_pearson", "estimate"] == 1
    beside = rows.loc[f"{START}.proportion.freeman_tukey"]
    assert beside["estimate"] == pytest.approx(freeman_tukey([5, 3, 9, 12], [5, 8, 11, 25], 0.95).proportion, rel=1e-10)
    assert "transformation back" in beside["note"]
    assert beside["role"] == "sensitivity"


def test_two_cohorts_have_no_variance_between_them():
    rows = pooled((1, 4), (2, 5))
    assert rows.loc[f"{START}.proportion.binomial_normal", "note"].startswith("2 cohorts can be pooled, fewer than 3")
    assert f"{START}.tau2_transformed.binomial_normal" not in rows.index


def test_where_all_responded_everywhere_the_exact_interval_over_all_is_given():
    rows = pooled((4, 4), (5, 5), (6, 6))
    assert rows.loc[f"{START}.proportion.binomial_normal", "status"] == "refused"
    as_one = rows.loc[f"{START}.proportion.clopper_pearson"]
    # Clopper & Pearson: the lower limit of 15 of 15 is 0.025 to the power of 1 / 15
    assert as_one["ci_lower"] == pytest.approx(0.025 ** (1 / 15), rel=1e-10)
    assert "taken as one cohort" in as_one["note"]


@pytest.mark.parametrize(
    ("counts", "did"),
    [
        # an actual study: 2 of 40, both of them in the first cohort
        (((2, 5), (0, 8), (0, 9), (0, 9), (0, 9)), "responded"),
        (((3, 5), (8, 8), (9, 9)), "did not respond"),
        (((2, 5), (1, 8), (0, 9)), ""),
    ],
)
def test_what_rests_on_one_cohort_alone_is_flagged(counts, did):
    rows = pooled(*counts)
    for method in ("binomial_normal", "freeman_tukey"):
        note = rows.loc[f"{START}.proportion.{method}", "note"]
        assert (f"all patients who {did} are in one cohort" in note) if did else ("in one cohort" not in note)


def test_the_cohorts_of_a_rate_are_those_that_have_it():
    cohorts = [cohort("a", 1, 4), Cohort("b", {}, cohort("b", 1, 4).statistics, {}, StudyTerms())]
    assert list(shared_rates(cohorts)) == []
    [rate] = shared_rates([cohort("a", 1, 4), cohort("b", 2, 4)])
    assert rate.key == RateKey("size_mm", 12)

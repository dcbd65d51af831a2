"""Published data of each scale through the stages; expected values from R 4.2 (binom.test, exactRankTests 0.8-35)."""

import pytest

from tests.stages import published_scales as published
from tests.stages.running import Run, run_shape


@pytest.fixture(scope="module")
def respdis(tmp_path_factory) -> Run:
    return run_shape(tmp_path_factory.mktemp("respdis"), published.respdis())


def counted(run: Run, prefix: str, variable: str, levels: list[str]) -> list[int]:
    names = [f"{prefix}.{variable}={level}.count.count" for level in levels]
    return [int(number) for number in run.statistics.loc[names, "estimate"]]


def test_the_grades_of_the_respiratory_trial_are_counted_at_each_visit(respdis):
    levels = list(published.GRADES.values())
    start = counted(respdis, "level.status.week_1.patient.all.observed", "level", levels)
    end = counted(respdis, "level.status.week_4.patient.all.observed", "level", levels)
    assert (start, end) == ([14, 63, 34], [24, 47, 40])


def test_its_shifts_and_movement_are_those_of_the_cross_table(respdis):
    stem = "status.week_4.patient.all.observed"
    names = [
        [f"shift.{stem}.from={start}.to={end}.count.count" for end in published.GRADES.values()]
        for start in published.GRADES.values()
    ]
    table = [respdis.statistics.loc[row, "estimate"].tolist() for row in names]
    assert table == [[9, 4, 1], [12, 33, 18], [3, 10, 21]]
    assert counted(respdis, f"movement.{stem}", "movement", ["better", "same", "worse"]) == [23, 63, 25]


def test_its_tests_are_those_of_r(respdis):
    signs = respdis.statistics.loc["movement.status.week_4.patient.all.observed.excess.sign_test"]
    assert (signs["estimate"], signs["p_value"]) == (-2, pytest.approx(0.885433497286515, rel=1e-8))
    ranks = respdis.statistics.loc["steps.status.week_4.patient.all.observed.signed_rank.signed_rank_exact"]
    assert (ranks["estimate"], ranks["p_value"]) == (541.5, pytest.approx(0.592548264490333, rel=1e-8))
    earlier = respdis.statistics.loc["steps.status.week_2.patient.all.observed.signed_rank.signed_rank_exact"]
    assert (earlier["estimate"], earlier["p_value"]) == (351.5, pytest.approx(0.715176067766151, rel=1e-8))


@pytest.mark.parametrize(
    ("level", "share", "limits"),
    [
        ("good", 87 / 111, (0.695583758242, 0.856283468388)),
        ("excellent", 40 / 111, (0.271407004922, 0.456966113098)),
    ],
)
def test_its_shares_have_the_exact_limits_of_r(respdis, level, share, limits):
    row = respdis.statistics.loc[
        f"level_or_better.status.week_4.patient.all.observed.level={level}.proportion.clopper_pearson"
    ]
    assert row["estimate"] == pytest.approx(share)
    assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(limits, rel=1e-8)


def test_the_levels_answer_its_primary_endpoint_and_the_share_a_secondary_one(respdis):
    primary = respdis.statistics[respdis.statistics["role"] == "primary"]
    assert set(primary["analysis"]) == {"level"}
    assert set(primary["visit"]) == {4}
    good = respdis.statistics.loc["responders.status.week_4.patient.all.observed.endpoint=good.count.count"]
    assert (good["estimate"], good["role"]) == (87, "secondary")


def test_nothing_of_an_ordered_outcome_is_averaged(respdis):
    of_outcome = respdis.statistics[respdis.statistics["outcome"] == "status"]
    assert not set(of_outcome["statistic"]) & {"mean", "sd", "median", "ratio", "slope", "mean_difference"}
    assert not set(of_outcome["analysis"]) & {"increase", "reduction", "log_ratio", "absolute_increase", "value"}


def test_a_yes_or_no_has_the_shares_and_the_sign_test_of_r(tmp_path):
    rows = run_shape(tmp_path, published.bacteria()).statistics
    free = rows.loc["responders.bacteria.week_11.patient.all.observed.endpoint=free.proportion.clopper_pearson"]
    assert (free["estimate"], free["n_patients"], free["role"]) == (pytest.approx(12 / 44), 44, "primary")
    assert (free["ci_lower"], free["ci_upper"]) == pytest.approx((0.149576843765, 0.427896412456), rel=1e-8)
    signs = rows.loc["movement.bacteria.week_11.patient.all.observed.excess.sign_test"]
    assert (signs["estimate"], signs["p_value"]) == (8, pytest.approx(0.03857421875, rel=1e-9))
    assert rows.loc["level.bacteria.week_0.patient.all.observed.level=no.count.count", "estimate"] == 5


def test_improvement_without_a_baseline_is_counted_in_each_arm(tmp_path):
    run = run_shape(tmp_path, published.arthritis())
    levels = ["marked", "some", "none"]
    for arm, expected in (("placebo", [7, 7, 29]), ("treated", [21, 7, 13])):
        assert counted(run, f"level.improvement.week_8.patient.all.observed.arm={arm}", "level", levels) == expected
    assert counted(run, "level.improvement.week_8.patient.all.observed", "level", levels) == [28, 14, 42]
    assert not run.statistics.index.str.startswith(("movement.", "shift.")).any()


def test_printed_percentages_alone_give_what_they_give_beside_the_sizes(tmp_path):
    """The means of the first cohort `as_reported`, and the mean of the patients at week 4 worked out by hand."""
    rows = run_shape(tmp_path, published.percentages()).statistics
    means = {
        "week_4.lesion": 439 / 7,
        "week_4.patient": (100 + 57 + 50 + 38 + 75 + 59.5) / 6,
        "week_12.lesion": 88,
        "week_12.patient": 88,
    }
    for about, mean in means.items():
        found = rows.loc[f"reduction.reduction.{about}.all.observed.mean.summary", "estimate"]
        assert found == pytest.approx(mean), about
    assert rows.loc["response.reduction.week_12.lesion.all.observed.response=complete.count.count", "estimate"] == 2
    flips = rows.loc["reduction.reduction.week_4.patient.all.observed.mean.sign_flip_exact"]
    assert flips["p_value"] == 2 / 2**6


def test_what_printed_percentages_have_not_is_refused_once(tmp_path):
    rows = run_shape(tmp_path, published.percentages()).statistics
    for analysis in ("absolute_reduction", "reduction_of_sum", "log_ratio"):
        refused = rows[rows["analysis"] == analysis]
        assert refused["status"].tolist() == ["refused"]
        assert refused["note"].item().startswith("the source gives percentages without the underlying values")

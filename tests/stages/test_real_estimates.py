"""The estimates and sensitivity analyses of the shipped cohort.

Expected values were computed apart from this program: in R 4.2 (base, and clubSandwich 0.5.8 for CR2), and exact
bootstrap and sign-flip distributions by enumeration.
"""

import pytest

LESIONS_4 = "reduction.size_mm.week_4.lesion.all.observed"
LESIONS_12 = "reduction.size_mm.week_12.lesion.all.observed"
PATIENTS_4 = "reduction.size_mm.week_4.patient.all.observed"
PATIENTS_12 = "reduction.size_mm.week_12.patient.all.observed"
CHANGE = "change_in_reduction.size_mm.week_4_to_12.patient.all.observed"
SLOPE = "reduction_on_log_baseline.size_mm.week_4.lesion.all.observed"
LOG_4, LOG_12 = (f"log_ratio.size_mm.week_{week}.lesion.all.observed" for week in (4, 12))
ALL_12 = "all_complete.size_mm.week_12.patient.all.observed.proportion"
COMPLETE_4 = "response.size_mm.week_4.lesion.all.observed.response=complete.proportion"
SERIOUS = "serious_related_complication.patient.enrolled"
EVENTS = "any_complication.event.enrolled"

MM_4, MM_12 = (f"absolute_reduction.size_mm.week_{week}.patient.all.observed" for week in (4, 12))
RESPONSE, OBSERVED = "responders.size_mm", "observed.endpoint=response"

#: result_id, column and value, to the digits that are there: a relative error of 1e-8, or half of the last one.
VALUES = [
    (f"{LESIONS_4}.mean.cr2_t", "estimate", 62.6380552221),
    (f"{LESIONS_4}.se.cr2_t", "estimate", 7.59156019589),
    (f"{LESIONS_4}.df.cr2_t", "estimate", 4.5),
    (f"{LESIONS_4}.mean.cr2_t", "ci_lower", 42.4527620827),
    (f"{LESIONS_4}.mean.cr2_t", "ci_upper", 82.8233483615),
    (f"{LESIONS_4}.mean.cr2_t", "p_value", 0.000698001039235),
    (f"{SLOPE}.slope.cr2_t", "estimate", -8.47570792577),
    (f"{SLOPE}.se.cr2_t", "estimate", 4.92949341355),
    (f"{SLOPE}.df.cr2_t", "estimate", 3.51482070516),
    (f"{LESIONS_12}.mean.cr2_t", "estimate", 89.4047619048),
    (f"{LESIONS_12}.se.cr2_t", "estimate", 6.15258550449),
    (f"{LESIONS_12}.df.cr2_t", "estimate", 4),
    (f"{LESIONS_12}.mean.cr2_t", "ci_lower", 72.3224459965),
    (f"{LESIONS_12}.mean.cr2_t", "ci_upper", 106.487077813),
    (f"{PATIENTS_4}.mean.t", "estimate", 63.17577031),
    (f"{PATIENTS_4}.mean.t", "ci_lower", 40.28341396),
    (f"{PATIENTS_4}.mean.t", "ci_upper", 86.06812666),
    (f"{MM_4}.mean.t", "estimate", 21.0833333333),
    (f"{MM_4}.mean.t", "ci_lower", -0.5065),
    (f"{MM_4}.mean.t", "ci_upper", 42.6732),
    (f"{MM_4}.sd.summary", "estimate", 20.5728),
    (f"{MM_4}.median.summary", "estimate", 16.5),
    (f"{MM_12}.mean.t", "estimate", 29.2),
    (f"{MM_12}.mean.t", "ci_lower", -14.2707),
    (f"{MM_12}.mean.t", "ci_upper", 72.6707),
    (f"{MM_12}.sd.summary", "estimate", 35.0100),
    (f"{MM_12}.median.summary", "estimate", 4),
    (f"{PATIENTS_12}.median.median_order_statistics", "estimate", 92.857),
    (f"{PATIENTS_12}.median.median_order_statistics", "ci_lower", 66.667),
    (f"{PATIENTS_12}.median.median_order_statistics", "ci_upper", 100),
    (f"{PATIENTS_12}.median.median_order_statistics", "ci_level", 0.9375),
    (f"{PATIENTS_4}.median.median_order_statistics", "ci_lower", 37.5),
    (f"{PATIENTS_4}.median.median_order_statistics", "ci_upper", 100),
    (f"{PATIENTS_4}.median.median_order_statistics", "ci_level", 0.96875),
    (f"{PATIENTS_12}.pseudomedian.hodges_lehmann_one_sample", "estimate", 92.857),
    (f"{RESPONSE}.week_12.patient.all.{OBSERVED}.count.count", "estimate", 5),
    (f"{RESPONSE}.week_12.patient.all.{OBSERVED}.proportion.clopper_pearson", "ci_lower", 0.478),
    (f"{RESPONSE}.week_12.patient.all.{OBSERVED}.proportion.clopper_pearson", "ci_upper", 1),
    (f"{RESPONSE}.week_12.patient.all.{OBSERVED}.proportion.binomial_exact_one_sided", "p_value", 0.03125),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.proportion.clopper_pearson", "ci_lower", 0.359),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.proportion.clopper_pearson", "ci_upper", 0.996),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.proportion.binomial_exact_one_sided", "p_value", 0.109375),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.posterior_median.beta_posterior", "estimate", 0.7715),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.posterior_median.beta_posterior", "ci_lower", 0.4213),
    (f"{RESPONSE}.week_12.patient.enrolled.{OBSERVED}.posterior_median.beta_posterior", "ci_upper", 0.9633),
    (f"{RESPONSE}.week_4.patient.all.{OBSERVED}.proportion.clopper_pearson", "ci_lower", 0.541),
    (f"{RESPONSE}.week_4.lesion.all.{OBSERVED}.proportion.clopper_pearson", "ci_lower", 0.590),
    (f"{ALL_12.replace('.all.', '.enrolled.')}.clopper_pearson", "ci_lower", 0.0433),
    (f"{ALL_12.replace('.all.', '.enrolled.')}.clopper_pearson", "ci_upper", 0.777),
    (f"{PATIENTS_4}.mean.sign_flip_exact", "p_value", 0.03125),
    (f"{PATIENTS_4}.mean.sign_flip_exact", "p_value_minimum", 0.03125),
    (f"{PATIENTS_12}.mean.sign_flip_exact", "p_value", 0.0625),
    (f"{PATIENTS_12}.mean.sign_flip_exact", "p_value_minimum", 0.0625),
    (f"{CHANGE}.mean.sign_flip_exact", "p_value", 0.125),
    (f"{CHANGE}.mean.sign_flip_exact", "p_value_minimum", 0.125),
    (f"{PATIENTS_4}.signed_rank.signed_rank_exact", "p_value", 0.03125),
    (f"{ALL_12}.clopper_pearson", "estimate", 0.4),
    (f"{ALL_12}.clopper_pearson", "ci_lower", 0.0527449505),
    (f"{ALL_12}.clopper_pearson", "ci_upper", 0.8533672004),
    (f"{ALL_12}.wilson", "ci_lower", 0.1176207742),
    (f"{ALL_12}.wilson", "ci_upper", 0.7692757187),
    (f"{COMPLETE_4}.clopper_pearson", "ci_lower", 0.0036102969),
    (f"{COMPLETE_4}.clopper_pearson", "ci_upper", 0.5787231970),
    (f"{SERIOUS}.proportion.clopper_pearson", "ci_upper", 0.4592581264),
    (f"{SERIOUS}.upper_limit.clopper_pearson_one_sided", "estimate", 1 - 0.05 ** (1 / 6)),
    # binom.test(1, 6), poisson.test(4, 64) and poisson.test(4, 20); the death is a serious event.
    ("serious_complication.patient.enrolled.proportion.clopper_pearson", "ci_lower", 0.00421074451449),
    ("serious_complication.patient.enrolled.proportion.clopper_pearson", "ci_upper", 0.64123457899767),
    (f"{EVENTS}.rate_per_patient_week.poisson_exact", "estimate", 0.0625),
    (f"{EVENTS}.rate_per_patient_week.poisson_exact", "ci_lower", 0.0170291464629),
    (f"{EVENTS}.rate_per_patient_week.poisson_exact", "ci_upper", 0.1600248230532),
    (f"{EVENTS}.rate_per_treatment.poisson_exact", "estimate", 0.2),
    (f"{EVENTS}.rate_per_treatment.poisson_exact", "ci_lower", 0.0544932686813),
    (f"{EVENTS}.rate_per_treatment.poisson_exact", "ci_upper", 0.5120794337702),
    (f"{CHANGE}.mean.t", "estimate", 25.47619048),
    (f"{CHANGE}.mean.t", "ci_lower", 1.973729634),
    (f"{CHANGE}.mean.t", "ci_upper", 48.978651318),
    (f"{LOG_4}.mean.cr2_t.offset_0_5", "estimate", -0.964731596083),
    (f"{LOG_4}.se.cr2_t.offset_0_5", "estimate", 0.181893951149),
    (f"{LOG_12}.mean.cr2_t.offset_0_5", "estimate", -1.93727854325),
    (f"{LOG_12}.se.cr2_t.offset_0_5", "estimate", 0.26626319546),
    ("reduction.size_mm.week_12.patient.all.no_change.mean.t", "estimate", 74.50396825),
    ("reduction.size_mm.week_12.patient.all.locf.mean.t", "estimate", 84.40592904),
    ("reduction.size_mm.week_12.patient.all.complete_response.mean.t", "estimate", 91.17063492),
    ("reduction.size_mm.week_12.lesion.all.no_change.mean.cr2_t", "estimate", 63.86054422),
    ("reduction.size_mm.week_12.lesion.all.locf.mean.cr2_t", "estimate", 80.83533413),
    ("reduction.size_mm.week_12.lesion.all.complete_response.mean.cr2_t", "estimate", 92.43197279),
    (f"{LESIONS_4}.leave_one_out_minimum.leave_one_out", "estimate", 56.4110644258),
    (f"{LESIONS_4}.leave_one_out_maximum.leave_one_out", "estimate", 66.8277310924),
    (f"{PATIENTS_4}.leave_one_out_minimum.leave_one_out", "estimate", 55.8109243697),
    (f"{PATIENTS_4}.leave_one_out_maximum.leave_one_out", "estimate", 68.3109243697),
    (f"{LESIONS_4}.rounding_lower.rounding", "estimate", 54.7354510295),
    (f"{LESIONS_4}.rounding_upper.rounding", "estimate", 66.8098529559),
    (f"{LESIONS_12}.rounding_lower.rounding", "estimate", 79.827704805),
    (f"{LESIONS_12}.rounding_upper.rounding", "estimate", 91.7477711927),
    (f"{LESIONS_12}.lesion=3a.rounding_lower.rounding", "estimate", 54.5454545455),
    (f"{LESIONS_12}.lesion=3a.rounding_upper.rounding", "estimate", 76.9230769231),
]


@pytest.mark.parametrize(("result_id", "column", "value"), VALUES)
def test_the_estimates_of_the_real_cohort_are_those_computed_elsewhere(real_run, result_id, column, value):
    digits = len(repr(value).partition(".")[2])
    half = 0.5 * 10**-digits if 0 < digits < 8 else 6e-11
    assert real_run.statistics.loc[result_id, column] == pytest.approx(value, rel=1e-8, abs=1.0001 * half)


def test_an_interval_that_leaves_the_possible_range_is_flagged_and_not_cut(real_run):
    row = real_run.statistics.loc[f"{LESIONS_12}.mean.cr2_t"]
    assert row["ci_upper"] > 100
    assert row["status"] == "flagged"
    assert row["note"].startswith("the CI extends beyond 100 %")


def test_who_moves_the_mean_most_is_named(real_run):
    notes = real_run.statistics["note"]
    assert notes[f"{LESIONS_4}.leave_one_out_minimum.leave_one_out"] == "omitting patient 1"
    assert notes[f"{LESIONS_4}.leave_one_out_maximum.leave_one_out"] == "omitting patient 4"


def test_models_of_so_few_patients_are_refused_and_say_what_to_look_at(real_run):
    for method in ("gee_exchangeable", "mixed_model_kenward_roger"):
        row = real_run.statistics.loc[f"{LOG_4}.mean.{method}"]
        assert row["status"] == "refused"
        assert row["note"].startswith("6 patients, fewer than 10: the standard error would be too small")
        assert row["note"].endswith("see the cluster-robust CI")


def test_the_bootstrap_of_so_few_patients_is_refused(real_run):
    row = real_run.statistics.loc[f"{PATIENTS_4}.mean.bootstrap_exact"]
    assert (row["status"], row["note"].split(":")[0]) == ("refused", "6 patients, fewer than 10")


def test_a_t_test_whose_interval_is_flagged_has_no_p_value(real_run):
    rows = real_run.statistics.query("method in ['t', 'cr2_t'] and statistic in ['mean', 'slope']")
    doubtful = rows["note"].str.contains("the CI extends beyond|degrees of freedom")
    assert set(rows.loc[doubtful, "status"]) == {"flagged"}
    assert rows.loc[doubtful, "p_value"].isna().all()
    assert rows.loc[~doubtful, "p_value"].notna().any()
    assert len(rows[doubtful]) > 5


def test_a_test_that_could_not_have_reached_the_customary_limit_is_flagged(real_run):
    row = real_run.statistics.loc[f"{PATIENTS_12}.mean.sign_flip_exact"]
    assert row["status"] == "flagged"
    assert row["note"].startswith("with this sample size P < 0.05 is unattainable")


def test_at_the_tipping_point_the_interval_touches_zero(real_run):
    """One patient is missing at week 12; with her at the tipping point the t interval of the six ends at 0."""
    tipping = real_run.statistics.loc[f"{PATIENTS_12}.tipping_point.tipping_point"]
    assert tipping["status"] == "ok"
    visits = real_run.frame("derive/patient_visits")
    seen = visits[(visits["scenario"] == "observed") & (visits["visit"] == 12)]["percent_reduction"].dropna()
    values = [*seen, tipping["estimate"]]
    mean = sum(values) / 6
    variance = sum((value - mean) ** 2 for value in values) / 5
    quantile = 2.5705818356363141  # of Student's t with 5 degrees of freedom, 97.5 %, from R
    assert mean - quantile * (variance / 6) ** 0.5 == pytest.approx(0, abs=1e-9)
    assert tipping["estimate"] < seen.mean()


def test_nobody_is_missing_at_week_4_so_that_nothing_tips(real_run):
    row = real_run.statistics.loc[f"{PATIENTS_4}.tipping_point.tipping_point"]
    assert (row["status"], row["note"]) == ("refused", "not applicable (no missing data)")


def test_the_t_interval_at_one_visit_and_the_exact_test_that_disagree_are_both_flagged(real_run):
    """At week 4 the t interval of the change in mm is -0.51 to 42.67, and all 6 patients fell: P = 2 / 64."""
    rows = real_run.statistics
    change = "absolute_reduction.size_mm.week_4.patient.all.observed.mean"
    interval, test = rows.loc[f"{change}.t"], rows.loc[f"{change}.sign_flip_exact"]
    assert interval["ci_lower"] < 0
    assert test["p_value"] == 0.03125
    assert "this CI includes 0 although P < 0.05 by the sign-flip test" in interval["note"]
    assert "P < 0.05 although 0 is not excluded by the t interval" in test["note"]

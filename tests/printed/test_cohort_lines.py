"""Printed summaries of cohorts whose patients are not at hand: reading, audit, and what is taken from them."""

import math
from pathlib import Path

import pytest
from scipy import stats

from casetrace.model.comparisons import comparisons
from casetrace.model.shared_rates import RateKey
from casetrace.model.study_terms import StudyTerms, Window
from casetrace.printed.cohort_lines import CohortLine, read_cohort_lines
from casetrace.printed.printed_cohorts import PrintedCohort, printed_cohorts, printed_frame, said_of
from tests.analyse.pool.cohorts import made_up

HEADER = "cohort,measure,outcome,visit,n,mean,sd,median,minimum,maximum,q1,q3,count,percent,whole_numbers,year,jbi"
GOOD = "smith,improvement,size,12,12,58.3,21.4,,10,95,,,,,,2011,"


def read(folder: Path, *lines: str, header: str = HEADER) -> tuple[list[CohortLine], list[str]]:
    path = folder / "cohorts.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    found, problems = read_cohort_lines(str(path), ["ours"], ["size", "size_mm"], ["response"], [Window(12, 10, 16)])
    return found, [f"{problem.line}:{problem.header}" for problem in problems if problem.severity == "error"]


def cohort(folder: Path, *lines: str, from_median: str = "wan") -> PrintedCohort:
    found, problems = read(folder, *lines)
    assert problems == []
    [only] = printed_cohorts(found, 0.95, StudyTerms(), from_median)
    return only


def test_a_mean_and_its_interval_are_those_of_the_printed_numbers(tmp_path):
    mean = cohort(tmp_path, GOOD).mean("size", 12)
    assert (mean.mean, mean.se) == pytest.approx((58.3, 21.4 / math.sqrt(12)), rel=1e-12)
    expected = stats.t.interval(0.95, 11, 58.3, 21.4 / math.sqrt(12))
    assert (mean.interval.lower, mean.interval.upper) == pytest.approx(expected, rel=1e-12)
    assert (mean.method, mean.n.patients, mean.n.lesions) == ("printed_t", 12, None)
    assert mean.note == "from a published summary; no individual patient data"
    assert (mean.basis[0].dataset, mean.basis[0].rows.tolist()) == ("pooled/printed", [0])
    assert "mean" in mean.basis[0].fields


def test_a_median_gives_a_mean_that_is_flagged_by_its_method(tmp_path):
    mean = cohort(tmp_path, "jones,improvement,size,12,10,,,60,5,100,,,,,,,").mean("size", 12)
    # Wan et al. 2014: (5 + 2 * 60 + 100) / 4, and the range over 2 z((n - 0.375) / (n + 0.25))
    sd = 95 / (2 * stats.norm.ppf(9.625 / 10.25))
    assert (mean.mean, mean.se) == pytest.approx((56.25, sd / math.sqrt(10)), rel=1e-12)
    assert mean.method == "printed_wan_t"
    assert "estimated from the printed median and range" in mean.note


def test_a_median_of_skewed_values_gives_a_mean_by_the_box_cox_method(tmp_path):
    line = "jones,improvement,size,12,10,,,60,5,100,,,,,,,"
    mean = cohort(tmp_path, line, from_median="box_cox").mean("size", 12)
    # R 4.2.2 from the definition of McGrath et al. 2020, as in tests/methods/test_order_summaries.py
    assert (mean.mean, mean.se) == pytest.approx((58.460955146, 22.907006863 / math.sqrt(10)), rel=1e-7)
    assert mean.method == "printed_box_cox_t"
    assert "McGrath et al. 2020" in mean.note


def test_a_median_of_values_not_above_0_is_refused_by_the_box_cox_method(tmp_path):
    line = "jones,improvement,size,12,10,,,60,0,100,,,,,,,"
    mean = cohort(tmp_path, line, from_median="box_cox").mean("size", 12)
    assert mean.refusal == (
        "no mean can be estimated from the printed median and range: the Box-Cox method takes numbers above 0 alone"
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        # 8 whole numbers have no mean of 61.43: 491 / 8 = 61.375 (GRIM, Brown & Heathers 2017)
        ("a,improvement,size,12,8,61.43,19,,,,,,,,yes,,", "61.43 against n = 8"),
        # a mean above (0 + 11 * 50) / 12
        ("a,improvement,size,12,12,49,3,,0,50,,,,,,,", "49 against minimum = 0, maximum = 50"),
        # no 12 values from 10 to 95 have an SD above 42.5 * sqrt(12 / 11)
        ("a,improvement,size,12,12,50,60,,10,95,,,,,,,", "60 against n = 12"),
        ("a,improvement,size,12,12,,,60,70,95,,,,,,,", "70 against median = 60"),
    ],
)
def test_numbers_that_contradict_each_other_are_not_pooled(tmp_path, line, found):
    mean = cohort(tmp_path, line).mean("size", 12)
    assert "contradict each other" in mean.refusal
    assert found in mean.refusal
    assert mean.basis[0].role == "left out"


def test_counts_are_held_against_percentages_and_proportions(tmp_path):
    good = cohort(tmp_path, "a,response,size,12,12,,,,,,,,9,75,,,")
    rate = good.rate_of(RateKey("size", 12, "response"))
    assert rate is not None
    assert (rate.count, rate.n.patients, rate.refusal) == (9, 12, "")
    assert good.rate_of(RateKey("size", 12)) is None
    for line in (
        "a,response,size,12,12,,,,,,,,9,74,,,",
        # the SD of a proportion of 0.75 of 12 is sqrt(0.75 * 0.25 * 12 / 11) = 0.452 (DEBIT, Heathers & Brown 2019)
        "a,response,size,12,12,0.75,0.50,,,,,,9,,,,",
    ):
        rate = cohort(tmp_path, line).rate_of(RateKey("size", 12, "response"))
        assert rate is not None
        assert "contradict each other" in rate.refusal


def test_a_standard_error_of_0_and_one_patient_are_refused(tmp_path):
    assert "the printed SD is 0" in cohort(tmp_path, "a,improvement,size,12,5,100,0,,,,,,,,,,").mean("size", 12).refusal
    assert "one patient" in cohort(tmp_path, "a,improvement,size,12,1,80,0,,,,,,,,,,").mean("size", 12).refusal


@pytest.mark.parametrize(("mean", "minimum", "is_pooled"), [("100", 0, True), ("120.3", 0, False), ("120.3", -9, True)])
def test_a_printed_mean_of_more_than_all_of_the_value_is_refused(tmp_path, mean, minimum, is_pooled):
    printed = cohort(tmp_path, f"a,improvement,size_mm,12,12,{mean},21,,,,,,,,,,")
    ours = made_up("ours", {12: [40, 55, 60]}, minimum=minimum).cohort
    [comparison] = comparisons([ours], [printed])
    refusal = {each.cohort: each.refusal for each in comparison.means}["a"]
    assert (refusal == "") is is_pooled
    assert is_pooled or refusal.startswith("the printed mean is beyond 100 %, the most that lesion size can improve")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Smith 2011,improvement,size,12,12,58,21,,,,,,,,,,", "2:cohort"),
        ("ours,improvement,size,12,12,58,21,,,,,,,,,,", "2:cohort"),
        ("a,speed,size,12,12,58,21,,,,,,,,,,", "2:measure"),
        ("a,improvement,pain,12,12,58,21,,,,,,,,,,", "2:outcome"),
        ("a,improvement,size,soon,12,58,21,,,,,,,,,,", "2:visit"),
        ("a,improvement,size,12,twelve,58,21,,,,,,,,,,", "2:n"),
        ("a,improvement,size,12,0,58,21,,,,,,,,,,", "2:n"),
        ("a,improvement,size,12,12,58,,,,,,,,,,,", "2:mean"),
        ("a,improvement,size,12,12,\"58,3\",21,,,,,,,,,,", "2:mean"),
        ("a,response,size,12,12,,,,,,,,,,,,", "2:count"),
        ("a,response,size,12,12,,,,,,,,13,,,,", "2:count"),
        ("a,,,,12,58,21,,,,,,,,,,", "2:measure"),
        ("a,,,,,,,,,,,,,,,20011,", "2:year"),
        ("a,,,,,,,,,,,,,,,,yes", "2:jbi"),
        ("a,improvement,size,12,12,58,21,,,,,,,,maybe,,", "2:whole_numbers"),
        # week 13 counts as week 12 of the study
        ("a,improvement,size,13,12,58,21,,,,,,,,,,", "2:visit"),
        ("a,improvement,size,12,12,58,-21,,,,,,,,,,", "2:sd"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_named_with_its_cell(tmp_path, line, place):
    assert place in read(tmp_path, line)[1]


def test_a_misspelt_measure_is_one_mistake(tmp_path):
    assert read(tmp_path, "a,Improvement,size,12,12,58,21,,,,,,,,,,")[1] == ["2:measure"]


def test_a_visit_in_no_window_keeps_its_week(tmp_path):
    assert read(tmp_path, "a,improvement,size,26,12,58,21,,,,,,,,,,")[1] == []


@pytest.mark.parametrize("text", ["", HEADER + "\n"])
def test_a_file_without_lines_is_told_in_its_own_words(tmp_path, text):
    path = tmp_path / "cohorts.csv"
    path.write_text(text, encoding="utf-8")
    _, [problem] = read_cohort_lines(str(path), ["ours"], ["size"], ["response"])
    assert problem.expected == "a header line and a line for each result or publication"
    assert problem.remedy.endswith("leave out pool.cohorts_file in config")


def test_a_line_on_what_an_earlier_one_is_about_is_named(tmp_path):
    assert read(tmp_path, GOOD, GOOD)[1] == ["3:measure"]


def test_a_wrong_header_is_named(tmp_path):
    assert read(tmp_path, GOOD, header=HEADER.replace("visit", "week"))[1] == ["1:"]
    _, [problem] = read_cohort_lines(str(tmp_path / "cohorts.csv"), ["ours"], ["size"], ["response"])
    assert problem.found == 'unknown: "week"; missing: visit'


def test_the_publication_may_stand_on_any_line(tmp_path):
    lines, problems = read(tmp_path, "ours,,,,,,,,,,,,,,,2014,yyyyyyyyyy", "a,,,,,,,,,,,,,,,2012,", GOOD)
    assert problems == []
    assert {name: said["year"] for name, said in said_of(lines).items()} == {
        "ours": "2014",
        "a": "2012",
        "smith": "2011",
    }
    frame = printed_frame(lines, "cohorts.csv")
    assert frame["audit"].to_list() == ["", "", "consistent"]
    assert frame["tests"].iloc[2] == "mean within the range; SD within the range; order"
    assert printed_cohorts(lines, 0.95, StudyTerms())[0].name == "smith"

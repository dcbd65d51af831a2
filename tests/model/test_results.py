import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.quantities import Quantity
from casetrace.model.results import (
    RESULT_COLUMNS,
    Interval,
    Results,
    Sizes,
    Subject,
    adds_results,
    distinct_labels,
    plain_number,
    result_frame,
    slug,
)
from tests.outcomes import a_pain, an_outcome

REDUCTION = Subject(Quantity("reduction"), "patient", "primary", an_outcome(), 12, scenario="observed")


def test_a_result_is_named_by_its_parts_in_their_order():
    assert REDUCTION.result_id("mean", "summary") == "reduction.size_mm.week_12.patient.all.observed.mean.summary"
    assert (
        REDUCTION.within("site", "Left hand").result_id("mean", "cr2_t")
        == "reduction.size_mm.week_12.patient.all.observed.site=left_hand.mean.cr2_t"
    )
    change = Subject(Quantity("reduction", "change_in"), "patient", "secondary", an_outcome(), 12, 4)
    assert change.result_id("mean", "summary") == "change_in_reduction.size_mm.week_4_to_12.patient.all.mean.summary"
    assert (
        Subject(Quantity("age_years"), "patient", "descriptive").result_id("mean", "summary")
        == "age_years.patient.all.mean.summary"
    )


def test_week_zero_is_a_visit_too():
    assert ".week_0." in Subject(Quantity("baseline"), "lesion", "descriptive", an_outcome(), 0).result_id(
        "mean", "summary"
    )


def test_several_groups_stand_in_the_order_of_their_variables():
    both = REDUCTION.within("response", "complete").within("arm", "Drug A")
    assert both == REDUCTION.within("arm", "Drug A").within("response", "complete")
    assert both.result_id("count", "count") == (
        "reduction.size_mm.week_12.patient.all.observed.arm=drug_a.response=complete.count.count"
    )
    assert both.columns["group"] == "arm=Drug A; response=complete"
    assert both.within("arm", "b").groups == (("arm", "b"), ("response", "complete"))


def test_columns_say_in_parts_what_the_analysis_says_in_one():
    by_age = REDUCTION.of(Quantity("reduction", "by", "age_years")).columns
    assert [by_age[name] for name in ("analysis", "quantity", "relation", "variable", "outcome")] == [
        "reduction_by_age_years", "reduction", "by", "age_years", "size_mm"
    ]  # fmt: skip
    plain = Subject(Quantity("patients"), "patient", "descriptive").columns
    assert [plain[name] for name in ("analysis", "quantity", "relation", "variable", "outcome", "group")] == [
        "patients", "patients", "", "", "", ""
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["secondary", "sensitivity", "exploratory", "descriptive"])
def test_only_what_is_primary_becomes_secondary(role):
    assert REDUCTION.not_primary.role == REDUCTION.of(Quantity("value")).role == "secondary"
    other = Subject(Quantity("reduction"), "patient", role)
    assert other.not_primary == other
    assert other.of(Quantity("value")).role == role


def test_another_unit_and_other_rows_change_nothing_else():
    lesions = REDUCTION.over("lesion")
    assert (lesions.unit_of_analysis, lesions.over("patient")) == ("lesion", REDUCTION)
    assert REDUCTION.resting_on(()) == REDUCTION


@pytest.mark.parametrize("unit", ["patient", "lesion"])
def test_lesions_are_counted_unless_the_patient_bears_the_outcome(unit):
    assert Subject(Quantity("reduction"), unit, "primary", an_outcome()).counts_lesions
    assert Subject(Quantity("lesions"), unit, "descriptive").counts_lesions
    assert not Subject(Quantity("reduction"), unit, "primary", a_pain()).counts_lesions


HERE = "tests/model/test_results.py: "


@adds_results
def outer(results: Results) -> str:
    """Adds a number, has another function add one and one that is not marked, and adds a last one."""
    results.add(REDUCTION, "first", 1, "t", Sizes(1))
    inner(results)
    unmarked(results)
    results.refuse(REDUCTION, "last", "t", Sizes(1), "too few")
    return "done"


@adds_results
def inner(results: Results) -> None:
    results.add(REDUCTION, "second", 1, "t", Sizes(1))


def unmarked(results: Results) -> None:
    results.add(REDUCTION, "third", 1, "t", Sizes(1))


@adds_results
def failing(results: Results) -> None:
    inner(results)
    raise ValueError("stopped")


def test_a_result_names_the_innermost_marked_function_that_runs():
    results = Results()
    assert outer(results) == "done"
    assert {row["statistic"]: row["code"] for row in results.rows} == {
        "first": HERE + "outer", "second": HERE + "inner", "third": HERE + "outer", "last": HERE + "outer"
    }  # fmt: skip


def test_outside_of_a_marked_function_none_is_named_even_after_one_failed():
    results = Results()
    with pytest.raises(ValueError, match="stopped"):
        failing(results)
    unmarked(results)
    assert [row["code"] for row in results.rows] == [HERE + "inner", ""]


def test_a_marked_function_keeps_its_name_and_what_is_said_of_it():
    assert (outer.__name__, (outer.__doc__ or "")[:13]) == ("outer", "Adds a number")


def test_two_results_of_one_name_are_a_fault_of_the_program():
    results = Results()
    for _ in range(2):
        results.add(REDUCTION, "mean", 1, "summary", Sizes(1))
    with pytest.raises(AssertionError, match="not unique: reduction"):
        results.frame()


def test_a_refused_result_has_no_estimate_and_a_note():
    results = Results()
    results.refuse(REDUCTION, "sd", "summary", Sizes(2, 3), "too few")
    row = results.frame().iloc[0]
    assert math.isnan(row["estimate"])
    assert (row["status"], row["note"], row["n_patients"], row["n_lesions"]) == ("refused", "too few", 2, 3)


def test_an_interval_has_its_limits_and_level_in_columns_of_their_own():
    results = Results()
    results.add(
        REDUCTION, "mean", 1, "t", Sizes(4), interval=Interval(-2.0, 4.0, 0.9), p_value=0.5, p_value_minimum=0.25
    )
    row = results.frame().iloc[0]
    columns = ["estimate", "ci_lower", "ci_upper", "ci_level", "p_value", "p_value_minimum"]
    assert row[columns].tolist() == [1, -2, 4, 0.9, 0.5, 0.25]


def test_an_option_is_the_end_of_the_name_and_tells_two_numbers_of_one_method_apart():
    results = Results()
    for option in ("", "offset_0_5", "offset_1"):
        results.add(REDUCTION, "mean", 1, "t", Sizes(4), option=option)
    results.refuse(REDUCTION, "mean", "t", Sizes(0), "nobody", option="offset_2")
    ends = results.frame()["result_id"].str.removeprefix("reduction.size_mm.week_12.patient.all.observed.")
    assert list(ends) == ["mean.t", "mean.t.offset_0_5", "mean.t.offset_1", "mean.t.offset_2"]


@pytest.mark.parametrize(
    ("given_status", "note", "status"),
    [(None, "", "ok"), (None, "too few", "flagged"), ("ok", "omitting patient 1", "ok"), ("flagged", "", "flagged")],
)
def test_a_number_with_a_note_is_flagged_where_nothing_else_is_said(given_status, note, status):
    results = Results()
    results.add(REDUCTION, "mean", 1, "t", Sizes(4), status=given_status, note=note)
    assert results.frame().iloc[0][["status", "note"]].tolist() == [status, note]


def test_results_of_nothing_are_a_table_with_all_columns():
    frame = result_frame([])
    assert list(frame.columns) == RESULT_COLUMNS
    assert len(frame) == 0


def test_numbers_that_do_not_apply_are_missing():
    results = Results()
    results.add(REDUCTION, "mean", 1, "summary", Sizes(1))
    row = results.frame().iloc[0]
    assert pd.isna(row["visit_from"])
    assert pd.isna(row["n_lesions"])
    assert math.isnan(row["p_value"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left hand", "left_hand"),
        ("<5", "under_5"),
        ("> 5", "over_5"),
        ("<5 mm", "under_5_mm"),
        ("A+B", "aplus_b"),
        ("Größe/α", "größe_α"),
        ("a.b=c|d", "a_b_c_d"),
        ("../x", "x"),
        ("", "blank"),
        ("--", "blank"),
    ],
)
def test_a_slug_has_letters_digits_and_underscores_alone(text, expected):
    assert slug(text) == expected


@given(st.text())
def test_a_slug_holds_no_dot_space_or_separator(text):
    assert all(sign.isalnum() or sign == "_" for sign in slug(text))
    assert slug(text)


def test_labels_whose_slugs_are_the_same_are_numbered():
    assert distinct_labels(["SSc", "ssc", "SSc", "SSC!"]) == ["SSc", "ssc (2)", "SSC! (3)"]


def test_a_numbered_label_steps_aside_for_one_that_has_its_number_already():
    labels = distinct_labels(["SSc", "ssc 2", "ssc", "ssc (2)"])
    assert labels[:3] == ["SSc", "ssc 2", "ssc (3)"]
    assert len({slug(label) for label in labels}) == 4


@given(st.lists(st.text(st.sampled_from("aA12 ()-<>"), max_size=5)))
def test_labels_have_slugs_of_their_own_and_keep_their_order(values):
    labels = distinct_labels(values)
    distinct = list(dict.fromkeys(values))
    assert len({slug(label) for label in labels}) == len(labels) == len(distinct)
    assert all(label.startswith(value) for label, value in zip(labels, distinct, strict=True))
    assert not labels or labels[0] == distinct[0]


@given(st.floats(allow_nan=False))
def test_a_plain_number_is_read_back_as_the_same_number(number):
    assert float(plain_number(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(5.0, "5"), (-0.25, "-0.25"), (0.1 + 0.2, "0.30000000000000004"), (math.nan, "")]
)
def test_whole_numbers_have_no_decimal_point_and_missing_ones_no_text(number, text):
    assert plain_number(number) == text

"""The numbers of a manuscript by name, for a text that is written elsewhere."""

import csv
import io
import re

import pytest

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Number
from casetrace.report.document.walking import parts_of
from casetrace.report.manuscript import manuscript
from casetrace.report.values import (
    COLUMNS,
    ENDINGS,
    NamedValue,
    latex,
    named_values,
    values_csv,
    values_latex,
)
from tests.report.manuscripts import made_up, shipped
from tests.stages.made_up import cohort, patients, table
from tests.stages.running import EXPLORED
from tests.stages.test_arms_and_outcomes import TWO_ARMS, two_arms
from tests.workflow.number_sources import same


def values_of(content: CohortContent) -> list[NamedValue]:
    return named_values(content.printer, manuscript(content), several=len(content.plan.outcomes) > 1)


@pytest.fixture(scope="module")
def content(real_run) -> CohortContent:
    return shipped(real_run)


@pytest.fixture(scope="module")
def values(content) -> list[NamedValue]:
    return values_of(content)


def test_the_primary_result_has_short_names(values):
    """5 of 5 responded; the exact interval of R's binom.test(5, 5) begins at 47.8 %, and P against 0.5 is 1/32."""
    texts = {value.name: value.text for value in values}
    for name, text in {
        "primary_count": "5",
        "primary_patients": "5",
        "primary_estimate": "100",
        "primary_lower": "48",
        "primary_upper": "100",
        "primary_p": "0.031",
        "response_week_12_count": "5",
        "response_week_12_treated_percent": "83",
        "reduction_week_12_median": "93",
        "reduction_week_12_no_change_mean": "75",
        "absolute_reduction_week_4_mean_lower": "−0.5",
        "complication_transient_pain_count": "3",
        "disposition_died_count": "1",
    }.items():
        assert texts[name] == text, name


def test_names_are_unique_and_of_plain_letters(values):
    names = [value.name for value in values]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)


def test_every_number_of_a_result_in_the_manuscript_has_a_name_and_no_other(content, values):
    printed = {
        (number.result_id, number.column)
        for number in parts_of(manuscript(content), Number)
        if number.column in ENDINGS and number.status != "refused"
    }
    named = {(value.result_id, value.column) for value in values}
    assert named <= printed
    texts = {value.text for value in values}
    for number in parts_of(manuscript(content), Number):
        if (number.result_id, number.column) in printed:
            assert number.text in texts


def test_the_value_is_the_printed_text_at_full_precision(values):
    for value in values:
        assert same(value.text, value.value), value


def test_names_do_not_depend_on_what_else_there_is(content, values, tmp_path):
    """The numbers of another cohort with the same endpoint bear the same names."""
    other = made_up(
        tmp_path, table(patients(8)), cohort(endpoints={"response": {"kind": "response", "primary": True, "from": 30}})
    )
    shared = {"primary_count", "primary_lower", "response_week_12_percent", "patients_count", "age_years_median"}
    for found in (values, values_of(other)):
        assert shared <= {value.name for value in found}


def test_several_outcomes_and_arms_are_in_the_names(tmp_path):
    found = made_up(tmp_path, TWO_ARMS, two_arms())
    names = {value.name for value in values_of(found)}
    assert {"reduction_size_mm_week_8_drug_median", "reduction_size_mm_week_8_control_median"} <= names
    assert not any(name.startswith("primary_") for name in names)


def test_groups_that_differ_in_signs_alone_keep_their_own_numbers(tmp_path):
    rows = [row | {"Diagnosis": "å" if n % 3 else "ø"} for n, row in enumerate(patients(9))]
    found = made_up(tmp_path, table(rows), cohort(explore=EXPLORED))
    values = [value for value in values_of(found) if "diagnosis" in value.name]
    counted = [value.text for value in values if value.column == "estimate" and ".count.count" in value.result_id]
    assert sorted(counted) == ["3", "6"]
    assert len({value.name for value in values}) == len(values)


def test_the_file_is_read_back(values):
    rows = list(csv.DictReader(io.StringIO(values_csv(values))))
    assert tuple(rows[0]) == COLUMNS
    assert [NamedValue(**row) for row in rows] == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("−0.5", "$-$0.5"),
        ("<0.001", "$<$0.001"),
        ("12\u202f345", r"12\,345"),
        ("50\u00a0%", r"50~\%"),
        (r"a\b_{c}", r"a\textbackslash{}b\_\{c\}"),
    ],
)
def test_latex_prints_what_is_printed(text, expected):
    assert latex(text) == expected


def test_the_latex_file_defines_every_value_once(values):
    names = re.findall(r"^\\definecasevalue\{([^}]*)\}", values_latex(values), re.MULTILINE)
    assert names == [value.name for value in values]

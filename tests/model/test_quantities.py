"""Names and kinds of quantities."""

import pytest

from casetrace.model.quantities import Kind, Quantity, Relation, kind_of


@pytest.mark.parametrize(
    ("relation", "variable", "analysis"),
    [
        ("", "", "reduction"),
        ("change_in", "", "change_in_reduction"),
        ("of_sum", "", "reduction_of_sum"),
        ("difference", "", "reduction_difference"),
        ("by", "age_years", "reduction_by_age_years"),
        ("with", "age_years", "reduction_with_age_years"),
        ("between", "site", "reduction_between_site"),
        ("on_log", "baseline", "reduction_on_log_baseline"),
    ],
)
def test_an_analysis_is_named_by_its_quantity_and_relation(relation: Relation, variable: str, analysis: str):
    assert Quantity("reduction", relation, variable).analysis == analysis
    assert Quantity("reduction").related(relation, variable) == Quantity("reduction", relation, variable)


def test_a_quantity_set_against_another_forgets_what_it_was_set_against_before():
    assert Quantity("reduction", "by", "age_years").related("change_in").analysis == "change_in_reduction"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("reduction", "percent_change"),
        ("increase", "percent_change"),
        ("reduction_per_week", "slope"),
        ("increase_per_week", "slope"),
        ("log_ratio", "log_ratio"),
        ("value", "plain"),
        ("response", "plain"),
        # a name that merely holds that of a percent change
        ("dose_reduction", "plain"),
    ],
)
def test_the_kind_is_that_of_the_quantity_whatever_it_is_set_against(name: str, kind: Kind):
    assert kind_of(name) == Quantity(name).kind == kind
    assert Quantity(name, "between", "increase").kind == kind

"""The grammar of claims."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.claims.terms import (
    EQUALITIES,
    NOUNS,
    VARIABLES,
    Condition,
    Quantity,
    TermError,
    Variable,
    parse_condition,
    parse_conditions,
    parse_quantity,
    parse_variable,
)
from casetrace.model.dictionary import data_dictionary

OUTCOMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
NUMBERS = st.decimals(-999, 999, places=2).map(str)
TEXTS = st.text(st.sampled_from("aé5 .,&|=<>;\"!'≤@-"), min_size=1, max_size=8).filter(str.strip)


@st.composite
def variables(draw):
    name = draw(st.sampled_from(sorted(VARIABLES)))
    takes = VARIABLES[name].takes
    outcome = draw(OUTCOMES) if takes else ""
    return Variable(name, outcome, draw(st.integers(0, 999)) if takes == "visit" else None)


@st.composite
def conditions(draw):
    variable = draw(variables())
    is_number = VARIABLES[variable.name].type == "number"
    operator = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="] if is_number else EQUALITIES))
    most = 3 if operator in EQUALITIES else 1
    values = draw(st.lists(NUMBERS if is_number else TEXTS, min_size=1, max_size=most))
    return Condition(variable, operator, tuple(values))


QUANTITIES = st.one_of(
    st.sampled_from(NOUNS).map(Quantity),
    variables().map(lambda variable: Quantity(variable=variable)),
    st.lists(conditions(), min_size=1, max_size=3).map(lambda own: Quantity(conditions=tuple(own))),
)


@given(QUANTITIES)
def test_a_quantity_is_read_back_from_its_text(quantity):
    assert parse_quantity(str(quantity)) == quantity


@given(st.text(st.sampled_from('ab_.=!<>≤&|;"5 ') | st.characters(), max_size=20))
def test_any_text_is_refused_or_is_a_quantity_whose_text_says_the_same(text):
    with suppress(TermError):
        quantity = parse_quantity(text)
        assert parse_quantity(str(quantity)) == quantity


def test_conditions_are_joined_by_an_ampersand():
    regimen = Condition(Variable("regimen"), "=", ("single injection",))
    size = Condition(Variable("baseline", "size_mm"), "<", ("5",))
    assert parse_conditions("regimen=single injection & baseline.size_mm<5") == (regimen, size)


def test_a_variable_of_an_outcome_has_its_visit_in_weeks():
    assert parse_variable("value.size_mm.week_12") == Variable("value", "size_mm", 12)


def test_blanks_around_operators_and_alternatives_mean_nothing():
    assert parse_condition(" site = Knee | Elbow ") == Condition(Variable("site"), "=", ("Knee", "Elbow"))


def test_a_quoted_value_keeps_its_marks_and_its_blanks():
    assert parse_condition('site="a & b|c "|Knee').values == ("a & b|c ", "Knee")


@pytest.mark.parametrize(("sign", "operator"), [("≤", "<="), ("≥", ">="), ("≠", "!=")])
def test_printed_signs_are_operators(sign, operator):
    assert parse_condition(f"age_years{sign}60").operator == operator


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("age_year", '"age_year"', 'did you mean "age_years"'),
        ("patient", '"patient"', 'did you mean "patients"'),
        ("", '""', "a variable"),
        ("value.size_mm", '"value.size_mm"', "value.OUTCOME.week_W"),
        ("value.size_mm.12", '"value.size_mm.12"', "value.size_mm.week_4"),
        ("value.size_mm.week_04", '"value.size_mm.week_04"', "week_4"),
        ("age_years.size_mm", '"age_years.size_mm"', "the form age_years"),
        ("baseline.", '"baseline."', "baseline.OUTCOME"),
        ("site=", "no value after site", "one"),
        ("site=Knee|", "no value after site", "one"),
        ('site=""', "no value after site", "one"),
        ('site="Knee', "not closed", "second"),
        ('site=Knee"Elbow"', 'Knee"Elbow"', "double quotes"),
        ("site=a;b", '"a;b"', "double quotes"),
        ("site<Knee", "site <", "= or !="),
        ("complication>=pain", "complication >=", "= or !="),
        ("age_years>sixty", '"sixty"', "a number"),
        ("age_years=nan", '"nan"', "a number"),
        ("age_years>60|70", "several values after >", "one value"),
        ("sex=female & enrolled", '"enrolled"', "a condition"),
        ("sex=female &", '""', "a condition"),
    ],
)
def test_what_is_no_term_is_named_with_what_was_expected(text, found, expected):
    with pytest.raises(TermError) as caught:
        parse_quantity(text)
    assert found in caught.value.found
    assert expected in caught.value.expected


@pytest.mark.parametrize(
    ("variable", "table", "column"), [("sex", "patients", "sex"), ("disposition", "disposition", "status")]
)
def test_categories_are_those_of_the_data_dictionary(variable, table, column):
    assert list(VARIABLES[variable].categories) == list(data_dictionary()[table].columns[column].allowed)

import contextlib
import statistics
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.errors import MeaningError
from casetrace.words.expressions import compiled

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)


def test_a_template_joins_texts():
    derived = compiled("{episode}-{id}")
    assert (derived.kind, derived.headers) == ("text", ("episode", "id"))
    assert derived.value(["2", "A7"]) == "2-A7"


def test_headers_with_any_signs_stand_in_braces_and_doubled_braces_are_braces():
    derived = compiled("{{{Size (mm): [x]!r}}} {id} {id}")
    assert derived.headers == ("Size (mm): [x]!r", "id")
    assert derived.value(["{id}", "7"]) == "{{id}} 7 7"


@pytest.mark.parametrize("expression", ["{a}-{b}", "= {a} + {b}"])
def test_a_missing_text_makes_the_derived_one_missing(expression):
    assert compiled(expression).value(["", "1"]) == ""
    assert compiled(expression).value(["1", ""]) == ""


@pytest.mark.parametrize(
    ("expression", "texts", "result"),
    [
        ("= {Length (mm)} * {Width (mm)} * 0.5236", ["38", "13"], "258.6584"),
        ("={a}+0.2", ["0.1"], "0.3"),
        ("= {a} / 3", ["1"], "0.333333333333"),
        ("= {a} / 3 * 3", ["10"], "10"),
        ("= -({a} - {b}) ** 2", ["1.5", "3"], "-2.25"),
        ("= max({a}, {b}) - min({a}, {b}, 1)", ["2", "5"], "4"),
        ("= mean({a}, {b}, {a})", ["1", "2.5"], "1.5"),
        ("= abs({a})", ["-3.50"], "3.5"),
        ("= sqrt({a})", ["2"], "1.41421356237"),  # 1.414213562373095...
        ("= round({a}) + round({b}, 1)", ["2.5", "2.25"], "5.3"),
        ("= {a} * 1000000", ["1000000"], "1000000000000"),
        ("= {a} - {a}", ["-7"], "0"),
        ("= {a}\n  * 2", [" 4 "], "8"),
    ],
)
def test_arithmetic_is_exact(expression, texts, result):
    derived = compiled(expression)
    assert derived.kind == "number"
    assert derived.value(texts) == result


@given(NUMBERS, NUMBERS, NUMBERS)
def test_arithmetic_agrees_with_pythons(a, b, c):
    result = compiled("= ({a} + {b}) * {c} - mean({a}, {b}, {c}) ** 2").value([f"{x:f}" for x in (a, b, c)])
    expected = (float(a) + float(b)) * float(c) - statistics.fmean(map(float, (a, b, c))) ** 2
    assert float(result) == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert len(Decimal(result).as_tuple().digits) <= 12 or "." not in result


@pytest.mark.parametrize("text", ["3,5", "1e5", "nan", "inf", "1_0", "five", "_0", "__import__('os')", "٣"])
def test_a_text_that_is_no_number_is_an_error_of_its_cell(text):
    with pytest.raises(MeaningError, match="a number such as"):
        compiled("= {a} * 2").value([text])


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("= {a} / {b}", ["1", "0"]),
        ("= {a} / {b}", ["0", "0"]),
        ("= sqrt({a})", ["-1"]),
        ("= {a} ** {b}", ["-8", "0.5"]),
        ("= {a} ** {b}", ["10", "40"]),
        ("= {a} ** {b}", ["10", "9999999"]),
    ],
)
def test_what_has_no_result_is_an_error_of_its_cell(expression, texts):
    with pytest.raises(MeaningError):
        compiled(expression).value(texts)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("abc", "names no column"),
        ("=", "no arithmetic"),
        ("{}", "without a column"),
        ("{a", "without its other half"),
        ("a} {b}", "without its other half"),
        ("= {a} +", "no arithmetic"),
        ("= 2{a}", "no arithmetic"),
        ("= {a}{b}", "no arithmetic"),
        ("= {a}.5", "no arithmetic"),
        ("= ({a}", "no arithmetic"),
        ("= {a}(2)", "an operator between them is missing"),
        ("= 3({a})", "an operator between them is missing"),
        ("= {a} // 2", "an operator other than"),
        ("= {a} % 2", "'%' is no part"),
        ("= {a} and 1", "'and' is no part"),
        ("= {a}; 1", "';' is no part"),
        ("= {a}.real", "'.' is no part"),
        ("= __import__({a})", "'__import__' is no part"),
        ("= _0 + {a}", "'_0' is no part"),
        ("= 1e5 * {a}", "'1e5' is no part"),
        ("= 1_000 * {a}", "'1_000' is no part"),
        ("= exp({a})", "'exp' is no part"),
        ("= '{a}'", "\"'\"|''' is no part"),
        ("= max + {a}", "without brackets"),
        ("= abs(abs) + {a}", "without brackets"),
        ("= max() + {a}", "max takes"),
        ("= max(*{a})", "max takes"),
        ("= sqrt({a}, 2)", "sqrt takes one number"),
        ("= round({a}, 1.5)", "whole number of decimals"),
        ("= round({a}, {b})", "whole number of decimals"),
        ("= ({a}, {b})", "a comma outside"),
        ("= {a}" + " + 1" * 100, "longer than"),
    ],
)
def test_a_wrong_expression_is_refused_before_any_row(expression, message):
    with pytest.raises(ValueError, match=message):
        compiled(expression)


@given(st.text(alphabet="{}ab=+-*/() .,0123maxinroundsqt_\n"))
def test_any_expression_is_refused_or_gives_a_number_or_an_error_of_its_cell(expression):
    try:
        derived = compiled("= " + expression)
    except ValueError:
        return
    with contextlib.suppress(MeaningError):
        float(derived.value(["2"] * len(derived.headers)))


def test_a_column_of_100_000_rows_takes_seconds():
    derived = compiled("= {Length (mm)} * {Width (mm)} * 0.5236")
    start = time.process_time()
    for row in range(100_000):
        derived.value([f"{row}.5", "12.25"])
    assert time.process_time() - start < 5

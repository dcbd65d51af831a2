import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.errors import MeaningError
from casetrace.words.sizes import Rule, dimensions_of, one_size


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("38x13x2 mm", [("38", "mm"), ("13", "mm"), ("2", "mm")]),
        ("38 × 13", [("38", ""), ("13", "")]),
        ("3.8 cm x 1.3 cm", [("3.8", "cm"), ("1.3", "cm")]),
        ("3.8cm x 13mm", [("3.8", "cm"), ("13", "mm")]),
        ("38*13*2", [("38", ""), ("13", ""), ("2", "")]),
        ("38 by 13 mm", [("38", "mm"), ("13", "mm")]),
        ("38X13MM", [("38", "MM"), ("13", "MM")]),
        ("10x10", [("10", ""), ("10", "")]),
        ('1.5" x 2"', [("1.5", '"'), ("2", '"')]),
        ("38", [("38", "")]),
        (" 38 mm ", [("38", "mm")]),
    ],
)
def test_sizes_are_read_with_their_units(text, dimensions):
    assert dimensions_of(text, ".", "") == dimensions


def test_numbers_are_read_as_the_table_writes_them():
    assert dimensions_of("1.200,5 x 3,5 mm", ",", ".") == [("1200.5", "mm"), ("3.5", "mm")]


@pytest.mark.parametrize(
    "text",
    ["", "x", "38x", "x 13", "5 x daily", "12 by mouth", "1x2x3x4", "5 x 10^6", "ca. 38 x 13", "38,5 x 13", "max"],
)
def test_other_texts_are_no_sizes(text):
    assert dimensions_of(text, ".", "") == []


@pytest.mark.parametrize("text", ["38 mm x 13", "38 x 13 mm x 2"])
def test_a_unit_that_may_or_may_not_be_of_all_numbers_is_an_error(text):
    with pytest.raises(MeaningError, match="a unit behind each"):
        dimensions_of(text, ".", "")


@given(st.text())
def test_any_text_ends_in_at_most_three_dimensions_or_an_error(text):
    with contextlib.suppress(MeaningError):
        assert len(dimensions_of(text, ".", "")) <= 3


@pytest.mark.parametrize(
    ("text", "rule", "unit", "target", "size"),
    [
        ("38x13x2 mm", "longest", "", "mm", "38"),
        ("3.8 cm x 39 mm", "longest", "", "mm", "39"),
        ("38x13", "longest", "cm", "mm", "380"),
        ("38x13", "longest", "", "mm", "38"),
        ("38x13x2 mm", "product", "", "mm³", "988"),
        ("38x13x2 mm", "product", "", "ml", "0.988"),
        ("38x13", "product", "mm", "cm2", "4.94"),
        ("38x13", "product", "", "mm²", "494"),
        ("3.8 cm x 13 mm", "product", "", "mm²", "494"),
        ("1 in x 1 in", "product", "", "mm²", "645.16"),
        ("38x13", "mean", "", "mm", "25.5"),
        ("10x10x11", "mean", "mm", "mm", "10.3333333333"),
        ("3.50", None, "", "mm", "3.50"),
        ("3.5 cm", None, "mm", "mm", "35"),
    ],
)
def test_one_number_stands_for_a_size(text, rule, unit, target, size):
    assert one_size(dimensions_of(text, ".", ""), rule, unit, target) == size


def test_several_dimensions_without_a_rule_are_an_error_that_names_the_key():
    with pytest.raises(MeaningError) as error:
        one_size(dimensions_of("38x13", ".", ""), None, "mm", "mm")
    assert "outcomes.<name>.dimensions" in error.value.remedy


@pytest.mark.parametrize(
    ("text", "rule", "target"),
    [
        ("38x13 mm", "product", "mm³"),
        ("38x13x2", "product", "mm²"),
        ("38x13", "product", "ml"),
        ("38x13", "product", "mm"),
        ("38 mg x 2 mg", "product", "mm²"),
        ("38x13 mg", "longest", "mm"),
        ("38x13 mm²", "mean", "mm"),
    ],
)
def test_dimensions_that_can_not_give_the_target_are_an_error(text, rule, target):
    with pytest.raises(MeaningError):
        one_size(dimensions_of(text, ".", ""), rule, "", target)


@given(st.lists(st.integers(1, 999), min_size=2, max_size=3), st.randoms())
def test_the_order_of_dimensions_does_not_matter(lengths, random):
    shuffled = random.sample(lengths, len(lengths))
    product = "mm²" if len(lengths) == 2 else "mm³"
    targets: dict[Rule, str] = {"longest": "mm", "mean": "mm", "product": product}
    for rule, target in targets.items():
        sizes = {
            one_size(dimensions_of("x".join(map(str, order)), ".", ""), rule, "mm", target)
            for order in (lengths, shuffled)
        }
        assert len(sizes) == 1

import pytest

from casetrace.read.notation import decided, evidence_in
from tests.read.writing import read, rules


@pytest.mark.parametrize(
    ("texts", "decimal", "thousands"),
    [
        (["3,5", "12,75"], ",", ""),
        (["3.5", "12.75"], ".", ""),
        (["3", "12"], ".", ""),
        (["1.234,5"], ",", "."),
        (["1,234.5"], ".", ","),
        (["1.234", "2.500"], ".", ""),
        (["1.234", "3,5"], ",", "."),
        (["1,234", "3.5"], ".", ","),
        (["1,234", "3,5"], ",", ""),
        (["1,234,567", "2,500"], ".", ","),
        (["1.234.567", "2.500"], ",", "."),
        (["0,125"], ",", ""),
        (["1234,567"], ",", ""),
        (["1 234,5", "2 500"], ",", " "),
        (["1\u00a0234,5"], ",", " "),
        (["1'234.5"], ".", "'"),
        (["70/12,5"], ",", ""),
        (["57,5 (12,5–87,5)"], ",", ""),
        (["38x13,5x2 mm"], ",", ""),
        (["3,5 cm"], ",", ""),
        (["31.07.2014", "3,5"], ",", ""),
        (["31.07.2014", "01.08.2014 10:30"], ".", ""),
        (["M34.9", "L3,4", "12"], ".", ""),
        (["seen in weeks 2,3 and 4,5 by Dr. X", "12"], ".", ""),
        (["<0,5", "≥ 2,5"], ",", ""),
    ],
)
def test_the_notation_is_found_from_the_numbers(texts, decimal, thousands):
    notation = decided(evidence_in(texts))
    assert (notation.decimal, notation.thousands, notation.unclear) == (decimal, thousands, False)


def test_a_lone_group_behind_a_comma_is_an_error_with_its_place(folder):
    table = read(folder, "id;size;volume\n1;12;\n2;13;1,234\n")
    assert [(p.rule, p.line, p.column, p.header) for p in table.problems] == [("ambiguous numbers", 3, 3, "volume")]
    assert "dialect.decimal" in table.problems[0].remedy


@pytest.mark.parametrize(("decimal", "thousands"), [(",", ""), (".", ",")])
def test_config_settles_what_a_lone_group_means(folder, decimal, thousands):
    table = read(folder, "id;size\n1;1,234\n", {"dialect": {"decimal": decimal}})
    assert not rules(table)
    assert (table.dialect.decimal, table.dialect.thousands) == (decimal, thousands)
    assert table.dialect.given == ("decimal",)

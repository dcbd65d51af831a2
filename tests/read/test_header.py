import pytest

from casetrace.read.header import is_unit
from tests.read.writing import aside, read, rules

ROWS = "1,F,34,3.5\n2,M,50,12.75\n3,F,61,8\n"


@pytest.mark.parametrize(
    ("titles", "header_line"),
    [
        ("", 1),
        ("Hand clinic\n", 2),
        ("Hand clinic, Aarhus\n", 2),
        ("Hand clinic\n\nExported 2014-07-31\n\n", 5),
        ("Hand clinic,,,\n,,,\n", 3),
        ("Report,Clinic,2014-07-31,draft\n", 2),
        ("Hand clinic, Aarhus, Denmark, 2014\n\n", 3),
        (",,Week 0,\n", 2),
        ("Report of the ward, 2014, draft\n", 2),
        ("Report of the ward, 2014, draft,,,\n", 2),
        ("Report of the ward, Aarhus, 2014, draft\n", 2),
    ],
)
def test_the_header_is_found_below_titles(folder, titles, header_line):
    table = read(folder, titles + "id,sex,age,size\n" + ROWS)
    assert table.dialect.header_line == header_line
    assert table.header == ["id", "sex", "age", "size"]
    assert len(table.lines) == 3
    assert len(aside(table, "title") + aside(table, "blank")) == header_line - 1


def test_the_header_of_a_table_of_texts_is_its_first_full_line(folder):
    table = read(folder, "Hand study,,\nname,site,outcome\nAnn,hand,cured\nBob,foot,cured\nCyd,knee,better\n")
    assert table.header == ["name", "site", "outcome"]
    assert len(table.lines) == 3


def test_visits_as_headers_are_no_row(folder):
    table = read(folder, "id,site,0,4,12\n1,hand,3,4,5\n2,foot,4,5,6\n")
    assert table.header == ["id", "site", "0", "4", "12"]


def test_a_first_row_without_any_number_is_still_a_row(folder):
    table = read(folder, "name,size 0,size 4\nSmith,refused,refused\nJones,3,4\nMeier,3,5\n")
    assert table.header == ["name", "size 0", "size 4"]
    assert table.lines == [2, 3, 4]


def test_two_lines_that_may_both_be_the_header_are_an_error_that_names_them(folder):
    table = read(folder, "Clinic,Aarhus\nid,size\n1,3\n2,4\n3,5\n")
    assert rules(table) == [("unclear header", 1)]
    assert "lines 1 and 2" in table.problems[0].found


@pytest.mark.parametrize(
    "section",
    [
        {"columns": {"id": "patient_id", "size": {"outcome": "size_mm"}}},
        {"columns": {"ID": "patient_id", "si{visit}": {"outcome": "size_mm"}}},
        {"dialect": {"header_line": 2}},
    ],
)
def test_the_headers_or_the_line_in_config_tell_which_it_is(folder, section):
    table = read(folder, "Clinic,Aarhus\nid,size\n1,3\n2,4\n3,5\n", section)
    assert table.header == ["id", "size"]
    assert aside(table, "title") == [1]


def test_titles_above_the_header_line_in_config_may_hold_anything(folder):
    table = read(folder, 'The "Hand" list, "draft\n\nid,size\n1,3\n', {"dialect": {"header_line": 3}})
    assert (table.header, table.lines, table.dialect.given) == (["id", "size"], [4], ("header_line",))
    assert (aside(table, "title"), aside(table, "blank")) == ([1], [2])


def test_a_header_line_in_config_that_is_not_there_is_an_error(folder):
    assert rules(read(folder, "id,size\n1,3\n", {"dialect": {"header_line": 9}})) != []


def test_a_header_that_is_printed_again_on_each_page_is_no_row(folder):
    table = read(folder, "id,size\n1,3\n2,4\nid,size\n3,5\n")
    assert table.lines == [2, 3, 5]
    assert aside(table, "header") == [1, 4]


@pytest.mark.parametrize(
    ("units", "found"),
    [
        (",,years,mm", {"age": "years", "size": "mm"}),
        (",,(years),[mm]", {"age": "years", "size": "mm"}),
        (",M/F,years,(mm)", {"sex": "M/F", "age": "years", "size": "mm"}),
        ("text,code,y,mm", {"id": "text", "sex": "code", "age": "y", "size": "mm"}),
        (",,Jahre,cm²", {"age": "Jahre", "size": "cm²"}),
        (",,,mm/week", {"size": "mm/week"}),
    ],
)
def test_a_line_of_units_below_the_header_is_found(folder, units, found):
    table = read(folder, f"id,sex,age,size\n{units}\n{ROWS}")
    assert table.units == found
    assert table.dialect.units_line == 2
    assert table.lines == [3, 4, 5]


@pytest.mark.parametrize("row", ["4,m,,", ",m,,", "4,F,,refused", ",,,5 mm", ",M,34,"])
def test_a_first_row_that_is_nearly_blank_is_no_line_of_units(folder, row):
    table = read(folder, f"id,sex,age,size\n{row}\n{ROWS}")
    assert table.dialect.units_line == 0
    assert table.lines == [2, 3, 4, 5]


def test_config_can_say_which_line_holds_units_or_that_none_does(folder):
    raw = f"id,sex,age,size\n,,years,furlongs\n{ROWS}"
    assert read(folder, raw, {"dialect": {"units_line": 2}}).units == {"age": "years", "size": "furlongs"}
    raw = f"id,sex,age,size\n,,years,mm\n{ROWS}"
    assert read(folder, raw, {"dialect": {"units_line": 0}}).lines == [2, 3, 4, 5]
    assert rules(read(folder, raw, {"dialect": {"units_line": 1}})) == [("missing line", 0)]


@pytest.mark.parametrize("text", ["mm", "(mm)", "[mg]", "kg/m2", "mg/dl", "%", "mm Hg", "years", "cm^3", "mg per week"])
def test_units_are_known(text):
    assert is_unit(text)


@pytest.mark.parametrize("text", ["", "hand", "P01", "3 mm", "F", "none"])
def test_other_texts_are_no_units(text):
    assert not is_unit(text)

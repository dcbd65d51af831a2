import pytest

from tests.read.writing import aside, read, rules

TABLE = "id,sex,age,size,note\n1,F,34,3.5,\n2,M,50,12.75,warm\n3,F,61,8,\n"


@pytest.mark.parametrize(
    "footer",
    [
        "Source: clinic database",
        "Source: clinic database,,,,",
        "Source: clinic database, Aarhus, 2014",
        "\nSource: clinic database\n",
        "Total,,145,24.25,",
        "n = 3",
        "n=3,,,,",
        "Note: sizes by ultrasound",
        "* measured twice",
        "Quelle: Klinikdatenbank",
        "Page 1 of 1",
        "All sizes were measured by the same nurse",
        "\nLegend\nsex,F = female\nsize,longest diameter",
        "\nAbbreviations: F female\n1,male,,,\n2,female,,,",
        "Mean,,48,8.1,\nSD,,13,4.6,\n\nSource: clinic",
        ",,,,\n,,,,\nExported by: the registry,,,,",
    ],
)
def test_what_stands_below_the_table_is_set_aside(folder, footer):
    table = read(folder, f"{TABLE}{footer}\n")
    assert table.lines == [2, 3, 4]
    assert not table.problems
    n_lines = len(footer.rstrip("\n").split("\n"))
    assert len(aside(table, "footer")) + len([line for line in aside(table, "blank") if line <= 4 + n_lines]) == n_lines


@pytest.mark.parametrize(
    "row",
    [
        "4,,,,",
        "99,,,,",
        "\n4,F,50,3,",
        "\n4,,,,",
        "4,,,,lost to follow-up",
        ",,,,lost to follow-up",
        ",,,5,",
        "4,F,not recorded,refused,died",
    ],
)
def test_a_last_row_with_little_in_it_stays_a_row(folder, row):
    table = read(folder, f"{TABLE}{row}\n")
    assert len(table.lines) == 4
    assert not aside(table, "footer")


@pytest.mark.parametrize("name", ["Max", "Anna Sofie Jensen", "Mean Girl"])
def test_a_patient_with_a_name_stays_a_row(folder, name):
    table = read(folder, f"name,age,size\nSøren Hansen,34,3.5\nKey,50,4\n{name},61,8\n")
    assert table.lines == [2, 3, 4]


def test_rows_that_are_statistics_themselves_stay_rows(folder):
    table = read(folder, "statistic,group,value\nmean,A,3.5\nsd,A,1.2\nmean,B,4.5\nsd,B,1.4\n")
    assert table.lines == [2, 3, 4, 5]


def test_a_row_that_lacks_cells_is_an_error_and_no_footer(folder):
    table = read(folder, f"{TABLE}4,F\n")
    assert rules(table) == [("wrong number of cells", 5)]


@pytest.mark.parametrize(("lines", "kept"), [(0, [2, 3, 4, 6]), (1, [2, 3, 4]), (2, [2, 3])])
def test_config_can_say_how_many_lines_the_footer_has(folder, lines, kept):
    table = read(folder, f"{TABLE}\nTotal,,145,24.25,\n", {"dialect": {"footer_lines": lines}})
    assert table.lines == kept


def test_a_long_text_without_a_blank_below_the_rows_takes_no_time(folder):
    # A pattern that tries all ways to part it took minutes for 4,000 letters.
    table = read(folder, "id,size\nP1,3\nP2,4\n" + "x" * 32_000 + ",\n")
    assert len(table.lines) == 3

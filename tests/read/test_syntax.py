import pytest

from tests.read.writing import read, rows_of, rules


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_the_line_with_which_excel_names_the_delimiter_is_obeyed(folder, first):
    table = read(folder, f"{first}\r\nid;note\r\n1;a, b, c\r\n2;d, e, f\r\n")
    assert (table.header, table.lines) == (["id", "note"], [3, 4])
    assert [(line.line, line.reason) for line in table.set_aside] == [(1, "sep line"), (2, "header")]


@pytest.mark.parametrize("name", ["export.tsv", "export.txt", "export.csv", "export.xls"])
def test_the_name_of_the_file_is_no_proof_of_the_delimiter(folder, name):
    assert read(folder, "id;size\n1;2\n2;3\n", name=name).dialect.delimiter == ";"


@pytest.mark.parametrize(
    ("raw", "header"),
    [
        ("size\n3,5\n4,2\n", ["size"]),
        ("note\nPain, swelling\nnone\nPain, redness; warm\n", ["note"]),
        ("id\n1\n2\n", ["id"]),
        ("id;size\n1;3,5\n", ["id", "size"]),
        ("a;b;c\n1,5;2,5;3,5\n2,5;3,5;4,5\n", ["a", "b", "c"]),
        ("Clinic, Aarhus, 2014\n\nid;size;side\n1;3,5;left\n2;4,5;right\n", ["id", "size", "side"]),
        ("id,size\n1,3\n", ["id", "size"]),
        ("Size, mm;Age, years\n3,5;40\n4,5;50\n", ["Size, mm", "Age, years"]),
        ("id\tseen at\n1\t10:30\n2\t11:45\n", ["id", "seen at"]),
    ],
)
def test_short_and_narrow_files_fall_apart_at_the_right_places(folder, raw, header):
    table = read(folder, raw)
    assert table.header == header
    assert not table.problems


def test_blanks_behind_delimiters_do_not_hide_quotes(folder):
    table = read(folder, 'id, note, size\n1, "a, b", 3\n2, "c", 4\n')
    assert rows_of(table) == [["1", "a, b", "3"], ["2", "c", "4"]]


def test_an_inch_sign_and_an_apostrophe_are_no_quotes(folder):
    table = read(folder, "id,site,size\n1,Søren's hand,5\"\n2,it's foot,6\"\n")
    assert rows_of(table) == [["1", "Søren's hand", '5"'], ["2", "it's foot", '6"']]


def test_config_overrides_delimiter_and_quote(folder):
    table = read(folder, 'id:note\n1:"a\n2:b\n', {"dialect": {"delimiter": ":", "quote": ""}})
    assert rows_of(table) == [["1", '"a'], ["2", "b"]]
    assert table.dialect.given == ("delimiter", "quote")


@pytest.mark.parametrize(
    "dialect",
    [{"delimiter": ";;"}, {"quote": "''"}, {"delimiter": ";", "quote": ";"}, {"decimal": ",", "thousands": ","}],
)
def test_a_dialect_in_config_that_can_not_be_is_an_error(folder, dialect):
    assert rules(read(folder, "id;size\n1;2\n", {"dialect": dialect})) == [("unusable dialect", 0)]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ('id,note\n1,"a\n2,b\n3,c\n', 2),
        ('id,note\n1,a\n2,"b" c\n3,d\n', 3),
        ('id,note\n1,"a\nb"\n2,"c\n3,d\n', 4),
    ],
)
def test_a_broken_quote_is_an_error_on_the_line_where_its_row_starts(folder, raw, line):
    table = read(folder, raw)
    assert rules(table) == [("broken quoting", line)]
    assert not table.lines


@pytest.mark.parametrize(
    ("raw", "header", "asked"),
    [
        # A single cell in single quotes may be quoted or not.
        ("id,note\n1,'a'\n2,b\n", ["id", "note"], 1),
        # Both delimiters divide each line in two.
        ("id,x;y\nx;y,1\n", ["id", "x;y"], 1),
        # With decimal commas one delimiter is right whatever is proposed.
        ("id;size\n1;3,5\n2;4,5\n", ["id", "size"], 0),
        ("id,note\n1,the patient's leg\n", ["id", "note"], 0),
    ],
)
def test_clevercsv_is_asked_where_it_may_decide_and_the_table_is_read_where_it_fails(
    folder, monkeypatch, raw, header, asked
):
    import clevercsv.detect

    calls = []

    def fail(*texts: object, **_: object) -> None:
        calls.append(texts)
        raise IndexError

    monkeypatch.setattr(clevercsv.detect.Detector, "detect", fail)
    assert read(folder, raw).header == header
    assert len(calls) == asked

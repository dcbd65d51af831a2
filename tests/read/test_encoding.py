import pytest

from tests.read.writing import read, rows_of, rules


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "næse;øre\nÅse;3\n"),
        ("utf-8-sig", "næse;øre\nÅse;3\n"),
        ("utf-16", "næse;øre\nÅse;3\n"),
        ("utf-16-le", "naese;oere\nAase;3\n"),
        ("utf-16-be", "naese;oere\nAase;3\n"),
        ("utf-32", "næse;øre\nÅse;3\n"),
        ("latin-1", "Größe;Fläche mm²\nFrançois;3\n"),
        ("cp1252", "Größe;Fläche – mm²\nÆrø;±3 °C\n"),
        ("cp1250", "pacjent;miejsce\nŁoś;łokieć\nJan;kość łódeczkowata\n"),
        ("cp1251", "пациент;место\nИван;колено\n"),
        ("mac_roman", "patient;côté\nhélas;opéré\n"),
        ("cp850", "Größe;Übel\nMüller;Jäger\n"),
    ],
)
def test_text_comes_back_from_the_encodings_that_clinics_use(folder, encoding, text):
    table = read(folder, text.encode(encoding))
    assert [table.header, *rows_of(table)] == [line.split(";") for line in text.splitlines()]
    assert not table.problems


def test_an_old_encoding_is_found_by_a_letter_far_below_the_first_lines(folder):
    rows = "".join(f"{number};hand\n" for number in range(20_000))
    table = read(folder, f"id;site\n{rows}20000;Fußgelenk\n".encode("cp1252"))
    assert table.columns["site"][-1] == "Fußgelenk"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_damaged_byte_in_utf8_is_an_error_with_its_line(folder, end):
    raw = end.join(["id;site", "1;næse", "2;"]).encode() + b"\xe9;" + end.encode()
    table = read(folder, raw)
    assert rules(table) == [("undecodable text", 3)]
    assert table.problems[0].found == "byte 0xe9"
    assert not table.lines


def test_a_damaged_byte_beyond_the_sample_is_an_error_with_its_line(folder):
    rows = "".join(f"{number};øre\n" for number in range(20_000))
    assert rules(read(folder, f"id;site\n{rows}".encode() + b"x;\xff\n")) == [("undecodable text", 20_002)]


def test_a_byte_that_the_encoding_in_config_lacks_is_an_error_with_its_line(folder):
    table = read(folder, "id;site\n1;næse\n".encode(), {"dialect": {"encoding": "ascii"}})
    assert rules(table) == [("undecodable text", 2)]


def test_the_encoding_in_config_overrides_the_one_that_is_found(folder):
    raw = "id;věk\nDvořáková;3\n".encode("cp1250")
    table = read(folder, raw, {"dialect": {"encoding": "cp1250"}})
    assert table.header == ["id", "věk"]
    assert table.dialect.encoding == "cp1250"


@pytest.mark.parametrize("name", ["utf8x", "rot13", "hex", "a\0b"])
def test_an_unknown_encoding_in_config_is_an_error(folder, name):
    assert rules(read(folder, "a,b\n1,2\n", {"dialect": {"encoding": name}})) == [("unknown encoding", 0)]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (bytes(range(256)) * 10, "binary"),
        (b"a,b\n1,\x00\n2,3\n4,5\n", "binary"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table><tr><td>id</td></tr></table></html>", "web page"),
        (b"{\\rtf1 id}", "RTF"),
        (b"\x1f\x8b\x08abc", "compressed"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder, raw, kind):
    table = read(folder, raw)
    assert rules(table) == [("no table", 0)]
    assert kind in table.problems[0].found

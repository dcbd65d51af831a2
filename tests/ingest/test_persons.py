"""National numbers as people write them, full names, dates of birth; and no false alarm in the cohorts of the tests."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from casetrace.ingest.identifiers import birth_columns, identifier_reason, identifying_texts
from casetrace.ingest.person_numbers import _passes_check, bare_cprs
from casetrace.ingest.persons import is_full_name
from casetrace.read.reading import read_raw_table
from tests.ingest.reading import mapped, rules
from tests.inspect.exports import EXPORTS
from tests.stages.one_truth import SHAPES


def cprs(count: int) -> list[str]:
    """Made-up CPR numbers of ten digits that pass the old check."""
    draw = random.Random(5)
    numbers: list[str] = []
    while len(numbers) < count:
        number = f"{draw.randint(1, 28):02}{draw.randint(1, 12):02}{draw.randint(30, 99)}{draw.randrange(10**4):04}"
        numbers += [number] * _passes_check(number)
    return numbers


CPR = cprs(1)[0]


def test_the_check_of_cpr_is_the_published_one():
    # 070761-4285 is the number that the Danish authorities print as an example.
    assert _passes_check("0707614285")
    assert not _passes_check("0707614286")


@pytest.mark.parametrize(
    "written", ["{0}-{1}", "{0}–{1}", "{0} - {1}", "{0}−{1}", "{0}‑{1}", "{0} {1}", "{0}{1}", "{0}.{1}"]
)
@pytest.mark.parametrize("text", ["{}", "Pt. {} seen at home", "({})"])
def test_a_cpr_number_is_found_in_every_form(written, text):
    cell = text.format(written.format(CPR[:6], CPR[6:]))
    assert str(identifier_reason("Remark", ["good", cell])).endswith("a Danish CPR number")
    assert identifying_texts(["good", cell]) == {cell}


def test_a_number_behind_the_word_for_it_needs_no_check():
    assert identifier_reason("Remark", ["CPR: 0101901234"]) is not None


def test_new_numbers_without_a_check_are_told_by_their_dates():
    assert bare_cprs(["0101905678", "2307759235", "1512688236"])


@pytest.mark.parametrize(
    "texts",
    [
        ["1001200001", "1001200002", "1001200003", "1001200004"],  # running numbers
        ["310714 1530", "010814 0915", "020814 1015"],  # dates and times
        ["12.5 mm", "1234567890 and 0987654321"],
        ["0000000000", "1111111111"],
    ],
)
def test_other_numbers_of_ten_digits_are_none(texts):
    assert identifier_reason("Sample", texts) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("756.9217.0769.85", "Swiss"),
        ("811228-9874", "Swedish"),
        ("131052-308T", "Finnish"),
        ("01010750160", "Norwegian"),
        ("85.07.30-033.28", "Belgian"),
        ("295109912611193", "French"),
        ("1630615123457", "Romanian"),
        ("390.533.447-05", "Brazilian"),
        ("971013-9019902", "Korean"),
        ("360426199101010071", "Chinese"),
        ("BOXW310820HNERXN09", "Mexican"),
    ],
)
def test_a_number_whose_checks_leave_no_doubt_is_found_anywhere_in_a_text(text, kind):
    for cell in (text, f"her number is {text}, seen twice"):
        assert kind in str(identifier_reason("Remark", ["good", "bad", "fair", "none", cell]))


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["54362315K", "12345678Z"], "Spanish"),
        (["44051401359"], "PESEL"),
        (["7103192745"], "Czech"),
        (["7523169263"], "Bulgarian"),
    ],
)
def test_a_column_of_numbers_that_pass_their_check_is_found(texts, kind):
    assert kind in str(identifier_reason("Remark", texts))


@pytest.mark.parametrize(
    "text",
    [
        "Anna Hansen",
        "Hansen, Anna",
        "JENS HOLM",
        "Dr. Peter van der Berg",
        "Anne-Marie O'Neill",
        "Søren Kierkegård",
        "José García López",
    ],
)
def test_a_full_name_is_one(text):
    assert is_full_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Systemic Sclerosis", "Left Hand", "Rose Bengal", "Sodium Thiosulphate", "Week 4", "Lost to follow-up", "Anna",
        "P1", "Sclerosis of Anna's hand", "Baker Cyst", "Merkel Cell", "Martin noted pain", "",
    ],
)  # fmt: skip
def test_a_text_of_medicine_is_no_name(text):
    assert not is_full_name(text)


def test_dates_of_birth_are_told_from_dates_of_visits():
    births = ["1950-02-01", "1961-03-04", "1978-05-06", "1949-01-01"]
    visits = ["2014-07-31", "2014-08-31", "2015-01-02", "2014-09-30"]
    assert birth_columns({"Date": births, "Seen": visits}) == ["Date"]
    children = ["2001-02-01", "2003-03-04", "2005-05-06", "2002-01-01"]
    assert birth_columns({"Date": children, "Seen": ["2021-01-01", "2021-02-01", "2021-03-01", "2022-03-01"]}) == [
        "Date"
    ]
    assert birth_columns({"Seen": visits}) == []
    assert birth_columns({"Date": ["1", "2", "3"]}) == []


def test_names_and_births_under_innocent_headers_are_refused_with_their_places_and_not_repeated():
    lines = (
        "Code,Date,visit,size_mm",
        *(f"{name},{day},{week},9" for name, day in (("Anna Hansen", "1950-02-01"), ("Jens Holm", "1981-03-04"),
          ("Eva Lund", "1978-05-06")) for week in (0, 4)),
    )  # fmt: skip
    result = mapped(*lines, columns={"Code": "patient_id", "Date": "baseline_date"})
    refused = [problem for problem in result.problems if problem.rule == "direct identifier"]
    assert [problem.header for problem in refused] == ["Code", "Date"]
    assert "in lines 2, 3, 4, 5, 6 and 1 more" in refused[0].found
    said = "\n".join(map(str, result.problems))
    assert not any(word in said for word in ("Hansen", "Holm", "Lund", "1950", "1981"))


def test_dates_of_birth_that_nothing_reads_are_no_error():
    rows = (f"P{number},{1950 + 9 * number}-02-01,{week},{9 - week}" for number in range(4) for week in (0, 4))
    assert rules(mapped("patient_id,Stamp,visit,size_mm", *rows)) == []


def _columns(folder: Any) -> dict[str, dict[str, Sequence[str]]]:
    """The columns of the raw files of the tests' cohorts, those with the most cells first."""
    tables = {}
    for name, make in SHAPES.items():
        for file, content in make().files.items():
            path = folder / f"{name}-{file.replace('/', '-')}"
            path.write_bytes(content)
            tables[path.name] = read_raw_table(path, path.name, {"columns": {}}).columns
    for name, export in EXPORTS.items():
        path = folder / f"{name}.csv"
        path.write_text(export.text, encoding=export.encoding)
        tables[path.name] = read_raw_table(path, path.name, {"columns": {}}).columns
    largest = sorted(tables, key=lambda name: -sum(map(len, tables[name].values())))
    return {name: tables[name] for name in largest[:20]}


def test_the_twenty_largest_cohorts_of_the_tests_raise_no_false_alarm(tmp_path):
    tables = _columns(tmp_path)
    assert len(tables) == 20
    alarms = {
        (name, header)
        for name, columns in tables.items()
        for header, texts in columns.items()
        if identifier_reason(header, texts) or header in birth_columns(columns)
    }
    assert alarms == set()

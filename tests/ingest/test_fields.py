"""Columns as a whole: texts that mean nothing recorded, and what is told once a column."""

from typing import Any

import pandas as pd

from casetrace.ingest.cells import CellReader
from casetrace.ingest.fields import FieldColumn
from tests.ingest.reading import column, mapped, notes, rules, values

LONG = "patient_id,site,visit,size_mm"


def test_tokens_for_nothing_recorded_are_missing_and_each_is_logged_once_with_its_count():
    result = mapped(LONG, "P1,NA,0,5", "P1,Knee,4,NA", "P2,n/a,0,NA", "P3,,0,-")
    assert values(result) == [("P1", "0", "5")]
    assert notes(result, "nothing recorded") == [
        (2, "site", "NA"),
        (4, "site", "n/a"),
        (5, "size_mm", "-"),
        (3, "size_mm", "NA"),
    ]
    assert [note.reason for note in result.handled if note.header == "size_mm" and note.raw_text == "NA"] == [
        "the text means that nothing is recorded (2 cells)"
    ]


def test_the_tokens_of_config_replace_the_usual_ones_and_a_blank_cell_is_always_missing():
    result = mapped(LONG, "P1,-,0,not done", "P2, ,0,5", missing=["not done"])
    assert column(result, "lesions", "site") == ["-", ""]
    assert values(result) == [("P2", "0", "5")]


def test_a_complication_that_was_none_is_no_event_and_is_logged():
    result = mapped("patient_id,complications,size_week_0", "P1,None,5", "P2,pain,5", "P3,None,4", "P4,0,4", "P5,NA,3")
    assert column(result, "events", "type") == ["pain"]
    assert notes(result, "no complication") == [(5, "complications", "0"), (2, "complications", "None")]
    assert notes(result, "nothing recorded") == [(6, "complications", "NA")]


def test_an_unreadable_merged_cell_is_told_once():
    result = mapped(
        "Case,Dose,W0", "1,x,8", ",,6",
        lesion_id="lettered",
        merged_cells={"when_blank": "Case", "fill_down": ["Case", "Dose"]},
        columns={
            "Case": "patient_id",
            "Dose": {"cells": [{"pattern": r"(?P<dose_mean>\d+)"}]},
            "W0": {"outcome": "size_mm", "visit": 0},
        },
    )  # fmt: skip
    assert set(rules(result)) == {("unreadable cell", 2, 2)}


def test_line_breaks_in_a_cell_are_shown_as_blanks():
    columns = {"Dose": {"cells": [{"pattern": r"(?P<dose_mean>\d+)"}]}}
    (problem,) = mapped("patient_id,Dose,size_week_0", 'P1,"10', 'mg",5', columns=columns).problems
    assert problem.found == '"10 mg"'


def test_columns_that_are_not_named_are_not_read():
    result = mapped("patient_id,visit,size_mm,Notes", "P1,0,5,secret")
    assert "secret" not in set(result.cells["text"])


def test_a_column_calculated_from_lengths_has_no_unit_by_itself():
    columns = {"volume": {"outcome": "volume_ml", "visit": 0}}
    header, row = "patient_id,L (mm),W (mm),H (mm)", "P1,30,20,10"
    derive = {"volume": "= {L (mm)} * {W (mm)} * {H (mm)} * 0.5"}
    (problem,) = mapped(header, row, columns=columns, derive=derive).problems
    assert (problem.rule, problem.header) == ("derived column without a unit", "volume")
    columns["volume"]["unit"] = "mm3"
    result = mapped(header, row, columns=columns, derive=derive)
    assert rules(result) == []
    assert values(result) == [("P1", "0", "3")]


#: What a reader of numbers, units, dates, patterns or ends of follow-up could stumble over.
TEXTS = [
    "",
    " ",
    "NA",
    "Knee",
    " Knee ",
    "knee",
    "3 cm",
    '"3,5"',
    "=1+1",
    "lost",
    "died",
    "Knee; hip",
    "(a+)+",
    "0",
    "µ",
]


def test_columns_read_as_they_stand_are_what_the_reader_of_cells_makes_of_them(monkeypatch):
    lines = [f"P{row},{text},{text},,0,{row + 1}" for row, text in enumerate(TEXTS)]

    def read() -> dict[str, Any]:
        columns = {"site": {"field": "site", "blank": "head"}, "empty": {"field": "sex"}}
        return vars(mapped("patient_id,site,arm,empty,visit,size_mm", *lines, columns=columns))

    quick = read()
    monkeypatch.setattr(CellReader, "as_it_stands", False)
    for name, value in read().items():
        assert_same(value, quick[name])


def assert_same(one: Any, other: Any) -> None:
    """Two things that hold tables, or two tables, have the same in them."""
    match one:
        case pd.DataFrame():
            pd.testing.assert_frame_equal(one, other)
        case FieldColumn():
            assert_same(vars(one), vars(other))
        case pd.Series():
            pd.testing.assert_series_equal(one, other)
        case dict():
            assert one.keys() == other.keys()
            for name, value in one.items():
                assert_same(value, other[name])
        case list():
            assert len(one) == len(other)
            for value, of_other in zip(one, other, strict=True):
                assert_same(value, of_other)
        case _:
            assert one == other

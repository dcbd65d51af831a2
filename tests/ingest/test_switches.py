"""Columns that count in the rows alone in which a column of 1 and 0 says so."""

import pytest

from casetrace.ingest.sources import columns_frame
from casetrace.ingest.specs import ColumnSpec
from casetrace.read.table import RawTable
from tests.ingest.reading import cohort_with_defaults, mapped, notes, rows, rules

HEADER = "patient_id,AE,AE name,size_week_0"
COLUMNS = {"AE name": {"field": "event_type", "when_checked": "AE"}}


def test_a_name_counts_where_its_row_is_checked_and_rests_on_both_cells():
    """The second patient's form has a default text in a field that does not apply."""
    result = mapped(HEADER, "P1,1,pain,5", "P2,0,pain,4", "P3,,,3", "P4,yes,fever,3", columns=COLUMNS)
    assert rules(result) == []
    assert rows(result, "events", "patient_id", "type") == [("P1", "pain"), ("P4", "fever")]
    assert notes(result, "row that is not checked") == [(3, "AE name", "pain")]
    cells = result.cells[(result.cells["table"] == "events") & (result.cells["field"] == "type")]
    assert sorted(zip(cells["line"], cells["column"], strict=True)) == [(2, 2), (2, 3), (5, 2), (5, 3)]


def test_the_column_of_checkboxes_is_one_that_is_read():
    (config,) = cohort_with_defaults({"tables": [{"file": "t.csv", "columns": COLUMNS}]})["tables"]
    raw = RawTable("t.csv", header=["AE", "AE name"], numbers={"AE": 1, "AE name": 2})
    frame = columns_frame([raw], [config], [[ColumnSpec("AE name", COLUMNS["AE name"], "config")]])
    assert list(zip(frame["header"], frame["role"], strict=True)) == [
        ("AE", "says where AE name counts"),
        ("AE name", "event_type"),
    ]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("P2,1,,4", ("checked and blank", 3, 3)),
        ("P2,1,NA,4", ("checked and blank", 3, 3)),
        ("P2,2,pain,4", ("no checkbox", 3, 2)),
        ("P2,?,pain,4", ("no checkbox", 3, 2)),
    ],
)
def test_what_contradicts_itself_is_an_error_with_its_place(row, place):
    assert rules(mapped(HEADER, "P1,1,pain,5", row, columns=COLUMNS)) == [place]


def test_a_column_of_checkboxes_that_is_not_there_is_an_error():
    result = mapped(HEADER, "P1,1,pain,5", columns={"AE name": {"field": "event_type", "when_checked": "Event"}})
    assert [rule for rule, _, _ in rules(result)] == ["missing column"]

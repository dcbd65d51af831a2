"""The order of canonical rows, and the raw cells of their values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.ingest.natural_order import natural_key, natural_ranks
from tests.ingest.reading import column, mapped, rows


@pytest.mark.parametrize(
    "names", [["P1", "P2", "P10", "P010a"], ["1", "2", "10", "a", "b"], ["", "7", "x", "x1y2", "x1y10"]]
)
def test_names_are_ordered_as_people_order_them(names):
    assert sorted(reversed(names), key=natural_key) == names


def test_rows_are_ordered_by_patient_lesion_outcome_visit_and_period():
    lines = [
        "P10,b,1,4,pain,1",
        "P2,c,2,0,pain,2",
        "P2,c,1,0,pain,3",
        "P2,c,1,0,itch,4",
        "P10,a,1,12,pain,5",
        "P10,a,1,4,pain,6",
    ]
    result = mapped("patient_id,lesion_id,period,visit,outcome,value", *lines, outcomes={"pain": {}, "itch": {}})
    assert column(result, "patients", "patient_id") == ["P2", "P10"]
    assert column(result, "lesions", "lesion_id") == ["c", "a", "b"]
    assert column(result, "measurements", "value") == ["3", "2", "4", "6", "5", "1"]


def test_events_stay_in_table_order_within_the_patient():
    header = "patient_id,lesion_id,size_week_0,complications"
    result = mapped(header, "P2,c,5,x", "P1,a,5,pain", "P1,b,5,fever")
    assert rows(result, "events", "patient_id", "number", "type") == [
        ("P1", "1", "pain"), ("P1", "2", "fever"), ("P2", "1", "x")
    ]  # fmt: skip


def test_every_value_has_a_cell_under_its_row():
    result = mapped("patient_id,sex,visit,size_mm", "P2,f,0,5", "P1,m,0,7", "P1,m,4,6")
    first = result.cells.drop_duplicates(["table", "row", "field"])
    for name, frame in result.tables.items():
        own = first[first["table"] == name]
        for field in frame.columns:
            stands = frame[field].dropna()
            found = own[own["field"] == field].set_index("row")["value"]
            if field != "number":
                assert found.to_dict() == stands.to_dict()


def test_the_second_cell_of_a_derived_value_is_that_of_its_own_row():
    result = mapped(
        "episode,nr,visit,size_mm", "P1,1,0,5", "P1,1,4,3", "P1,2,0,4",
        derive={"lesion": "{episode}-{nr}"}, columns={"episode": "patient_id", "lesion": "lesion_id"}, ignore=["nr"],
    )  # fmt: skip
    own = result.cells[(result.cells["table"] == "lesions") & (result.cells["field"] == "lesion_id")]
    assert own.sort_values(["row", "column"])[["row", "line", "column", "text"]].to_numpy().tolist() == [
        [0, 2, 1, "P1"], [0, 2, 2, "1"], [1, 4, 1, "P1"], [1, 4, 2, "2"]
    ]  # fmt: skip


@given(st.sets(st.text(alphabet=["P", "p", "0", "1", "2", "-", "ö", " ", "²", "١", "\n"], max_size=7)))
def test_the_ranks_of_many_names_are_those_of_their_keys(names):
    texts = list(names)
    ranks = natural_ranks(texts)
    assert [texts[place] for place in np.argsort(ranks)] == sorted(texts, key=natural_key)
    assert sorted(ranks) == list(range(len(texts)))

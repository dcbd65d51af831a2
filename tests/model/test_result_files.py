"""A stage's results as files, and statistics.csv written and read."""

import math
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.basis import LESION_VISITS, part
from casetrace.model.groups import read
from casetrace.model.quantities import Quantity
from casetrace.model.result_files import read_statistics, write_results, write_statistics
from casetrace.model.results import RESULT_COLUMNS, Interval, Results, Sizes, Subject, adds_results
from tests.outcomes import an_outcome

REDUCTION = Subject(Quantity("reduction"), "lesion", "primary", an_outcome(), 4, scenario="observed")
VISITS = pd.DataFrame({"patient_id": ["1", "1", "2"], "lesion_id": list("abc")})


def paths(folder: Path) -> dict[str, str]:
    return {name: str(folder / f"{name}.parquet") for name in ("statistics", "lineage", "row_sets")}


@adds_results
def add_marked(results: Results) -> None:
    results.add(REDUCTION.resting_on((part(LESION_VISITS, VISITS[1:], "percent_reduction"),)), "mean", 5, "t", Sizes(2))


def test_a_result_that_no_marked_function_added_is_a_fault_of_the_program(tmp_path):
    results = Results()
    add_marked(results)
    results.add(REDUCTION, "median", 5, "summary", Sizes(2))
    with pytest.raises(AssertionError, match=r"marked with adds_results: reduction\S*\.median\.summary$"):
        write_results(results, paths(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_stage_writes_its_results_with_the_rows_and_the_function_behind_each(tmp_path):
    results, out = Results(), paths(tmp_path)
    add_marked(results)
    write_results(results, out)
    (result_id,) = pd.read_parquet(out["statistics"])["result_id"]
    (line,) = pq.read_table(out["lineage"]).to_pylist()
    assert (line["result_id"], line["dataset"], line["fields"]) == (result_id, LESION_VISITS, "percent_reduction")
    assert (line["role"], line["code"]) == ("used", "tests/model/test_result_files.py: add_marked")
    rows = pq.read_table(out["row_sets"]).to_pylist()
    assert [(row["row_set"], row["row"]) for row in rows] == [(line["row_set"], 1), (line["row_set"], 2)]


def test_statistics_are_read_back_in_their_types(tmp_path):
    results, path = Results(), str(tmp_path / "statistics.csv")
    interval = Interval(-1.5, math.inf, 0.95)
    results.add(REDUCTION.within("arm", "NA"), "mean", 5, "t", Sizes(2, 3), interval=interval, p_value=1e-9)
    results.add(REDUCTION, "mean", 0.25, "t", Sizes(2), option="offset_0_5", note="null")
    results.refuse(
        Subject(Quantity("sex"), "patient", "descriptive"), "count", "count", Sizes(0), 'a "note",\nand more'
    )
    write_statistics(results.frame(), path)
    again = read_statistics(path)
    pd.testing.assert_frame_equal(again, results.frame(), check_exact=True)
    assert list(again.columns) == RESULT_COLUMNS
    assert again["option"].tolist() == ["", "offset_0_5", ""]


VALUES = st.one_of(st.text(), st.text(st.sampled_from("=;\\,\"' \n\r")))


@settings(max_examples=40)
@given(VALUES, VALUES)
def test_groups_of_any_name_are_read_back_from_statistics(tmp_path, first, second):
    results, path = Results(), str(tmp_path / "statistics.csv")
    results.add(REDUCTION.within("arm", first).within("site", second), "mean", 5, "t", Sizes(2))
    write_statistics(results.frame(), path)
    (group,) = read_statistics(path)["group"]
    assert read(group) == (("arm", first), ("site", second))

"""How rows of the raw table become canonical rows; line 1 of each made-up table is its header."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.tables.canonical import Canonical
from scripts.tables.mapping import map_table
from scripts.tables.reading import Cell, RawTable
from tests.stages.made_up import COLUMNS, cohort
from tests.stages.running import real_cohort

VALUE = {"outcome": "size_mm"}
MERGED: dict[str, Any] = {
    "missing": ["", "-"],
    "lesion_id": "lettered",
    "merged_cells": {"when_blank": "Case", "fill_down": ["Case", "Age", "Dose", "W12"]},
    "columns": {
        "Case": {"field": "patient_id"},
        "Age": {"field": "age_years"},
        "Site": {"field": "site"},
        "Dose": {
            "cells": [
                {
                    "pattern": r"(?P<dose_mean_mg>[\d.]+)",
                    "set": {"dose_min_mg": "{dose_mean_mg}", "dose_max_mg": "{dose_mean_mg}"},
                },
                {"pattern": r"(?P<dose_mean_mg>[\d.]+) \((?P<dose_min_mg>[\d.]+)[–-](?P<dose_max_mg>[\d.]+)\)"},
            ]
        },
        "W0": VALUE | {"field": "value", "visit": 0},
        "W12": VALUE
        | {
            "visit": 12,
            "cells": [
                {"pattern": "(?P<value>[^/]+)/(?P<reported_reduction_percent>[^/]+)"},
                {"pattern": "(?P<disposition_reason>Lost|Died)", "set": {"disposition_status": "lost"}},
            ],
        },
    },
}
FIRST = ["1", "50", "Knee", "10 (5–20)", "8", "4/50"]


def raw(*rows: list[str], header: list[str] | None = None) -> RawTable:
    names = header or list(MERGED["columns"])
    cells = [
        {name: Cell(line, column, text) for column, (name, text) in enumerate(zip(names, row, strict=True), start=1)}
        for line, row in enumerate(rows, start=2)
    ]
    return RawTable("table.csv", names, cells)


def mapped(*rows: list[str], **changes) -> Canonical:
    return map_table(raw(*rows), MERGED | changes)


def named(*rows: dict[str, str], **changes) -> Canonical:
    """Map rows of the made-up cohort, in which lesions have names of their own."""
    table = cohort()["table"] | changes
    return map_table(raw(*[[row.get(name, "") for name in COLUMNS] for row in rows], header=list(COLUMNS)), table)


def column(canonical: Canonical, table: str, field: str) -> list[str]:
    return list(canonical.frame(table)[field].fillna(""))


def rules(canonical: Canonical) -> list[str]:
    return [problem.rule for problem in canonical.problems]


def test_a_continuation_row_takes_the_merged_cells_from_above():
    result = mapped(FIRST, ["", "", "Elbow", "", "6", ""])
    assert rules(result) == []
    assert column(result, "lesions", "lesion_id") == ["1a", "1b"]
    assert column(result, "lesions", "site") == ["Knee", "Elbow"]
    assert column(result, "treatments", "dose_mean_mg") == ["10", "10"]
    assert [(note.cell.line, note.header, note.reason) for note in result.handled if note.action == "filled"] == [
        (3, header, "blank in a row that continues line 2") for header in ("Case", "Age", "Dose", "W12")
    ]


def test_cells_that_are_not_merged_stay_blank_in_a_continuation_row():
    result = mapped(FIRST, ["", "", "", "", "6", "3/50"])
    assert column(result, "lesions", "site") == ["Knee", ""]
    assert column(result, "measurements", "value") == ["8", "4", "6", "3"]


def test_a_blank_cell_of_a_new_patient_is_never_filled():
    result = mapped(FIRST, ["2", "", "Elbow", "", "6", ""])
    assert column(result, "treatments", "dose_mean_mg") == ["10", ""]
    assert column(result, "patients", "age_years") == ["50", ""]
    assert column(result, "measurements", "lesion_id") == ["1a", "1a", "2a"]
    assert [note for note in result.handled if note.action == "filled"] == []


def test_a_third_row_continues_the_first_through_the_second():
    result = mapped(FIRST, ["", "", "Elbow", "", "6", "5/17"], ["", "", "Hand", "", "7", "7/0"])
    assert column(result, "lesions", "lesion_id") == ["1a", "1b", "1c"]
    assert {note.reason for note in result.handled} == {"blank in a row that continues line 2"}


def test_a_continuation_in_the_first_row_is_an_error():
    result = mapped(["", *FIRST[1:]], FIRST)
    assert [(p.rule, p.line, p.column) for p in result.problems] == [("nothing to continue", 2, 1)]
    assert column(result, "lesions", "lesion_id") == ["1a"]


def test_a_cell_that_no_pattern_matches_is_named_with_file_line_and_column():
    (problem,) = mapped(["1", "50", "Knee", "10 to 20", "8", "4/50"]).problems
    assert problem.place == "table.csv, line 2, column 4 (Dose)"
    assert problem.found == '"10 to 20"'
    assert "dose_mean_mg" in problem.expected


def test_an_unreadable_merged_cell_is_told_once():
    result = mapped(["1", "50", "Knee", "x", "8", "4/50"], ["", "", "Elbow", "", "6", "3/50"])
    assert rules(result) == ["unreadable cell"]


@pytest.mark.parametrize("dash", ["–", "-"])
def test_dose_ranges_are_read_with_a_dash_and_with_a_hyphen(dash):
    result = mapped(["1", "50", "Knee", f"120 (60{dash}150)", "8", "4/50"])
    assert result.frame("treatments").loc[0, "dose_mean_mg":"dose_max_mg"].tolist() == ["120", "60", "150"]


def test_a_single_dose_is_its_own_range():
    result = mapped(["1", "50", "Knee", "30", "8", "4/50"])
    assert result.frame("treatments").loc[0, "dose_mean_mg":"dose_max_mg"].tolist() == ["30", "30", "30"]


def test_the_same_row_twice_is_an_error():
    result = mapped(FIRST, ["2", *FIRST[1:]], FIRST)
    (problem,) = result.problems
    assert (problem.rule, problem.line) == ("duplicate lesion", 4)
    assert "line 2" in problem.found
    assert column(result, "lesions", "lesion_id") == ["1a", "2a"]


def test_a_patient_named_again_further_down_is_an_error_where_rows_are_merged():
    result = mapped(FIRST, ["2", *FIRST[1:]], ["1", "50", "Elbow", "30", "9", "1/89"])
    (problem,) = result.problems
    assert (problem.rule, problem.line) == ("duplicate lesion", 4)
    assert 'patient "1" again, first on line 2' in problem.found


def test_a_patient_may_be_named_in_each_row_where_rows_are_not_merged():
    table = {key: value for key, value in MERGED.items() if key != "merged_cells"}
    result = map_table(raw(FIRST, ["1", "50", "Elbow", "30", "9", "1/89"]), table)
    assert rules(result) == []
    assert column(result, "lesions", "lesion_id") == ["1a", "1b"]


def test_a_lesion_name_given_twice_is_an_error():
    (problem,) = named({"Patient": "1", "Lesion": "a"}, {"Patient": "2", "Lesion": "a"}).problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate lesion", 3, 2)


def test_a_lettered_lesion_that_takes_the_name_of_another_is_an_error():
    rows = [["1", "50", f"Site {number}", "30", "9", "1/89"] for number in range(27)]
    table = {key: value for key, value in MERGED.items() if key != "merged_cells"}
    result = map_table(raw(*rows, ["1a", *FIRST[1:]]), table)
    assert [(p.rule, p.line) for p in result.problems] == [("duplicate lesion", 29)]
    assert column(result, "lesions", "lesion_id")[-2:] == ["1z", "1aa"]


def test_lesions_are_lettered_beyond_z():
    rows = [["1", "50", f"Site {number}", "30", "9", "1/89"] for number in range(703)]
    table = {key: value for key, value in MERGED.items() if key != "merged_cells"}
    names = column(map_table(raw(*rows), table), "lesions", "lesion_id")
    assert [names[number] for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "1a",
        "1z",
        "1aa",
        "1az",
        "1ba",
        "1zz",
        "1aaa",
    ]
    assert len(set(names)) == 703


def test_facts_of_a_patient_that_differ_between_rows_are_an_error():
    (problem,) = named(
        {"Patient": "1", "Lesion": "a", "Age": "50"}, {"Patient": "1", "Lesion": "b", "Age": "51"}
    ).problems
    assert (problem.rule, problem.line, problem.column) == ("patient facts differ", 3, 3)
    assert problem.expected == '"50", as on line 2'


def test_a_fact_that_only_a_later_row_gives_is_kept():
    result = named({"Patient": "1", "Lesion": "a"}, {"Patient": "1", "Lesion": "b", "Age": "51"})
    assert rules(result) == []
    assert column(result, "patients", "age_years") == ["51"]


def test_dispositions_of_a_patient_that_differ_are_an_error():
    (problem,) = named(
        {"Patient": "1", "Lesion": "a", "Status": "lost"}, {"Patient": "1", "Lesion": "b", "Status": "died"}
    ).problems
    assert problem.rule == "dispositions differ"


def test_a_patient_has_one_disposition_even_if_two_rows_tell_the_same():
    result = named({"Patient": "1", "Lesion": "a", "Status": "lost"}, {"Patient": "1", "Lesion": "b", "Status": "lost"})
    assert rules(result) == []
    assert column(result, "disposition", "status") == ["lost"]


def test_two_cells_that_give_one_field_different_values_are_an_error():
    columns = MERGED["columns"] | {"W4": VALUE | {"visit": 4, "cells": MERGED["columns"]["W12"]["cells"]}}
    table = {"missing": [""], "lesion_id": "lettered", "columns": columns}
    row = [*FIRST[:5], "Died", "Lost"]
    (problem,) = map_table(raw(row, header=list(columns)), table).problems
    assert (problem.rule, problem.line, problem.column) == ("two values for one field", 2, 7)


def test_one_merged_complication_is_one_event():
    columns = MERGED["columns"] | {"Complications": {"field": "event_type"}}
    merged = {"when_blank": "Case", "fill_down": ["Case", "Age", "Dose", "W12", "Complications"]}
    rows = [[*FIRST, "pain"], ["", "", "Elbow", "", "6", "5/17", ""], ["", "", "Hand", "", "6", "5/17", "fever"]]
    result = map_table(raw(*rows, header=list(columns)), MERGED | {"columns": columns, "merged_cells": merged})
    assert column(result, "events", "type") == ["pain", "fever"]
    assert column(result, "events", "number") == ["1", "2"]


def test_a_missing_and_a_repeated_column_are_named():
    table = raw(FIRST)
    table.header = ["Case", "Age", "Site", "Site", "W0", "W12"]
    problems = [p for p in map_table(table, MERGED).problems if "column" in p.rule]
    assert [(p.rule, p.header) for p in problems] == [("repeated column", "Site"), ("missing column", "Dose")]


def test_columns_that_config_does_not_name_are_not_read():
    table = raw([*FIRST, "secret"], header=[*MERGED["columns"], "Notes"])
    assert "secret" not in set(map_table(table, MERGED).cells("table.csv")["text"])


def test_a_blank_patient_is_an_error_where_rows_are_not_merged():
    (problem,) = named({"Lesion": "a"}).problems
    assert (problem.rule, problem.line, problem.column) == ("no patient", 2, 1)


def test_a_row_without_the_name_of_its_lesion_is_an_error():
    (problem,) = named({"Patient": "1"}).problems
    assert (problem.rule, problem.line, problem.column) == ("no lesion", 2, 2)


def test_an_unreadable_name_is_told_once():
    columns = MERGED["columns"] | {"Case": {"cells": [{"pattern": r"(?P<patient_id>\d+)"}]}}
    assert rules(mapped(["x", *FIRST[1:]], columns=columns)) == ["unreadable cell"]


def test_a_part_of_a_cell_that_means_nothing_recorded_is_missing():
    result = mapped([*FIRST[:5], "4/-"])
    assert rules(result) == []
    assert column(result, "measurements", "reported_reduction_percent") == ["", ""]


def test_a_blank_cell_is_nothing_recorded_whatever_else_is():
    assert column(mapped([*FIRST[:2], " ", *FIRST[3:]], missing=["-"]), "lesions", "site") == [""]


def test_stated_fields_are_given_to_every_patient_and_have_no_cell():
    result = mapped(FIRST, ["2", *FIRST[1:]], stated={"sex": {"value": "female", "source": "Methods"}})
    assert column(result, "patients", "sex") == ["female", "female"]
    cells = result.cells("table.csv")
    stated = cells[cells["how"] == "stated"]
    assert set(zip(stated["file"], stated["line"], stated["text"], strict=True)) == {("config", 0, "Methods")}


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "-", "1", "2", "50", "Knee", "10 (5–20)", "10 (5-20)", "30", "4/50", "Lost", "Died", "4/", "/", " 1 "]
    ),
)


@given(st.lists(st.lists(TEXTS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_any_cells_end_in_values_or_problems_and_rows_are_conserved(rows):
    result = mapped(*rows)
    lesions = len(result.rows["lesions"])
    assert lesions == len(result.rows["treatments"]) <= len(rows)
    assert lesions == len(rows) or result.problems
    assert len(result.rows["measurements"]) <= result.lesion_visits == 2 * lesions
    assert all(problem.line >= 2 for problem in result.problems)


@given(st.lists(TEXTS, min_size=6, max_size=6))
def test_every_value_is_found_in_its_raw_cell(row):
    cells = mapped(row).cells("table.csv")
    for cell in cells.itertuples():
        assert row[cell.column - 1] == cell.text


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_value_of_a_lesion(draw: random.Random):
    rows = [
        {
            "Patient": str(i // 2),
            "Lesion": str(i),
            "Age": str(50 + i // 2),
            "Dose": str(i),
            "W0": str(10 + i),
            "W4": str(i),
        }
        for i in range(8)
    ]
    shuffled = draw.sample(rows, len(rows))
    for table in ("lesions", "treatments", "measurements", "patients"):
        frames = [named(*order).frame(table) for order in (rows, shuffled)]
        key = [name for name in ("lesion_id", "visit", "patient_id") if name in frames[0]]
        first, second = (frame.sort_values(key, ignore_index=True) for frame in frames)
        assert first.equals(second)


def test_the_real_mapping_reads_every_cell_of_a_valid_row():
    table = real_cohort()["table"]
    row = ["7", "SSc/50", "Knee", "10", "Single injection", "30", "No", "5/50", "Lost to follow-up"]
    result = map_table(raw(row, header=list(table["columns"])), table)
    assert rules(result) == []
    assert column(result, "treatments", "n_injections") == ["1"]
    assert column(result, "disposition", "status") == ["lost"]
    assert column(result, "events", "type") == []

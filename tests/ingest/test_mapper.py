"""What holds of any table: no other exception, conserved rows, values in their cells, and what changes nothing."""

import csv
import io
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.dictionary import data_dictionary
from tests.ingest.reading import joined, mapped
from tests.stages.running import FULL

TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8),
    st.sampled_from(
        [
            "", "-", "NA", "1", "2", "50", "Knee", "10 (5–20)", "30", "4/50", "Lost", "Died", "4/", " 1 ", "3,5", "3.5",
            "1.234,5", "2 cm", "3 x 2 mm", "3 cm x 2", "4 kg", "0", "4", "12", "week 4", "V1", "baseline", "day 3",
            "P1", "P2", "f", "M", "yes", "2014-01-01", "29.01.2014", "01/02/2014", "mm", "size", "pain", "†", "LTFU",
        ]
    ),
)  # fmt: skip
TABLES: dict[str, tuple[list[str], dict[str, Any]]] = {
    "long": (["patient_id", "lesion_id", "visit", "arm", "sex", "size_mm"], {}),
    "outcomes": (["patient_id", "period", "visit", "outcome", "value", "unit"], {}),
    "dates": (["patient_id", "visit_date", "size", "disposition_status", "disposition_date", "baseline_date"],
              {"columns": {"size": {"outcome": "size"}}, "visits": {"dates": {"outside": "set_aside"}}}),
    "wide": (["patient_id", "lesion", "site", "size_week_0", "size_week_4", "complications"],
             {"columns": {"lesion": "lesion_id", "size_week_{visit}": {"outcome": "size_mm"}}}),
    "lettered": (["Case", "Age", "Site", "Dose", "W0", "W12"], {
        "lesion_id": "lettered",
        "merged_cells": {"when_blank": "Case", "fill_down": ["Case", "Age", "W12"]},
        "columns": {
            "Case": "patient_id", "Age": "age_years", "Site": "site",
            "Dose": {"cells": [{"pattern": r"(?P<dose_mean>[\d.]+)"},
                               {"pattern": r"(?P<dose_min>\d+)[–-](?P<dose_max>\d+)"}]},
            "W0": {"outcome": "size_mm", "visit": 0},
            "W12": {"outcome": "size_mm", "visit": 12,
                    "cells": [{"pattern": "(?P<value>[^/]+)/(?P<reported_reduction_percent>[^/]+)"}]},
        },
    }),
    "blocks": (["patient_id", "L1 site", "L1 size 0", "L1 size 4", "L2 size 0", "box"], {
        "columns": {"L{lesion} site": "site", "L{lesion} size {visit}": {"outcome": "size_mm"},
                    "box": {"field": "disposition_status", "checked": "lost"}},
    }),
    "derived": (["patient_id", "nr", "visit", "Length", "Width", "Study"], {
        "derive": {"lesion": "{patient_id}-{nr}", "area": "= {Length} * {Width}"},
        "columns": {"lesion": "lesion_id", "area": {"outcome": "area"}},
        "drop_rows": {"Study": ["1", "2"]},
    }),
}  # fmt: skip


def lines_of(header: list[str], rows: list[list[str]]) -> list[str]:
    """The lines of a CSV file in which each row stands on one."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return text.getvalue().split("\n")[:-1]


DIALECT = {"delimiter": ",", "quote": '"', "encoding": "utf-8", "header_line": 1, "units_line": 0, "footer_lines": 0}


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=8 if FULL else 4)
@given(rows=st.lists(st.lists(TEXTS, min_size=6, max_size=6), min_size=1, max_size=5))
def test_any_cells_end_in_values_or_problems_and_every_value_is_in_its_cell(name, rows):
    header, table = TABLES[name]
    result = mapped(*lines_of(header, rows), **table, dialect=DIALECT)
    filled = [row for row in rows if any(text.strip() for text in row)]
    assert result.n_rows == [len(filled)]
    assert result.n_kept[0] <= len(filled)
    assert len(result.tables["measurements"]) <= result.n_measured
    assert list(result.tables) == list(data_dictionary())
    assert all(problem.line >= 0 and problem.found and problem.expected for problem in result.problems)
    for cell in result.cells.itertuples():
        assert rows[cell.line - 2][cell.column - 1] == cell.text


def tables_of(result) -> dict[str, str]:
    return {name: frame.to_csv() for name, frame in result.tables.items()}


LONG_HEADER = ["patient_id", "lesion_id", "sex", "site", "arm", "visit", "size (cm)", "pain"]
LONG_ROWS = [
    [
        f"P{lesion // 2}",
        f"P{lesion // 2}-{lesion}",
        "fm"[lesion // 2 % 2],
        "Knee",
        "AB"[lesion % 2],
        str(week),
        f"{lesion}.{week}",
        "",
    ]
    for lesion in range(1, 8, 2)
    for week in (0, 4, 12)
]
WIDE_HEADER = ["patient_id", "lesion_id", "age", "site", "size week 0", "size week 4", "complications"]
WIDE_ROWS = [
    [f"P{lesion // 3}", f"L{lesion}", str(50 + lesion // 3), "Toe", f"{lesion} cm", f"{lesion}5 mm", ""]
    for lesion in range(5)
]
INVARIANT = {
    "long": (LONG_HEADER, LONG_ROWS, {"size (cm)": {"outcome": "size_mm"}}),
    "wide": (WIDE_HEADER, WIDE_ROWS, {"size week {visit}": {"outcome": "size"}}),
}


@pytest.mark.parametrize("name", INVARIANT)
@settings(max_examples=5)
@given(draw=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_and_columns_of_no_account_change_nothing(name, draw: random.Random):
    header, rows, columns = INVARIANT[name]
    expected = mapped(*lines_of(header, rows), columns=columns)
    assert expected.problems == []
    order = draw.sample(range(len(header)), len(header))
    shuffled = [[*(row[place] for place in order), draw.choice("xyz"), "1"] for row in draw.sample(rows, len(rows))]
    result = mapped(*lines_of([*(header[place] for place in order), "Ward note", "Q7"], shuffled), columns=columns)
    assert tables_of(result) == tables_of(expected)
    assert (result.units, result.recorded) == (expected.units, expected.recorded)


def test_one_table_or_the_same_rows_in_two_files_are_the_same():
    header, rows, columns = INVARIANT["long"]
    whole = mapped(*lines_of(header, rows), columns=columns)
    files = {"a.csv": lines_of(header, rows[:5]), "b.csv": lines_of(header, rows[5:])}
    assert tables_of(joined(files, {name: {"columns": columns} for name in files})) == tables_of(whole)

"""What must change no result: the order of rows and columns, columns that are not read, the unit, patients' names."""

import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.stages.one_truth import Shape, table, times, written
from tests.stages.running import QUICK_METHODS, checked_cohort, finish, ingest_and_clean, with_files

HEADER = ["patient_id", "lesion_id", "age_years", "site", "visit", "size_mm"]
METHODS = QUICK_METHODS | {"exact_permutation_patients": 5}
#: `make test-full` runs many more.
EXAMPLES = int(os.environ.get("CASETRACE_EXAMPLES", "1"))
#: What the cohorts are seen under: the observed values and one assumption, or all.
SEEN = {"scenarios": ["observed", "locf"]} if EXAMPLES == 1 else {}
#: A failing cohort is not made smaller, which would take minutes.
EACH = settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate))
SIZES = st.integers(1, 900).map(lambda tenths: f"{tenths / 10:g}")


@st.composite
def cohorts(draw: st.DrawFn) -> list[list[str]]:
    """A tidy table of four or five patients with one or two lesions each; a follow-up visit may lack its value."""
    rows = []
    for patient in range(draw(st.integers(4, 5))):
        for lesion in range(draw(st.integers(1, 2))):
            site = draw(st.sampled_from(["Knee", "Elbow"]))
            who = [f"P{patient}", f"P{patient}-{lesion}", str(40 + 7 * patient), site]
            rows.append([*who, "0", draw(SIZES)])
            rows += [[*who, week, draw(st.one_of(SIZES, st.just("0"), st.just("")))] for week in ("4", "12")]
    # Someone has a value at each visit.
    rows[1][5], rows[2][5] = "3", "1"
    return rows


def results(rows: Sequence[Sequence[str]], header: Sequence[str], **cohort) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        shape = Shape({"table.csv": written([header, *rows])}, table() | SEEN | cohort)
        checked = checked_cohort(shape.cohort)
        run = finish(ingest_and_clean(with_files(Path(folder), shape), checked), checked, METHODS)
        return run.statistics


@EACH
@given(cohorts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_and_columns_that_are_not_read_change_no_byte(rows, draw: random.Random):
    shuffled = draw.sample(rows, len(rows))
    order = draw.sample(range(len(HEADER) + 2), len(HEADER) + 2)
    wide = [[*row, "a remark", str(draw.random())] for row in shuffled]
    header = [*HEADER, "Remarks", "Run"]
    mixed = results([[row[place] for place in order] for row in wide], [header[place] for place in order])
    pd.testing.assert_frame_equal(results(rows, HEADER), mixed, check_exact=True)


@EACH
@given(cohorts(), st.sampled_from([("cm", "0.1"), ("m", "0.001"), ("µm", "1000")]))
def test_another_unit_with_its_numbers_changes_no_byte(rows, unit: tuple[str, str]):
    name, factor = unit
    scaled = [[*row[:5], times(factor)(row[5])] for row in rows]
    outcomes = {"size_mm": {"unit": "mm"}}
    expected = results(rows, HEADER, outcomes=outcomes)
    found = results(scaled, [*HEADER[:5], f"Size ({name})"], outcomes=outcomes)
    pd.testing.assert_frame_equal(expected, found, check_exact=True)


@EACH
@given(cohorts(), st.permutations(["Q7", "A1", "Z", "M-3", "11"]))
def test_other_names_of_the_patients_change_no_number(rows, names: list[str]):
    renamed = [[names[int(row[0][1:])], names[int(row[0][1:])] + row[1][2:], *row[2:]] for row in rows]
    expected, found = (_nameless(results(table_rows, HEADER)) for table_rows in (rows, renamed))
    assert list(found.index) == list(expected.index)
    pd.testing.assert_frame_equal(expected, found, check_exact=False, rtol=1e-9, atol=1e-9)


def _nameless(statistics: pd.DataFrame) -> pd.DataFrame:
    """The results without those of single lesions, and without the notes, which name patients."""
    return statistics[~statistics["group"].str.startswith("lesion=", na=False)].drop(columns="note")


@EACH
@given(cohorts(), st.sampled_from([2, 10]))
def test_larger_lesions_have_the_same_reductions(rows, factor: int):
    larger = [[*row[:5], times(str(factor))(row[5])] for row in rows]
    expected, found = results(rows, HEADER), results(larger, HEADER)
    own = expected["analysis"].isin(["reduction", "any_complete", "all_complete", "response", "reduction_of_sum"])
    own &= expected["method"] != "rounding"
    pd.testing.assert_series_equal(expected.loc[own, "estimate"], found.loc[own, "estimate"], rtol=1e-9, atol=1e-9)


@st.composite
def wide_rows(draw: st.DrawFn) -> list[list[str]]:
    """A row a patient: age, and sizes at weeks 0, 4 and 12, of which a later one may lack; now and then a blank row."""
    rows = []
    for number in range(draw(st.integers(4, 11))):
        sizes = [draw(SIZES), *(draw(st.one_of(SIZES, st.just("0"), st.just(""))) for _ in range(2))]
        rows.append([str(40 + number), *sizes])
        rows += [[""] * 4] * draw(st.integers(0, 1))
    rows[0][2:] = ["3", "1"]
    return rows


@EACH
@given(wide_rows())
def test_patients_who_are_rows_give_the_results_of_a_column_that_numbers_them(rows):
    header = ["age_years", "size_mm_week_0", "size_mm_week_4", "size_mm_week_12"]
    named = [[str(number) if any(row) else "", *row] for number, row in enumerate(rows, start=1)]
    unnamed = results(rows, header, **table(patient_id="row"))
    pd.testing.assert_frame_equal(results(named, ["patient_id", *header]), unnamed, check_exact=True)

"""What a change of one cell or row does, held against a study that is built anew with the change."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from casetrace.audit.changes import mistyped_cells, taken_out
from casetrace.audit.choices import readings, stated_reading
from casetrace.audit.quantities import numbers
from casetrace.audit.recomputing import recompute
from casetrace.audit.study import Study
from casetrace.audit.variants import TESTS, depends, recompute_variants
from casetrace.claims.terms import Variable
from casetrace.derive.datasets import lesion_visits
from tests.audit.cohorts import claim, outcome, study, tables

CLAIMS = [
    claim("mean", "percent_reduction.size_mm.week_12", "80", unit="lesion"),
    claim("mean", "percent_reduction.size_mm.week_4", "50", unit="patient"),
    claim("median", "value.size_mm.week_12", "5", unit="lesion"),
    claim("sd", "percent_reduction.size_mm.week_12", "12", unit="lesion"),
    claim("percent", "response.size_mm.week_12=complete", "50", unit="patient"),
    claim("percent", "response.size_mm.week_12=complete", "50", unit="lesion", population="enrolled"),
    claim("count", "response.size_mm.week_12=complete|partial", "3", unit="patient"),
    claim("mean", "percent_reduction.size_mm.week_12", "70", population="baseline.size_mm>=20", unit="lesion"),
    claim("mean", "percent_reduction.size_mm.week_4", "70", population="response.size_mm.week_12!=complete"),
    claim("count", "lesions", "5"),
    claim("count", "treatments", "12"),
    claim("mean", "n_treatments", "3", unit="patient"),
    claim("range", "baseline.size_mm", "3 to 85", unit="lesion"),
    claim("mean", "age_years", "63"),
]
SIZES = st.lists(
    st.tuples(st.integers(2, 90), st.none() | st.integers(0, 90), st.none() | st.integers(0, 40)).map(list),
    min_size=3,
    max_size=6,
)


def _columns(number: int) -> dict[str, list[float]]:
    return {"n_treatments": [1 + index % 4 for index in range(number)]}


@given(SIZES, st.data())
@settings(max_examples=6, deadline=None, phases=[Phase.generate])
def test_a_change_gives_what_a_study_with_the_change_gives(sizes, data):
    patients = ["1", "1", "2", "3", "4", "5"][: len(sizes)]
    ages = [40.0 + 7 * index for index in range(len(set(patients)))]
    base = study(sizes, patients, printed=True, age_years=ages, **_columns(len(sizes)))
    for changes in (*mistyped_cells(base), *taken_out(base)):
        number = data.draw(st.integers(0, len(changes) - 1))
        anew = _with_change(base, changes, number)
        for one in CLAIMS:
            for reading in readings(one, base, corrected=False, max_departures=1):
                of_treatments = reading.unit == "treatment" and str(one.quantity) != "treatments"
                supported = reading.statistic not in TESTS and not of_treatments
                supported = supported and reading.visit is None and reading.missing == "observed"
                if not supported or (changes.of_patient and reading.unit != "patient"):
                    continue
                expected = recompute(anew, one, reading)
                if depends(one, changes):
                    lower, upper = recompute_variants(base, one, reading, changes)
                    found = (lower[number], upper[number])
                else:
                    before = recompute(base, one, reading)
                    found = (before.value, before.upper)
                assert found == pytest.approx((expected.value, expected.upper), abs=1e-8, nan_ok=True), (
                    str(one.quantity), reading, changes.family, changes.column,
                )  # fmt: skip


def _with_change(base: Study, changes, number: int) -> Study:
    """The study with a row changed or taken out, whole."""
    row = int(changes.replaced[number])
    rows = base.rows
    if changes.rows is None:
        return Study(
            rows.taken(np.array([other for other in range(len(rows)) if other != row])), base.outcomes, base.lesion_rows
        )
    columns = {name: column.copy() for name, column in rows.columns.items()}
    where = np.flatnonzero(rows.patient == rows.patient[row]) if changes.of_patient else [row]
    for name, column in changes.rows.columns.items():
        if name in columns and not (changes.of_patient and name != changes.column):
            columns[name][where] = column[number]
    return Study(rows.with_columns(columns), base.outcomes, base.lesion_rows)


def test_percentages_are_those_of_the_analysis_dataset_in_every_scenario():
    sizes: list[list[float | None]] = [[3, 0, 0], [70, 30, 5], [80, None, 10], [75, 30, None], [85, None, None]]
    own = tables(sizes, ["1", "2", "3", "4", "4"], printed=True)
    outcomes = {"size_mm": outcome()}
    base = study(sizes, ["1", "2", "3", "4", "4"], printed=True)
    visits = lesion_visits(own, outcomes, ["observed", "as_reported", "locf", "no_change", "complete_response"])
    stated = stated_reading(CLAIMS[0])
    for scenario in visits["scenario"].unique():
        for week in (4, 12):
            there = visits[(visits["scenario"] == scenario) & (visits["visit"] == week)].set_index("lesion_id")
            source = "printed" if scenario == "as_reported" else "values"
            missing = "observed" if scenario == "as_reported" else scenario
            reading = stated.__class__(**(vars(stated) | {"source": source, "missing": missing}))
            found = numbers(base.rows, outcomes, Variable("percent_reduction", "size_mm", week), reading)
            expected = there.loc[list(base.rows.columns["lesion_id"]), "percent_reduction"]
            assert found == pytest.approx(expected.to_numpy(dtype=float), nan_ok=True)

"""A large cohort holds names as numbers and texts as categories: the results are those of the texts, to the byte."""

from pathlib import Path
from typing import Any

import pytest

from casetrace.analyse.tables import analysed_tables
from casetrace.model.storage import read_parquet
from tests.stages import running
from tests.stages.running import (
    FULL,
    QUICK_METHODS,
    analyse,
    finish,
    ingest_and_clean,
    prepared,
    real_cohort,
    real_texts,
    run_to_datasets,
)
from tests.stages.running import without_claims as unclaimed
from tests.stages.test_arms_and_outcomes import CROSS_OVER, PARALLEL, TWO_ARMS, cross_over, parallel, two_arms
from tests.stages.test_arms_described import ROWS, trial

REAL, CORRECTIONS = real_texts()
#: A group of which nobody is evaluable at a visit, a patient without an arm, and names out of order.
GAPS = ROWS + "10,10a,,50,male,1,no,,,,20,\n9,9a,,45,female,2,no,,,,10,2\n"
COHORTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "real": (REAL, unclaimed(real_cohort()), CORRECTIONS),
    "gaps": (GAPS, trial(), ""),
    "two arms": (TWO_ARMS, two_arms(), ""),
    "parallel": (PARALLEL, parallel(), ""),
    "cross-over": (CROSS_OVER, cross_over(), ""),
}


@pytest.mark.parametrize("name", COHORTS if FULL else ["real", "gaps", "cross-over"])
def test_the_results_are_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    raw, cohort, corrections = COHORTS[name]
    run = finish(ingest_and_clean(prepared(folder, raw, cohort, corrections), cohort), cohort, QUICK_METHODS)
    written = {path: path.read_bytes() for path in (folder / "out/analyse").iterdir()}
    monkeypatch.setattr(running, "ANALYSED", {})
    monkeypatch.setattr("casetrace.analyse.tables.MANY_ROWS", 0)
    for path in written:
        path.unlink()
    analyse(run, cohort, QUICK_METHODS)
    assert {path: path.read_bytes() for path in written} == written


def test_names_are_in_the_order_of_their_numbers_and_texts_in_that_of_their_categories(folder, monkeypatch):
    run = run_to_datasets(folder, GAPS, trial())
    paths = {name: str(run.folder / f"out/derive/{name}.parquet") for name in ("lesions", "lesion_visits")}
    monkeypatch.setattr("casetrace.analyse.tables.MANY_ROWS", 0)
    tables, named = analysed_tables(paths)
    for name, path in paths.items():
        for column in ("patient_id", "lesion_id"):
            texts, numbers = read_parquet(path)[column], tables[name][column]
            assert [named(number) for number in numbers] == list(texts)
            assert list(numbers.sort_values(kind="stable").index) == list(texts.sort_values(kind="stable").index)
    arms = tables["lesion_visits"]["arm"]
    assert list(arms.cat.categories) == ["", "control", "drug", "placebo"]
    assert arms.isna().sum() == read_parquet(paths["lesion_visits"])["arm"].isna().sum() > 0

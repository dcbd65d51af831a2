"""One cohort in many shapes: whatever dialect and layout it is written in, the results are the same to the byte."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.stages.one_truth import SHAPES, Shape
from tests.stages.running import FULL, Run, datasets_of_shape, run_shape

#: Where a row stands in the tables, which depends on the order of the cells.
POINTERS = ("row", "baseline_row", "value_row", "lesion_row", "treatment_row", "patient_row")
DATASETS = ("derive/lesions", "derive/lesion_visits", "clean/patients", "clean/events", "clean/disposition")
#: Of so many shapes one goes through the stages that compute, which take most of the time; the others to their input.
#: `make test-full` computes all of them.
COMPUTED = list(SHAPES)[::5]


#: What the cohort is seen under: the observed values and one assumption, or all.
SEEN = {} if FULL else {"scenarios": ["observed", "locf"]}


def shape_of(name: str) -> Shape:
    shape = SHAPES[name]()
    return replace(shape, cohort=shape.cohort | SEEN)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_shape(tmp_path_factory.mktemp("tidy"), shape_of("tidy_path_alone"))


@pytest.mark.parametrize("name", SHAPES if FULL else COMPUTED)
def test_every_shape_of_one_cohort_gives_the_same_statistics(tmp_path: Path, expected: Run, name: str):
    run = run_shape(tmp_path, shape_of(name))
    statistics = [(own.folder / "out" / "statistics.csv").read_text(encoding="utf-8") for own in (run, expected)]
    assert statistics[0] == statistics[1]
    assert run.problems("error").empty


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in COMPUTED])
def test_every_shape_of_one_cohort_gives_the_same_datasets(tmp_path: Path, expected: Run, name: str):
    run = datasets_of_shape(tmp_path, shape_of(name))
    for dataset in DATASETS:
        frames = (own.frame(dataset).drop(columns=list(POINTERS), errors="ignore") for own in (run, expected))
        pd.testing.assert_frame_equal(*frames)
    assert run.problems("error").empty

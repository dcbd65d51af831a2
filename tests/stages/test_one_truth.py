"""One cohort in many shapes: whatever dialect and layout it is written in, the results are the same to the byte."""

from pathlib import Path

import pytest

from tests.stages.one_truth import SHAPES
from tests.stages.running import run_shape


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    run = run_shape(tmp_path_factory.mktemp("tidy"), SHAPES["tidy_path_alone"]())
    return (run.folder / "out" / "statistics.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_one_cohort_gives_the_same_statistics(tmp_path: Path, expected: str, name: str):
    run = run_shape(tmp_path, SHAPES[name]())
    assert (run.folder / "out" / "statistics.csv").read_text(encoding="utf-8") == expected
    assert run.problems("error").empty

"""What a processor may do to the last digit of a number changes no result."""

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.stages.running import (
    QUICK_METHODS,
    Run,
    analyse,
    check,
    checked_cohort,
    collect,
    derive,
    ingest_and_clean,
    real_cohort,
    study,
    with_files,
)
from tests.trace.clinics import clinic, cross_over, trial

NOISE = 1e-15
NUMBERS = ["estimate", "ci_lower", "ci_upper", "ci_level", "p_value", "p_value_minimum"]
#: Most numbers in 10,000 that may lie so near a boundary of rounding that noise moves their last digit.
AT_A_BOUNDARY = 20
#: `make test-full` runs many more, and on larger cohorts too.
EXAMPLES = int(os.environ.get("CASETRACE_EXAMPLES", "1"))
LAYOUTS = [cross_over] if EXAMPLES == 1 else [clinic, trial, cross_over]
#: The first cohort is seen under all assumptions.
SEEN = {"scenarios": ["observed", "locf"]} if EXAMPLES == 1 else {}


def analysed(run: Run, cohort, methods) -> pd.DataFrame:
    derive(run, cohort)
    analyse(run, cohort, methods)
    collect(run)
    return run.statistics


def with_noise(run: Run, folder: Path, seed: int) -> Run:
    """A copy of a run whose measurements are off by a relative 1e-15 at most, each by another share of it."""
    draw = np.random.default_rng(seed)
    noisy = Run(Path(shutil.copytree(run.folder, folder / f"noise-{seed}")))
    path = noisy.folder / "out" / "clean" / "measurements.parquet"
    measurements = pd.read_parquet(path)
    for column in ("value", "reported_reduction_percent"):
        measurements[column] *= 1 + NOISE * draw.uniform(-1, 1, len(measurements))
    measurements.to_parquet(path, index=False)
    return noisy


def moved(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """How many numbers differ, each by one unit of its last digit; everything else has to be the same."""
    others = [column for column in before if column not in NUMBERS]
    assert list(before.index) == list(after.index)
    texts = [frame[others].astype("object").fillna("") for frame in (before, after)]
    assert texts[0].compare(texts[1]).to_dict("index") == {}
    first, second = (frame[NUMBERS].to_numpy(dtype=float) for frame in (before, after))
    differs = ~((first == second) | (np.isnan(first) & np.isnan(second)))
    # An estimate and its limits share their last digit.
    largest = np.nan_to_num(np.abs(first[:, :3]), nan=0, posinf=0).max(axis=1, keepdims=True)
    size = np.where(np.arange(first.shape[1]) < 3, largest, np.abs(first))
    far = differs.copy()
    far[differs] = np.abs(first[differs] - second[differs]) > 1.01e-11 * size[differs]
    assert [*zip(before.index[far.any(axis=1)], first[far.any(axis=1)], second[far.any(axis=1)], strict=True)] == []
    return int(differs.sum())


def examined(run: Run, cohort, methods, folder: Path) -> None:
    before = analysed(run, cohort, methods)
    seeds = range(EXAMPLES)
    at_boundary = sum(moved(before, analysed(with_noise(run, folder, seed), cohort, methods)) for seed in seeds)
    numbers = int(before[NUMBERS].notna().to_numpy().sum()) * len(seeds)
    print(f"{at_boundary} of {numbers} numbers lie at a boundary of rounding")
    assert at_boundary <= 1 + AT_A_BOUNDARY * numbers / 10_000


def test_the_first_cohort_keeps_its_results(real_run, tmp_path):
    run = Run(Path(shutil.copytree(real_run.folder, tmp_path / "run")))
    examined(run, real_cohort(), study()["methods"], tmp_path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_made_up_cohorts_keep_their_results(layout, tmp_path):
    shape = layout()
    cohort = checked_cohort(shape.cohort | SEEN)
    run = ingest_and_clean(with_files(tmp_path / "run", shape), cohort)
    check(run)
    examined(run, cohort, QUICK_METHODS, tmp_path)

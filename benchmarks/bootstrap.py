"""Times the drawn bootstrap beside SciPy's, and prints the ratio.

    python -m benchmarks.bootstrap [--repeats N]

Both draw 10,000 samples of 2,000 patients with one to three lesions each, and give an interval of the mean over lesions
(BCa, SciPy's default). They take turns in one process; the best of the rounds counts.
"""

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from casetrace.methods.resampling import drawn_bootstrap

PATIENTS, RESAMPLES, LEVEL = 2_000, 10_000, 0.95
WANTED = 5
Floats = NDArray[np.float64]


def cohort() -> tuple[Floats, Floats]:
    """Sums and numbers of the values of each patient's lesions."""
    rng = np.random.default_rng(1)
    counts = rng.integers(1, 4, PATIENTS).astype(float)
    return rng.normal(50, 20, PATIENTS) * counts, counts


def with_scipy(sums: Floats, counts: Floats) -> None:
    """SciPy resamples the numbers of the patients, so that the lesions of each stay together."""

    def lesion_mean(patients: NDArray[np.int64], axis: int) -> Floats:
        mean: Floats = sums[patients].sum(axis) / counts[patients].sum(axis)
        return mean

    stats.bootstrap(
        (np.arange(PATIENTS),),
        lesion_mean,
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        vectorized=True,
        rng=np.random.default_rng(2),
    )


def with_casetrace(sums: Floats, counts: Floats) -> None:
    """The same with the pipeline's own method."""
    drawn_bootstrap(sums, counts, LEVEL, RESAMPLES, np.random.default_rng(2))


def seconds(run: Callable[[Floats, Floats], None], sums: Floats, counts: Floats) -> float:
    start = time.perf_counter()
    run(sums, counts)
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print. Times never fail a build."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bootstrap", description="Times the bootstrap.")
    parser.add_argument("--repeats", type=int, default=10, help="rounds, of which the best counts (10)")
    repeats = max(1, parser.parse_args(arguments).repeats)
    sums, counts = cohort()
    rounds = [[seconds(run, sums, counts) for run in (with_scipy, with_casetrace)] for _ in range(repeats)]
    scipy, casetrace = (min(times) for times in zip(*rounds, strict=True))
    print(f"scipy.stats.bootstrap {scipy:.3f} s, drawn_bootstrap {casetrace:.3f} s")
    print(f"{scipy / casetrace:.1f} times faster (wanted: at least {WANTED})")


if __name__ == "__main__":
    main()

"""Runs the pipeline on simulated cohorts in a scratch folder, and says what each of its jobs cost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import FailedRunError
from benchmarks.places import CORES, ROOT
from casetrace.pipeline.costs import COSTS_VARIABLE
from casetrace.simulate.design import Design
from casetrace.simulate.writing import write_cohorts

CONFIG = "study.yaml"
#: Lines of a run that failed which are shown.
TAIL = 60


@dataclass(frozen=True)
class Job:
    """What a job cost: seconds of the processor and of the clock, most memory in MB."""

    rule: str
    processor: float
    elapsed: float
    peak: float


@dataclass(frozen=True)
class Costs:
    """What a run cost.

    Attributes
    ----------
    elapsed, processor
        Seconds of the clock, and of the processors with those of Snakemake.
    jobs
        Its jobs.
    report
        Size of the largest page of the reports, in MB.
    """

    elapsed: float
    processor: float
    jobs: list[Job]
    report: float

    @property
    def peak(self) -> float:
        """The most memory of any job, in MB."""
        return max(job.peak for job in self.jobs)

    def as_json(self) -> dict[str, Any]:
        """For a file, rounded."""
        return {
            "elapsed_s": round(self.elapsed, 1),
            "processor_s": round(self.processor, 1),
            "peak_mb": round(self.peak),
            "report_mb": round(self.report, 2),
            "jobs": [{key: _rounded(value) for key, value in asdict(job).items()} for job in self.jobs],
        }


@contextmanager
def _study(design: Design, names: Sequence[str]) -> Iterator[Path]:
    """A scratch folder with the configuration of cohorts of one design."""
    with tempfile.TemporaryDirectory(prefix="casetrace-benchmark-") as folder:
        write_cohorts(design, names, Path(folder, CONFIG), "benchmarks", check=lambda _: None)
        yield Path(folder)


def planned(design: Design, names: Sequence[str]) -> float:
    """Seconds of the processor until it is known which jobs are to be run for cohorts of one design."""
    with _study(design, names) as folder:
        return _timed(folder, "--rulegraph")[1]


def run_simulated(design: Design, names: Sequence[str]) -> Costs:
    """The costs of a clean run on cohorts of one design.

    Raises
    ------
    FailedRunError
        When the run fails.
    """
    with _study(design, names) as folder:
        elapsed, processor, jobs = _timed(folder)
        pages = [*folder.glob("results/*/report.html"), *folder.glob("results/*/appendix.html")]
        return Costs(elapsed, processor, jobs, max(page.stat().st_size for page in pages) / 1e6)


def _timed(folder: Path, *options: str) -> tuple[float, float, list[Job]]:
    """Seconds of the clock and of the processors, and the jobs, of one call of Snakemake."""
    written = folder / "costs"
    written.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
    environment |= {"PYTHONPATH": str(ROOT), COSTS_VARIABLE: str(written)}
    command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "--configfile", CONFIG]
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(
        [*command, "--cores", str(CORES), *options],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    elapsed, after = time.perf_counter() - start, os.times()
    if done.returncode:
        raise FailedRunError("\n".join(done.stdout.splitlines()[-TAIL:]))
    used = after.children_user + after.children_system - before.children_user - before.children_system
    jobs = [Job(**json.loads(path.read_text(encoding="utf-8"))) for path in written.iterdir()]
    return elapsed, used, sorted(jobs, key=lambda job: -job.processor)


def _rounded(value: Any) -> Any:
    return round(value, 1) if isinstance(value, float) else value

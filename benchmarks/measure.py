"""Times the pipeline beside a single script that does the same work, and prints ratios.

    python -m benchmarks.measure [--repeats N | --dry-run] [--write FILE]

Every round takes a fresh copy of the sources and runs, one after the other: `monolith.py`; a clean run; a clean run of
no more than the monolith does, which audits no claims and writes one plain page; a run with nothing to do; a run after
the title of one figure was changed, for that figure alone and for everything; and, to tell Snakemake's share from the
pipeline's, a skeleton: as many jobs, with the same dependencies and imports, that do nothing. The best of the rounds
counts. Ratios alone are worth keeping: seconds belong to the machine. A dry run says whether all of it would start.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.performance import write_section
from benchmarks.places import CORES, ROOT
from benchmarks.skeleton import write_skeleton
from casetrace.model.figure_families import FAMILIES
from casetrace.pipeline.progress import Step
from casetrace.verify import scratch

#: What a run needs, as `verify` copies it, and the monolith.
SOURCES = (*scratch.SOURCES, "tests/oracle")
SNAKEMAKE = (sys.executable, "-m", "snakemake", "--cores", str(CORES))
NOTHING = "Nothing to be done"
#: Runs with nothing to do are short, so that a round takes each of them so many times.
NO_OPS = 3

COHORT = "aarhus-2014"
#: The families of figures that the monolith draws one or more of.
DRAWN_BY_BOTH = ("outcomes", "explorations", "cohort")
#: What it makes as well: the results and these figures.
OF_THE_MONOLITH = [
    f"results/{COHORT}/statistics.csv",
    *(f"results/{COHORT}/figures/{figure}.svg" for family in DRAWN_BY_BOTH for figure in FAMILIES[family].figures),
]

#: A figure and the module that draws it, which one rule alone needs: what a user edits to change one figure.
FIGURE = f"results/{COHORT}/figures/waterfall.svg"
FIGURE_MODULE = "casetrace/figures/waterfall.py"

#: The smallest Snakefile that can be up to date; with one parameter Snakemake imports pandas to compare it.
ONE_TARGET = 'rule one:\n    output:\n        "one.txt",\n{params}    shell:\n        "touch {{output}}"\n'
ONE_PARAM = "    params:\n        one=1,\n"


class FailedRunError(Exception):
    """A command that was to be timed failed, or did not do what it is timed for."""


@dataclass(frozen=True)
class Comparison:
    """One line of the table: what is timed, against what, and the ratio that is wanted if there is one."""

    what: str
    against: str
    wanted: float | None = None


COMPARISONS = (
    Comparison("clean run of the same work", "monolith", 3),
    Comparison("clean run", "monolith", 4),
    Comparison("clean run of the skeleton", "monolith"),
    Comparison("no-op run", "no-op of one target", 1.2),
    Comparison("no-op of one target with a parameter", "no-op of one target"),
    Comparison("no-op of the skeleton", "no-op of one target"),
    Comparison("one figure changed, everything", "monolith", 1.5),
    Comparison("one figure changed, that figure", "monolith"),
)


@dataclass
class Stopwatch:
    """Runs commands and keeps the shortest time of each, in seconds: elapsed, and of the processors.

    Attributes
    ----------
    elapsed, processors
        Shortest times by the name of what was run.
    """

    elapsed: dict[str, float] = field(default_factory=dict)
    processors: dict[str, float] = field(default_factory=dict)

    def run(self, what: str, command: Sequence[str], folder: Path, expected: str = "") -> None:
        """Run a command in a folder and keep its time if it is the shortest.

        Raises
        ------
        FailedRunError
            When it fails, or does not print what is `expected`.
        """
        before, start = os.times(), time.perf_counter()
        run(command, folder, expected)
        elapsed, after = time.perf_counter() - start, os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        self.elapsed[what] = min(elapsed, self.elapsed.get(what, elapsed))
        self.processors[what] = min(used, self.processors.get(what, used))


def run(command: Sequence[str], folder: Path, expected: str = "") -> str:
    """What a command prints, run in a folder with Python's own settings, which keep compiled code.

    Raises
    ------
    FailedRunError
        When it fails, or does not print what is `expected`.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SNAKEMAKE") and name != "PYTHONDONTWRITEBYTECODE"
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode or expected not in done.stdout:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise FailedRunError(f"{' '.join(command[1:])} did not do what it is timed for; the end of its output:\n{tail}")
    return done.stdout


def copy_sources(folder: Path) -> None:
    """Copy what a run needs, without results and without compiled code."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)


def without_claims(folder: Path) -> Path:
    """A copy of the sources whose cohort has no claims to audit: the monolith audits none."""
    folder.mkdir()
    copy_sources(folder)
    path = folder / "config.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    del config["cohorts"][COHORT]["claims"]
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def told_of(rule: str) -> str:
    """What a run tells of a job of this rule."""
    return Step(rule, COHORT, log="", begun=0).told


def change_figure(folder: Path, title: str) -> None:
    """Give one figure another title, by a line at the end of its module."""
    with (folder / FIGURE_MODULE).open("a", encoding="utf-8") as module:
        module.write(f"\nTITLE = {title!r}\n")


def one_target(folder: Path, params: str) -> Path:
    """A folder with a Snakefile of one target that is up to date."""
    folder.mkdir()
    (folder / "Snakefile").write_text(ONE_TARGET.format(params=params), encoding="utf-8")
    run(SNAKEMAKE, folder)
    return folder


def measure_round(watch: Stopwatch, scratch: Path) -> None:
    """Time everything once, in a folder of its own."""
    study, skeleton = scratch / "study", scratch / "skeleton"
    study.mkdir()
    copy_sources(study)
    bare = one_target(scratch / "bare", "")
    with_param = one_target(scratch / "with_param", ONE_PARAM)

    watch.run("monolith", [sys.executable, "-m", "tests.oracle.monolith", "monolith"], study)
    watch.run("clean run", SNAKEMAKE, study)
    same = without_claims(scratch / "same")
    watch.run("clean run of the same work", [*SNAKEMAKE, *OF_THE_MONOLITH], same)
    write_skeleton(study, skeleton, run([*SNAKEMAKE, "--rulegraph"], study))
    watch.run("clean run of the skeleton", SNAKEMAKE, skeleton)
    up_to_date = {
        "no-op of one target": bare,
        "no-op run": study,
        "no-op of one target with a parameter": with_param,
        "no-op of the skeleton": skeleton,
    }
    for _ in range(NO_OPS):
        for what, folder in up_to_date.items():
            watch.run(what, SNAKEMAKE, folder, NOTHING)
    change_figure(study, "Changed for the figure alone")
    watch.run("one figure changed, that figure", [*SNAKEMAKE, FIGURE], study, told_of("figures_outcomes"))
    run(SNAKEMAKE, study)
    change_figure(study, "Changed for everything")
    watch.run("one figure changed, everything", SNAKEMAKE, study, told_of("report_cohort"))


def measure(repeats: int) -> Stopwatch:
    """Time everything `repeats` times; the first runs of all, which fill the caches of the machine, do not count."""
    watch = Stopwatch()
    for number in range(repeats + 1):
        print(f"round {number} of {repeats}" if number else "warming up", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="casetrace-benchmark-") as scratch:
            if number:
                measure_round(watch, Path(scratch))
            else:
                one_target(Path(scratch) / "bare", ONE_PARAM)
                run([sys.executable, "-m", "tests.oracle.monolith", scratch], ROOT)
    return watch


def planned() -> str:
    """What a dry run of everything that is timed says; nothing is timed."""
    with tempfile.TemporaryDirectory(prefix="casetrace-benchmark-") as folder:
        study, skeleton = Path(folder, "study"), Path(folder, "skeleton")
        study.mkdir()
        copy_sources(study)
        run([sys.executable, "-m", "tests.oracle.monolith", "monolith"], study)
        write_skeleton(study, skeleton, run([*SNAKEMAKE, "--rulegraph"], study))
        change_figure(study, "Changed")
        run([*SNAKEMAKE, "--dry-run", *OF_THE_MONOLITH], without_claims(Path(folder, "same")))
        for place in (study, skeleton):
            run([*SNAKEMAKE, "--dry-run"], place)
        one_target(Path(folder, "with_param"), ONE_PARAM)
    return "Every run that is timed would start."


def hold_to_cores() -> None:
    """Keep this process and what it starts on as many processors as the benchmark is for, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def ratio_of(times: dict[str, float], comparison: Comparison) -> str:
    """A ratio of two times, to print."""
    return f"{times[comparison.what] / times[comparison.against]:.2f}"


def terminal_table(watch: Stopwatch) -> str:
    """All comparisons with their seconds."""
    lines = [f"{'what':38}{'seconds':>9}  {'against':20}{'seconds':>9}{'ratio':>8}{'wanted':>9}{'processor ratio':>17}"]
    for comparison in COMPARISONS:
        what, against = comparison.what, comparison.against
        wanted = "" if comparison.wanted is None else f"<= {comparison.wanted:g}"
        lines.append(
            f"{what:38}{watch.elapsed[what]:9.2f}  {against:20}{watch.elapsed[against]:9.2f}"
            f"{ratio_of(watch.elapsed, comparison):>8}{wanted:>9}{ratio_of(watch.processors, comparison):>17}"
        )
    return "\n".join(lines)


def ratios(watch: Stopwatch) -> list[dict[str, object]]:
    """All comparisons, of the clock and of the processors, without the seconds."""
    return [
        {
            "what": comparison.what,
            "against": comparison.against,
            "elapsed": float(ratio_of(watch.elapsed, comparison)),
            "processor": float(ratio_of(watch.processors, comparison)),
            "wanted": comparison.wanted,
        }
        for comparison in COMPARISONS
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print. Times never fail a build: the exit status is 0 even where a run fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description="Times the pipeline.")
    parser.add_argument("--repeats", type=int, default=3, help="rounds, of which the best counts (3)")
    parser.add_argument("--dry-run", action="store_true", help="plan the runs, time nothing")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the ratios in this JSON file")
    options = parser.parse_args(arguments)
    hold_to_cores()
    try:
        if options.dry_run:
            print(planned())
            return
        watch = measure(max(1, options.repeats))
    except FailedRunError as error:
        print(f"Nothing measured: {error}", file=sys.stderr)
        return
    print(terminal_table(watch))
    if options.write:
        write_section(options.write, "one_run", ratios(watch))


if __name__ == "__main__":
    main()

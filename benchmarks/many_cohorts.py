"""Times a study of many small cohorts beside a run on each of them alone.

    python -m benchmarks.many_cohorts [--cohorts 100] [--alone 3 | --dry-run] [--write FILE]

Each cohort has about 60 lesions. Wanted: it is known in under 10 seconds which jobs are to be run, and 100 cohorts take
at most 1.2 times the processor time of 100 single runs. A few single runs stand for all.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import FailedRunError, hold_to_cores
from benchmarks.performance import write_section
from benchmarks.runs import planned, run_simulated
from casetrace.simulate.design import Design

#: Cohorts of the study that is planned.
PLANNED = 100
#: About 60 lesions, 2.5 of a patient on average.
DESIGN = Design(patients=24)


def names_of(cohorts: int) -> list[str]:
    """The names of the cohorts."""
    return [f"cohort-{number:03d}" for number in range(1, cohorts + 1)]


def measured(cohorts: int, alone: int) -> dict[str, Any]:
    """What a study of cohorts costs, and as many single runs, by some of them."""
    names = names_of(cohorts)
    single = [run_simulated(DESIGN, [name]).processor for name in names[:alone]]
    together = run_simulated(DESIGN, names)
    mean = sum(single) / len(single)
    costs = together.as_json()
    costs.pop("jobs")
    return costs | {
        "cohorts": cohorts,
        "planned_cohorts": PLANNED,
        "planned_s": round(planned(DESIGN, names_of(PLANNED)), 1),
        "single_processor_s": round(mean, 2),
        "ratio": round(together.processor / (cohorts * mean), 2),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print. Costs never fail a build: the exit status is 0 even where a run fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_cohorts", description="Times many cohorts.")
    parser.add_argument("--cohorts", type=int, default=100, metavar="N", help="cohorts of the study (100)")
    parser.add_argument("--alone", type=int, default=3, metavar="N", help="of them, run alone (3)")
    parser.add_argument("--dry-run", action="store_true", help="plan the study, run nothing")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the costs in this JSON file")
    options = parser.parse_args(arguments)
    hold_to_cores()
    try:
        if options.dry_run:
            print(f"{options.cohorts} cohorts: planned in {planned(DESIGN, names_of(options.cohorts)):.1f} s")
            return
        costs = measured(options.cohorts, min(options.alone, options.cohorts))
    except FailedRunError as error:
        print(f"Nothing measured: {error}", file=sys.stderr)
        return
    print(f"{costs['planned_cohorts']} cohorts: planned in {costs['planned_s']} s of processor time")
    print(f"{costs['cohorts']} cohorts: {costs['processor_s']} s of processor time")
    print(f"{costs['ratio']} times as many single runs of {costs['single_processor_s']} s (wanted: at most 1.2)")
    if options.write:
        write_section(options.write, "many_cohorts", costs)


if __name__ == "__main__":
    main()

"""Times the whole pipeline, with its report, on simulated cohorts of 10,000 lesions and more, and their memory.

    python -m benchmarks.large_cohort [--lesions 10000,100000,1000000] [--layouts wide,long] [--write FILE]

A patient has one to four lesions, measured at baseline and two follow-up visits. Wanted: a million lesions of 400,000
patients in under 180 seconds on two idle processors, no job above 4 GB, and costs that grow no faster than the number
of lesions to the power of 1.1. Seconds belong to the machine, and nothing fails.
"""

import argparse
import itertools
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import FailedRunError, hold_to_cores
from benchmarks.performance import write_section
from benchmarks.runs import Costs, run_simulated
from casetrace.simulate.design import Design, Layout

#: Lesions of a patient, on average, of one to four.
LESIONS_OF_A_PATIENT = 2.5
LESIONS = "10000,100000,1000000"
LAYOUTS: tuple[Layout, ...] = ("wide", "long")


def design(lesions: int, layout: Layout) -> Design:
    """A cohort of about so many lesions."""
    return Design(patients=round(lesions / LESIONS_OF_A_PATIENT), layout=layout)


def exponents(costs: dict[int, Costs]) -> dict[str, float]:
    """How processor time grows with lesions, from each size to the next: the exponent."""
    return {
        f"{few} to {many}": round(math.log(costs[many].processor / costs[few].processor) / math.log(many / few), 2)
        for few, many in itertools.pairwise(sorted(costs))
    }


def measured(sizes: Sequence[int], layouts: Sequence[Layout]) -> dict[str, Any]:
    """What runs on cohorts of these sizes cost, by layout and number of lesions; a line is printed of each."""
    result: dict[str, Any] = {}
    print(f"{'layout':8}{'lesions':>10}{'seconds':>9}{'processor':>11}{'MB peak':>9}{'MB page':>9}  most by")
    for layout in layouts:
        costs: dict[int, Costs] = {}
        for lesions in sizes:
            costs[lesions] = own = run_simulated(design(lesions, layout), ["large"])
            numbers = f"{own.elapsed:9.0f}{own.processor:11.0f}{own.peak:9.0f}{own.report:9.2f}"
            print(f"{layout:8}{lesions:10,}{numbers}  {own.jobs[0].rule}", flush=True)
        result[layout] = {
            "runs": {str(lesions): own.as_json() for lesions, own in costs.items()},
            "exponents": exponents(costs),
        }
        print(f"{layout:8} exponents: {result[layout]['exponents']}", flush=True)
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print. Costs never fail a build: the exit status is 0 even where a run fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_cohort", description="Times large cohorts.")
    parser.add_argument("--lesions", default=LESIONS, metavar="N,N,…", help=f"sizes of the cohorts ({LESIONS})")
    parser.add_argument("--layouts", default=",".join(LAYOUTS), help="of their tables (both)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the costs in this JSON file")
    options = parser.parse_args(arguments)
    layouts = [layout for layout in LAYOUTS if layout in options.layouts.split(",")]
    hold_to_cores()
    try:
        costs = measured([int(number) for number in options.lesions.split(",")], layouts)
    except FailedRunError as error:
        print(f"Nothing measured: {error}", file=sys.stderr)
        return
    if options.write:
        write_section(options.write, "big_cohorts", costs)


if __name__ == "__main__":
    main()

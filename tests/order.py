"""The order of the tests: each process begins with some that run in other processes, and computes afterwards."""

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

#: Folders of tests that start programs and wait for them.
WAITING = ("workflow", "benchmarks")
#: The longest wait.
FIRST = "test_slurm.py"


def dealt(tests: Sequence[T], path_of: Callable[[T], Path], processes: int) -> list[T]:
    """Put tests in an order of which each process gets an equal part.

    A process that has nothing left takes tests from the end of another one's part: they should be short.

    Parameters
    ----------
    tests
        The tests as collected, those of a file one after the other.
    path_of
        The file of a test.
    processes
        How many processes the tests are parted among, in equal parts that follow each other.
    """
    files = [list(of_file) for _, of_file in groupby(tests, key=path_of)]
    files.sort(key=lambda of_file: path_of(of_file[0]).name != FIRST)
    waiting = [of_file for of_file in files if path_of(of_file[0]).parent.name in WAITING]
    computing = [test for of_file in files if path_of(of_file[0]).parent.name not in WAITING for test in of_file]
    ordered: list[T] = []
    for process in range(processes):
        begun = [test for of_file in waiting[process::processes] for test in of_file]
        left = len(tests) - len(ordered)
        n_more = max(0, left // (processes - process) - len(begun))
        ordered += begun + computing[:n_more]
        del computing[:n_more]
    return ordered + computing

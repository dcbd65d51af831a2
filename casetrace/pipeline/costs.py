"""What a job costs: seconds of the processor and of the clock, and the most memory. The benchmarks ask for it."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Names the folder that the costs of each job are written to.
COSTS_VARIABLE = "CASETRACE_JOB_COSTS"
#: Unit of `ru_maxrss`: bytes on macOS, kibibytes elsewhere.
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


@contextmanager
def costs_kept(rule: str) -> Iterator[None]:
    """Write what the body of a job of this rule cost, if that is asked for.

    Of the processor all that its process has used counts, so that what it loads does where it loads it itself.
    """
    folder = os.environ.get(COSTS_VARIABLE)
    started = time.perf_counter()
    try:
        yield
    finally:
        if folder:
            import resource

            used = resource.getrusage(resource.RUSAGE_SELF)
            costs = {
                "rule": rule,
                "processor": used.ru_utime + used.ru_stime,
                "elapsed": time.perf_counter() - started,
                "peak": used.ru_maxrss * MAXRSS_BYTES / 1e6,
            }
            Path(folder, f"{os.getpid()}.json").write_text(json.dumps(costs), encoding="utf-8")

"""Has each job of a run write what it cost: its rule, seconds of the processor and of the clock, most memory in MB.

Python imports a module of this name when it starts; `benchmarks/runs.py` puts this folder on its path.
"""

import atexit
import json
import os
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()
#: Unit of `ru_maxrss`: bytes on macOS, kibibytes elsewhere.
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


def _write(folder: str) -> None:
    """Write the costs of this process if it is a job, which Snakemake gives an object of its name."""
    job = getattr(sys.modules.get("__main__"), "snakemake", None)
    if job is None:
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    costs = {
        "rule": job.rule,
        "processor": used.ru_utime + used.ru_stime,
        "elapsed": time.perf_counter() - STARTED,
        "peak": used.ru_maxrss * MAXRSS_BYTES / 1e6,
    }
    Path(folder, f"{os.getpid()}.json").write_text(json.dumps(costs), encoding="utf-8")


if os.environ.get("CASETRACE_JOB_COSTS"):
    atexit.register(_write, os.environ["CASETRACE_JOB_COSTS"])

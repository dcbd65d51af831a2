"""What the workflow asks of Snakemake behind its documented interface. These are hacks, and they all stand here.

Each may break with a release of Snakemake, whose version is therefore locked; `tests/workflow/test_module.py` and the
times in `benchmarks/` say whether they still do what they are for.
"""

from casetrace.pipeline.hooks import failures, place, planning, rerunning, runs, start

__all__ = ["failures", "place", "planning", "rerunning", "runs", "start"]

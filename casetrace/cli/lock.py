"""Runs the study afresh and writes the lock of its outputs, as `snakemake lock` does."""

from collections.abc import Sequence

from casetrace.cli.rerun import rerun
from casetrace.verify.run import lock_results


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lock."""
    return rerun("lock", str(__doc__), lock_results, arguments)

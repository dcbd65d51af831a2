"""Runs the study afresh and compares its outputs with the lock, as `snakemake verify` does."""

from collections.abc import Sequence

from casetrace.cli.rerun import rerun
from casetrace.verify.run import verify_results


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the study's outputs; the exit status is 1 where any differs."""
    return rerun("verify", str(__doc__), verify_results, arguments, gives_json=True)

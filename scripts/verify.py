"""Run the study afresh in a scratch directory and compare its outputs with the lock."""

from functools import partial
from pathlib import Path

from casetrace.pipeline.job import job
from casetrace.verify.run import verify_results

with job(snakemake):
    verify_results(
        root=snakemake.params.root,
        config_files=list(snakemake.params.config_files),
        cores=snakemake.params.cores,
        lock_file=snakemake.params.lock_file,
        keep=partial(Path(snakemake.params.outcome).write_text, encoding="utf-8"),
    )

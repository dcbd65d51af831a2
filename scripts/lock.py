"""Run the study afresh in a scratch directory and write the lock of its outputs."""

from casetrace.pipeline.job import job
from casetrace.verify.run import lock_results

with job(snakemake):
    lock_results(
        root=snakemake.params.root,
        config_files=list(snakemake.params.config_files),
        cores=snakemake.params.cores,
        lock_file=snakemake.params.lock_file,
    )

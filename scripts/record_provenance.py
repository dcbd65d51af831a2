"""Record what a cohort's results were made of."""

from casetrace.pipeline.log import job_log
from casetrace.provenance.record import record_provenance

with job_log(snakemake.log[0]):
    record_provenance(
        out=snakemake.output.manifest,
        cohort=snakemake.wildcards.cohort,
        steps=snakemake.params.steps,
        workflow=list(snakemake.input.workflow),
        seed=snakemake.params.seed,
        root=snakemake.params.root,
        lock_file=snakemake.input.lock_file,
    )

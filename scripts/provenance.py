"""Record what a cohort's results were made of, as a manifest and as a Workflow Run RO-Crate."""

from casetrace.pipeline.job import job
from casetrace.provenance.record import record_provenance
from casetrace.provenance.write_crate import write_crate

with job(snakemake):
    manifest = record_provenance(
        out=snakemake.output.manifest,
        cohort=snakemake.wildcards.cohort,
        steps=snakemake.params.steps,
        workflow=list(snakemake.input.workflow),
        seed=snakemake.params.seed,
        root=snakemake.params.root,
        lock_file=snakemake.input.lock_file,
    )
    write_crate(
        manifest=manifest,
        workflow=snakemake.params.handed_on,
        root=snakemake.params.root,
        config=snakemake.params.config,
        study=snakemake.params.study,
        crate_file=snakemake.output.crate,
        workflow_folder=snakemake.output.workflow,
        record_file=snakemake.output.record,
    )

"""Write a cohort's run as a Workflow Run RO-Crate, so that its results can be passed on and understood."""

from casetrace.pipeline.log import job_log
from casetrace.provenance.write_crate import write_crate

with job_log(snakemake.log[0]):
    write_crate(
        manifest_file=snakemake.input.manifest,
        workflow=snakemake.params.workflow,
        root=snakemake.params.root,
        config=snakemake.params.config,
        study=snakemake.params.study,
        crate_file=snakemake.output.crate,
        workflow_folder=snakemake.output.workflow,
        record_file=snakemake.output.record,
    )

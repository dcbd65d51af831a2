"""Join what the stages' results rest on into the lineage of a cohort."""

from casetrace.collect.lineage import collect_lineage
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    collect_lineage(
        parts=list(snakemake.input.parts),
        sets=list(snakemake.input.sets),
        raw=list(snakemake.input.raw),
        out=dict(snakemake.output.items()),
    )

"""Join the stages' results into statistics.csv, and what they rest on into the lineage of a cohort."""

from casetrace.collect.lineage import collect_lineage
from casetrace.collect.statistics import collect_statistics
from casetrace.pipeline.job import job

with job(snakemake):
    collect_statistics(list(snakemake.input.parts), snakemake.output.statistics)
    collect_lineage(
        parts=list(snakemake.input.lineage),
        sets=list(snakemake.input.row_sets),
        raw=list(snakemake.input.raw),
        out={name: path for name, path in snakemake.output.items() if name != "statistics"},
    )

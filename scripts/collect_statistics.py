"""Join the stages' results into statistics.csv."""

from casetrace.collect.statistics import collect_statistics
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    collect_statistics(parts=list(snakemake.input.parts), statistics=snakemake.output.statistics)

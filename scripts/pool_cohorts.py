"""Pool the cohorts of a study, or put them beside each other where they are few."""

from casetrace.analyse.pool.run import pool_cohorts
from casetrace.pipeline.job import job

with job(snakemake):
    names = snakemake.params.cohorts
    pool_cohorts(
        plans=dict(zip(names, snakemake.input.plans, strict=True)),
        results=dict(zip(names, snakemake.input.results, strict=True)),
        lesion_visits=dict(zip(names, snakemake.input.visits, strict=True)),
        study=snakemake.params.study,
        out=dict(snakemake.output.items()),
    )

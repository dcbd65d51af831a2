"""Read the raw tables of a cohort and map them to the canonical tables, still as text."""

from casetrace.ingest.run import ingest_cohort
from casetrace.pipeline.job import job

with job(snakemake):
    ingest_cohort(
        tables=snakemake.params.tables,
        outcomes=snakemake.params.outcomes,
        endpoints=snakemake.params.endpoints,
        primary=snakemake.params.primary,
        treatment=snakemake.params.treatment,
        schema=snakemake.input.schema,
        out=dict(snakemake.output.items()),
        claims=snakemake.params.claims,
        site_groups=snakemake.params.site_groups,
        corrections=snakemake.params.corrections,
        arms=snakemake.params.arms,
        time_unit=snakemake.params.time_unit,
    )

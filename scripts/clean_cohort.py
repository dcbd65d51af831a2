"""Correct, convert and check the ingested tables of a cohort, and log every cell changed, flagged or set aside."""

from casetrace.clean.run import clean_cohort
from casetrace.pipeline.job import job

with job(snakemake):
    clean_cohort(
        ingested={
            name: str(path) for name, path in snakemake.input.items() if name not in ("plan", "corrections", "code")
        },
        raw_file=snakemake.params.raw_file,
        corrections=snakemake.params.corrections,
        plan=snakemake.input.plan,
        site_groups=snakemake.params.site_groups,
        out=dict(snakemake.output.items()),
        claims=snakemake.params.get("claims"),
    )

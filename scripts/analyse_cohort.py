"""Analyse a cohort: descriptions, estimates, explorations and sensitivity analyses."""

from casetrace.analyse.run import analyse_cohort
from casetrace.pipeline.job import job

with job(snakemake):
    analyse_cohort(
        tables={name: path for name, path in snakemake.input.items() if name not in ("plan", "code")},
        plan=snakemake.input.plan,
        cohort=snakemake.wildcards.cohort,
        sections=snakemake.params.sections,
        methods=snakemake.params.methods,
        seed=snakemake.params.seed,
        out=dict(snakemake.output.items()),
    )

"""Estimate the effects: means, proportions and differences, each with its interval, and the tests of no change."""

from casetrace.analyse.estimate.run import TABLES, estimate_effects
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    estimate_effects(
        tables={name: snakemake.input[name] for name in TABLES},
        plan=snakemake.input.plan,
        methods=snakemake.params.methods,
        seed=snakemake.params.seed,
        out=dict(snakemake.output.items()),
    )

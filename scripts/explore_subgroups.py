"""Explore the percent change of each outcome by its baseline and by the explanatory variables and groups."""

from casetrace.analyse.explore.run import explore_subgroups
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    explore_subgroups(
        tables={name: snakemake.input[name] for name in ("lesions", "lesion_visits")},
        plan=snakemake.input.plan,
        explore=snakemake.params.explore,
        site_groups=snakemake.params.site_groups,
        methods=snakemake.params.methods,
        seed=snakemake.params.seed,
        out=dict(snakemake.output.items()),
    )

"""Plot the cohorts of a study beside each other: patients, means, and the pooled mean of each outcome and visit."""

from casetrace.figures.plot_pooled import plot_pooled
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    names = list(snakemake.params.titles)
    plot_pooled(
        statistics=snakemake.input.statistics,
        plans=dict(zip(names, snakemake.input.plans, strict=True)),
        visits=dict(zip(names, snakemake.input.lesion_visits, strict=True)),
        titles=snakemake.params.titles,
        level=snakemake.params.level,
        style=snakemake.params.style,
        out=dict(snakemake.output.items()),
    )

"""Plot the outcomes of a cohort: the course of each lesion, and its percent change at each follow-up visit."""

from casetrace.figures.plot_outcomes import plot_outcomes
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    plot_outcomes(
        analysis={"lesion_visits": snakemake.input.lesion_visits},
        plan=snakemake.input.plan,
        style=snakemake.params.style,
        out=dict(snakemake.output.items()),
    )

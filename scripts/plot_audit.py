"""Plot the claims of a cohort's paper by the readings under which each holds."""

from casetrace.figures.plot_audit import plot_audit
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    plot_audit(
        claims=snakemake.input.claims,
        readings=snakemake.input.readings,
        assumptions=snakemake.input.assumptions,
        style=snakemake.params.style,
        out=dict(snakemake.output.items()),
    )

"""Plot what the percent change may depend on: the baseline of each lesion, and its site."""

from casetrace.figures.plot_explorations import plot_explorations
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    plot_explorations(
        analysis={"lesions": snakemake.input.lesions, "lesion_visits": snakemake.input.lesion_visits},
        plan=snakemake.input.plan,
        style=snakemake.params.style,
        out=dict(snakemake.output.items()),
    )

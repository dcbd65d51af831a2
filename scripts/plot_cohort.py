"""Plot the flow of patients and lesions from enrolment to each follow-up visit."""

from casetrace.figures.plot_cohort import plot_cohort
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    plot_cohort(
        analysis={"lesion_visits": snakemake.input.lesion_visits},
        plan=snakemake.input.plan,
        style=snakemake.params.style,
        out=dict(snakemake.output.items()),
    )

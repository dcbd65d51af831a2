"""Report every problem of a cohort's data at once; stop the run if there is an error."""

from casetrace.check.run import check_cohort
from casetrace.pipeline.job import job

with job(snakemake):
    check_cohort(
        cohort=snakemake.wildcards.cohort,
        problem_parts=list(snakemake.input.problems),
        count_parts=list(snakemake.input.row_counts),
        all_problems=snakemake.input.all_problems,
        problems_csv=snakemake.output.problems,
        counts_csv=snakemake.output.row_counts,
    )

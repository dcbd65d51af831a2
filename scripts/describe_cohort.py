"""Describe a cohort: patients, lesions, follow-up, treatment, outcomes in every scenario, responses, arms, events."""

from casetrace.analyse.describe.run import TABLES, describe_cohort
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    describe_cohort(
        tables={name: snakemake.input[name] for name in TABLES},
        plan=snakemake.input.plan,
        out=dict(snakemake.output.items()),
    )

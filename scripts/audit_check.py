"""Fail where a published claim is not reproduced, in a study that wants all of them to be."""

from casetrace.audit.gate import audit_check
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    audit_check(
        cohort=snakemake.wildcards.cohort,
        claims=snakemake.input.claims,
        consistency=snakemake.input.consistency,
        file=snakemake.params.file,
        audit_csv=snakemake.input.audit_csv,
        passed=snakemake.output.passed,
    )

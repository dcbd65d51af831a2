"""Fail where a published claim is not reproduced, in a study that wants all of them to be."""

from casetrace.audit.gate import audit_check
from casetrace.pipeline.job import job

with job(snakemake):
    audit_check(
        cohort=snakemake.wildcards.cohort,
        claims=snakemake.input.claims,
        consistency=snakemake.input.consistency,
        file=snakemake.params.file,
        audit_csv=snakemake.input.audit_csv,
        passed=snakemake.output.passed,
    )

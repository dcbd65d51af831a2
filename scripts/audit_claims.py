"""Audit the published claims of a cohort against its rows, and its printed numbers against each other."""

from pathlib import Path

from casetrace.audit.run import audit_claims
from casetrace.pipeline.job import job

with job(snakemake):
    audit_claims(
        ingested={Path(path).stem: path for path in snakemake.input.ingested},
        clean={Path(path).stem: path for path in snakemake.input.clean},
        plan=snakemake.input.plan,
        site_groups=snakemake.params.site_groups,
        out=dict(snakemake.output.items()),
        corrections=snakemake.params.corrections,
        config_tables=snakemake.params.tables,
    )

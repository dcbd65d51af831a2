"""Write the report of a cohort that has claims and no table: one HTML file without outside resources."""

from casetrace.claims.audit_tables import audit_paths
from casetrace.model.numbers import decimal_mark
from casetrace.pipeline.job import job
from casetrace.report.report_claims import report_claims

with job(snakemake), decimal_mark(snakemake.params.study["report"]["decimal_mark"]):
    report_claims(
        name=snakemake.wildcards.cohort,
        audit=audit_paths(list(snakemake.input.audit)),
        figures=list(snakemake.input.figures),
        raw=list(snakemake.input.raw),
        template=next(path for path in snakemake.input.templates if path.endswith("page.html.j2")),
        study=snakemake.params.study,
        lock_file=snakemake.input.lock_file,
        report=dict(snakemake.output.items()),
    )

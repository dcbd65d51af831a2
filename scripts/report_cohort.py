"""Write the report of a cohort: one HTML file without outside resources."""

from casetrace.claims.audit_tables import audit_paths
from casetrace.model.numbers import decimal_mark
from casetrace.pipeline.job import job
from casetrace.report.report_cohort import NO_TABLES, report_cohort

with job(snakemake), decimal_mark(snakemake.params.study["report"]["decimal_mark"]):
    report_cohort(
        name=snakemake.wildcards.cohort,
        tables={key: path for key, path in snakemake.input.items() if key not in NO_TABLES},
        plan=snakemake.input.plan,
        figures=list(snakemake.input.figures),
        raw=list(snakemake.input.raw),
        template=next(path for path in snakemake.input.templates if path.endswith("page.html.j2")),
        study=snakemake.params.study,
        lock_file=snakemake.input.lock_file,
        report=dict(snakemake.output.items()),
        audit=audit_paths(list(snakemake.input.audit)),
    )

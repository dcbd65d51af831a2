"""Write the report of a study's cohorts together: one HTML file without outside resources."""

from casetrace.model.numbers import decimal_mark
from casetrace.pipeline.job import job
from casetrace.report.report_pooled import report_pooled

with job(snakemake), decimal_mark(snakemake.params.study["report"]["decimal_mark"]):
    report_pooled(
        statistics=snakemake.input.statistics,
        tables={name: snakemake.input[name] for name in ("harmonisation", "overlap", "printed")},
        figures=list(snakemake.input.figures),
        plans=dict(zip(snakemake.params.study["cohorts"], snakemake.input.plans, strict=True)),
        sources=dict(zip(snakemake.params.study["cohorts"], snakemake.input.results, strict=True)),
        printed_files=list(snakemake.input.cohorts_file),
        template=next(path for path in snakemake.input.templates if path.endswith("page.html.j2")),
        study=snakemake.params.study,
        lock_file=snakemake.input.lock_file,
        report=dict(snakemake.output.items()),
    )

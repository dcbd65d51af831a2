"""Plot the figures of a family, each as SVG, PDF, PNG and a CSV of what it draws."""

from casetrace.figures.run import plot_figures
from casetrace.model.numbers import decimal_mark
from casetrace.pipeline.job import job

with job(snakemake), decimal_mark(snakemake.params.decimal_mark):
    plot_figures(
        files=dict(snakemake.input.items()),
        settings=dict(snakemake.params.items()),
        out=dict(snakemake.output.items()),
    )

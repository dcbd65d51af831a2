"""Derive the analysis datasets: reductions and responses of every lesion and patient under every scenario."""

from casetrace.derive.run import derive_outcomes
from casetrace.model.dictionary import data_dictionary
from casetrace.pipeline.job import job

with job(snakemake):
    derive_outcomes(
        clean={name: snakemake.input[name] for name in data_dictionary()},
        plan=snakemake.input.plan,
        scenarios=snakemake.params.scenarios,
        site_groups=snakemake.params.site_groups,
        out=dict(snakemake.output.items()),
    )

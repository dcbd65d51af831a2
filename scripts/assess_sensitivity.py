"""Assess how far the results depend on missing values and lesions, on single patients and on rounding."""

from casetrace.analyse.assess.run import assess_sensitivity
from casetrace.pipeline.log import job_log

with job_log(snakemake.log[0]):
    assess_sensitivity(
        lesion_visits=snakemake.input.lesion_visits,
        lesions=snakemake.input.lesions,
        measurements=snakemake.input.measurements,
        plan=snakemake.input.plan,
        cohort=snakemake.wildcards.cohort,
        declared_scenarios=snakemake.params.declared_scenarios,
        methods=snakemake.params.methods,
        seed=snakemake.params.seed,
        out=dict(snakemake.output.items()),
    )

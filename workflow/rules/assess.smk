# Analysis datasets -> sensitivity analyses: other assumptions, missing values, single patients, rounding,
# lesions that the study adds.
# In:  results/{cohort}/analysis/, ingested/
# Out: results/{cohort}/assess/statistics.parquet, and what the results rest on


rule assess_sensitivity:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        lesions="results/{cohort}/analysis/lesions.parquet",
        measurements="results/{cohort}/ingested/measurements.parquet",
        plan="results/{cohort}/ingested/plan.json",
        code=code("assess_sensitivity"),
    output:
        **tables("assess", RESULT_PARTS),
    log:
        "results/{cohort}/logs/assess_sensitivity.log",
    params:
        declared_scenarios=of_cohort("declared_scenarios", {}),
        methods=config["methods"],
        seed=config["study"]["seed"],
    script:
        "../../scripts/assess_sensitivity.py"

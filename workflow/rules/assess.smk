# Analysis datasets -> sensitivity analyses: other assumptions, missing values, single patients, rounding.
# In:  results/{cohort}/analysis/, ingested/
# Out: results/{cohort}/assess/statistics.parquet


rule assess_sensitivity:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        measurements="results/{cohort}/ingested/measurements.parquet",
        plan="results/{cohort}/ingested/plan.json",
        code=code("assess_sensitivity"),
    output:
        statistics="results/{cohort}/assess/statistics.parquet",
    log:
        "results/{cohort}/logs/assess_sensitivity.log",
    params:
        methods=config["methods"],
        seed=config["study"]["seed"],
    script:
        "../../scripts/assess_sensitivity.py"

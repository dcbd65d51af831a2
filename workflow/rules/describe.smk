# Clean tables and analysis datasets -> descriptive results.
# In:  results/{cohort}/clean/, analysis/, ingested/plan.json
# Out: results/{cohort}/describe/statistics.parquet


rule describe_cohort:
    input:
        **tables("clean", ["patients", "events", "disposition"]),
        **tables("analysis", ["lesions", "lesion_visits"]),
        plan="results/{cohort}/ingested/plan.json",
        code=code("describe_cohort"),
    output:
        statistics="results/{cohort}/describe/statistics.parquet",
    log:
        "results/{cohort}/logs/describe_cohort.log",
    script:
        "../../scripts/describe_cohort.py"

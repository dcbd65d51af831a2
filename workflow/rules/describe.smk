# Clean tables and analysis datasets -> descriptive results.
# In:  results/{cohort}/clean/, analysis/
# Out: results/{cohort}/describe/statistics.parquet


rule describe_cohort:
    input:
        **tables("clean", ["patients", "events", "disposition"]),
        **tables("analysis", ["lesions", "lesion_visits", "patient_visits"]),
        code=code("describe_cohort"),
    output:
        statistics="results/{cohort}/describe/statistics.parquet",
    log:
        "results/{cohort}/logs/describe_cohort.log",
    params:
        outcomes=of_cohort("outcomes"),
        primary=of_cohort("primary"),
        recorded=fields_recorded,
    script:
        "../../scripts/describe_cohort.py"

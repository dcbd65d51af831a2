# Clean tables and analysis datasets -> descriptive results.
# In:  results/{cohort}/clean/, analysis/, ingested/plan.json
# Out: results/{cohort}/describe/statistics.parquet, and what the results rest on


rule describe_cohort:
    input:
        **tables("clean", ["patients", "events", "disposition"]),
        **tables("analysis", ["lesions", "lesion_visits"]),
        plan="results/{cohort}/ingested/plan.json",
        code=code("describe_cohort"),
    output:
        **tables("describe", RESULT_PARTS),
    log:
        "results/{cohort}/logs/describe_cohort.log",
    script:
        "../../scripts/describe_cohort.py"

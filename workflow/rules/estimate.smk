# Clean tables and analysis datasets -> estimates: means, proportions and differences with intervals and tests.
# In:  results/{cohort}/clean/, analysis/, ingested/plan.json
# Out: results/{cohort}/estimate/statistics.parquet, and what the results rest on


rule estimate_effects:
    input:
        **tables("clean", ["patients", "events"]),
        **tables("analysis", ["lesion_visits"]),
        plan="results/{cohort}/ingested/plan.json",
        code=code("estimate_effects"),
    output:
        **tables("estimate", RESULT_PARTS),
    log:
        "results/{cohort}/logs/estimate_effects.log",
    params:
        methods=config["methods"],
        seed=config["study"]["seed"],
    script:
        "../../scripts/estimate_effects.py"

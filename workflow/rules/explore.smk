# Analysis datasets -> exploratory results: reduction by size, dose, age, site and other groups.
# In:  results/{cohort}/analysis/, ingested/plan.json
# Out: results/{cohort}/explore/statistics.parquet, and what the results rest on


rule explore_subgroups:
    input:
        **tables("analysis", ["lesions", "lesion_visits"]),
        plan="results/{cohort}/ingested/plan.json",
        code=code("explore_subgroups"),
    output:
        **tables("explore", RESULT_PARTS),
    log:
        "results/{cohort}/logs/explore_subgroups.log",
    params:
        explore=of_cohort("explore"),
        site_groups=of_cohort("site_groups", {}),
        methods=config["methods"],
        seed=config["study"]["seed"],
    script:
        "../../scripts/explore_subgroups.py"

# Clean tables and analysis datasets -> all results: descriptions; estimates with intervals and tests; explorations by
# size, dose, age, site and other groups; sensitivity to assumptions, missing values, single patients and rounding.
# In:  results/{cohort}/clean/, derive/, ingest/
# Out: results/{cohort}/analyse/statistics.parquet, and what the results rest on


rule analyse_cohort:
    input:
        **tables("clean", ["patients", "events", "disposition"]),
        **tables("derive", ["lesions", "lesion_visits"]),
        **tables("ingest", ["measurements"]),
        plan="results/{cohort}/ingest/plan.json",
        code=code("analyse_cohort"),
    output:
        **tables("analyse", study.RESULT_PARTS),
    log:
        "results/{cohort}/logs/analyse_cohort.log",
    wildcard_constraints:
        cohort=one_of(STUDY.with_rows),
    params:
        sections=lambda wildcards: {
            "explore": of_cohort("explore")(wildcards),
            "site_groups": of_cohort("site_groups", {})(wildcards),
            "declared_scenarios": of_cohort("declared_scenarios", {})(wildcards),
        },
        methods=config["methods"],
        seed=config["study"]["seed"],
    script:
        "../../scripts/analyse_cohort.py"

# Clean tables -> analysis datasets: reductions and responses per lesion and per patient under every scenario.
# In:  results/{cohort}/clean/, once check/ says that they are fit; ingested/plan.json
# Out: results/{cohort}/analysis/


rule derive_outcomes:
    input:
        **tables("clean", TABLES),
        plan="results/{cohort}/ingested/plan.json",
        checked="results/{cohort}/check/problems.csv",
        code=code("derive_outcomes"),
    output:
        **tables("analysis", ["lesions", "lesion_visits", "patient_visits", "row_counts"]),
        lesion_visits_csv="results/{cohort}/analysis/lesion_visits.csv",
        patient_visits_csv="results/{cohort}/analysis/patient_visits.csv",
    log:
        "results/{cohort}/logs/derive_outcomes.log",
    wildcard_constraints:
        cohort=one_of(WITH_ROWS),
    params:
        scenarios=of_cohort("scenarios"),
        site_groups=of_cohort("site_groups", {}),
    script:
        "../../scripts/derive_outcomes.py"

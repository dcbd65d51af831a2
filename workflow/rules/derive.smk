# Clean tables -> analysis datasets: reductions and responses per lesion and per patient under every scenario.
# In:  results/{cohort}/clean/, once check/ says that they are fit; ingest/plan.json
# Out: results/{cohort}/derive/


rule derive_outcomes:
    input:
        **tables("clean", TABLES),
        plan="results/{cohort}/ingest/plan.json",
        checked="results/{cohort}/check/problems.csv",
        code=code("derive_outcomes"),
    output:
        **tables("derive", ["lesions", "lesion_visits", "patient_visits", "row_counts"]),
        lesion_visits_csv="results/{cohort}/derive/lesion_visits.csv",
        patient_visits_csv="results/{cohort}/derive/patient_visits.csv",
    log:
        "results/{cohort}/logs/derive_outcomes.log",
    wildcard_constraints:
        cohort=one_of(STUDY.with_rows),
    params:
        scenarios=of_cohort("scenarios"),
        site_groups=of_cohort("site_groups", {}),
    script:
        "../../scripts/derive_outcomes.py"

# Analysis datasets -> figures, a job for each family.
# In:  results/{cohort}/analysis/, ingested/plan.json
# Out: results/{cohort}/figures/, each figure as SVG, PDF and PNG with the data it draws as CSV


rule plot_outcomes:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        plan="results/{cohort}/ingested/plan.json",
        code=code("plot_outcomes"),
    output:
        **figure_files("outcomes"),
    log:
        "results/{cohort}/logs/plot_outcomes.log",
    params:
        style=config["figures"],
    script:
        "../../scripts/plot_outcomes.py"


rule plot_explorations:
    input:
        **tables("analysis", ["lesions", "lesion_visits"]),
        plan="results/{cohort}/ingested/plan.json",
        code=code("plot_explorations"),
    output:
        **figure_files("explorations"),
    log:
        "results/{cohort}/logs/plot_explorations.log",
    params:
        style=config["figures"],
    script:
        "../../scripts/plot_explorations.py"


rule plot_cohort:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        plan="results/{cohort}/ingested/plan.json",
        code=code("plot_cohort"),
    output:
        **figure_files("cohort"),
    log:
        "results/{cohort}/logs/plot_cohort.log",
    params:
        style=config["figures"],
    script:
        "../../scripts/plot_cohort.py"


rule plot_audit:
    input:
        **tables("audit", ["claims", "readings", "assumptions"]),
        code=code("plot_audit"),
    output:
        **figure_files("audit"),
    log:
        "results/{cohort}/logs/plot_audit.log",
    wildcard_constraints:
        cohort=one_of(WITH_CLAIMS),
    params:
        style=config["figures"],
    script:
        "../../scripts/plot_audit.py"

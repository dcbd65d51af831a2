# Analysis datasets -> figures, a job for each family.
# In:  results/{cohort}/analysis/
# Out: results/{cohort}/figures/, each figure as SVG, PDF and PNG with the data it draws as CSV


rule plot_outcomes:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        code=code("plot_outcomes"),
    output:
        **figure_files("outcomes"),
    log:
        "results/{cohort}/logs/plot_outcomes.log",
    params:
        outcome_name=primary_outcome_name,
        outcome=primary_outcome,
        style=config["figures"],
    script:
        "../../scripts/plot_outcomes.py"


rule plot_explorations:
    input:
        **tables("analysis", ["lesions", "lesion_visits"]),
        code=code("plot_explorations"),
    output:
        **figure_files("explorations"),
    log:
        "results/{cohort}/logs/plot_explorations.log",
    params:
        outcome_name=primary_outcome_name,
        outcome=primary_outcome,
        style=config["figures"],
    script:
        "../../scripts/plot_explorations.py"


rule plot_cohort:
    input:
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        code=code("plot_cohort"),
    output:
        **figure_files("cohort"),
    log:
        "results/{cohort}/logs/plot_cohort.log",
    params:
        outcome_name=primary_outcome_name,
        outcome=primary_outcome,
        style=config["figures"],
    script:
        "../../scripts/plot_cohort.py"

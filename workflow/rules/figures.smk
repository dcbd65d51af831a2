# Tables of earlier stages -> figures, a job for each family of casetrace/model/figure_families.py.
# In:  what the family names of results/{cohort}/
# Out: results/{cohort}/figures/, each figure as SVG, PDF and PNG with the data it draws as CSV


rule figures_outcomes:
    input:
        **figure_inputs("outcomes"),
        code=code("figures_outcomes"),
    output:
        **figure_files("outcomes"),
    log:
        "results/{cohort}/logs/figures_outcomes.log",
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule figures_explorations:
    input:
        **figure_inputs("explorations"),
        code=code("figures_explorations"),
    output:
        **figure_files("explorations"),
    log:
        "results/{cohort}/logs/figures_explorations.log",
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule figures_cohort:
    input:
        **figure_inputs("cohort"),
        code=code("figures_cohort"),
    output:
        **figure_files("cohort"),
    log:
        "results/{cohort}/logs/figures_cohort.log",
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule figures_estimates:
    input:
        **figure_inputs("estimates"),
        code=code("figures_estimates"),
    output:
        **figure_files("estimates"),
    log:
        "results/{cohort}/logs/figures_estimates.log",
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule figures_times:
    input:
        **figure_inputs("times"),
        code=code("figures_times"),
    output:
        **figure_files("times"),
    log:
        "results/{cohort}/logs/figures_times.log",
    wildcard_constraints:
        cohort=one_of(WITH_TIMES),
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule figures_audit:
    input:
        **figure_inputs("audit"),
        code=code("figures_audit"),
    output:
        **figure_files("audit"),
    log:
        "results/{cohort}/logs/figures_audit.log",
    wildcard_constraints:
        cohort=one_of(WITH_CLAIMS),
    params:
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"

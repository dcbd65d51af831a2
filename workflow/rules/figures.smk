# Tables of earlier stages -> figures, a job for each family of casetrace/model/figure_families.py.
# In:  what the family names of results/{cohort}/
# Out: results/{cohort}/figures/, each figure as SVG, PDF and PNG with the data it draws as CSV

for family in FAMILIES:
    # Those of the cohorts together have a rule in pool.smk.
    if FAMILIES[family].of == "together":
        continue

    rule:
        name:
            f"figures_{family}"
        input:
            **{name: f"results/{{cohort}}/{file}" for name, file in FAMILIES[family].inputs.items()},
            code=code(f"figures_{family}"),
        output:
            **{name: f"results/{{cohort}}/{file}" for name, file in study.figure_files(family).items()},
        log:
            f"results/{{cohort}}/logs/figures_{family}.log",
        wildcard_constraints:
            cohort=one_of(STUDY.with_figures(family)),
        params:
            style=config["figures"],
            decimal_mark=config["report"]["decimal_mark"],
        script:
            "../../scripts/figures.py"

# Canonical tables as text -> typed, corrected and checked tables, and the log of every cell changed, flagged or set aside.
# In:  results/{cohort}/ingested/, corrections.csv of the cohort
# Out: results/{cohort}/clean/, cleaning_log.csv


rule clean_cohort:
    input:
        **tables("ingested", [*TABLES, "cells", "handled", "problems"]),
        plan="results/{cohort}/ingested/plan.json",
        corrections=existing_corrections,
        code=code("clean_cohort"),
    output:
        **tables("clean", [*TABLES, "problems", "row_counts"]),
        cleaning_log=report(
            "results/{cohort}/cleaning_log.csv",
            caption="../report/cleaning_log.rst",
            category="{cohort}",
            labels={"output": "cleaning log"},
        ),
    log:
        "results/{cohort}/logs/clean_cohort.log",
    params:
        raw_file=first_file,
        corrections=of_cohort("corrections"),
        site_groups=of_cohort("site_groups", {}),
    script:
        "../../scripts/clean_cohort.py"

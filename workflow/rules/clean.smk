# Canonical tables as text -> typed, corrected and checked tables, and the log of every cell changed, flagged or set aside.
# In:  results/{cohort}/ingest/, corrections.csv of the cohort
# Out: results/{cohort}/clean/, cleaning_log.csv, and problems.csv, which is there for a cohort with errors too


rule clean_cohort:
    input:
        **tables("ingest", [*TABLES, "cells", "handled", "problems"]),
        plan="results/{cohort}/ingest/plan.json",
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
        problems_csv=report(
            "results/{cohort}/problems.csv",
            caption="../report/problems.rst",
            category="{cohort}",
            labels={"output": "problems"},
        ),
    log:
        "results/{cohort}/logs/clean_cohort.log",
    params:
        # The file that problems without a place are laid to; empty for a cohort of claims alone.
        raw_file=lambda wildcards: next(iter(STUDY.raw_files(wildcards.cohort)), ""),
        corrections=of_cohort("corrections"),
        site_groups=of_cohort("site_groups", {}),
        claims=of_cohort("claims"),
    script:
        "../../scripts/clean_cohort.py"

# Raw table -> canonical tables as text, each value with its raw cell.
# In:  the raw CSV file of the cohort
# Out: results/{cohort}/ingested/


rule ingest_cohort:
    input:
        raw=existing_files,
        schema=from_here("workflow/schemas/config.schema.yaml"),
        code=code("ingest_cohort"),
    output:
        **tables("ingested", [*TABLES, "cells", "handled", "sources", "columns", "problems", "row_counts"]),
        plan="results/{cohort}/ingested/plan.json",
    log:
        "results/{cohort}/logs/ingest_cohort.log",
    params:
        tables=of_cohort("tables"),
        outcomes=of_cohort("outcomes", {}),
        primary=of_cohort("primary"),
        salt=salt_fingerprint,
    script:
        "../../scripts/ingest_cohort.py"

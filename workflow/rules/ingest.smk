# Raw table -> canonical tables as text, each value with its raw cell.
# In:  the raw CSV file of the cohort
# Out: results/{cohort}/ingested/


rule ingest_cohort:
    input:
        raw=existing("file"),
        code=code("ingest_cohort"),
    output:
        **tables("ingested", [*TABLES, "cells", "handled", "problems", "row_counts"]),
    log:
        "results/{cohort}/logs/ingest_cohort.log",
    params:
        table=of_cohort("table"),
    script:
        "../../scripts/ingest_cohort.py"

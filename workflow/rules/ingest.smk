# Raw table -> canonical tables as text, each value with its raw cell; published claims as they are written.
# In:  the raw files of the cohort, its claims, and its corrections, whose values claims may use
# Out: results/{cohort}/ingest/


rule ingest_cohort:
    input:
        raw=existing_files,
        claims=claim_files,
        schema=from_here("workflow/schemas/config.schema.yaml"),
        synonyms=from_here("workflow/schemas/synonyms.yaml"),
        code=code("ingest_cohort"),
    output:
        **tables("ingest", [*TABLES, "cells", "claims", "handled", *FILES_READ, "problems", "row_counts"]),
        plan="results/{cohort}/ingest/plan.json",
    log:
        "results/{cohort}/logs/ingest_cohort.log",
    params:
        tables=of_cohort("tables"),
        outcomes=of_cohort("outcomes", {}),
        endpoints=of_cohort("endpoints", {}),
        primary=of_cohort("primary"),
        treatment=of_cohort("treatment"),
        claims=of_cohort("claims"),
        site_groups=of_cohort("site_groups", {}),
        corrections=of_cohort("corrections"),
        arms=of_cohort("arms", {}),
        time_unit=of_cohort("time_unit", "week"),
        salt=lambda wildcards: STUDY.salt_fingerprint(wildcards.cohort),
    script:
        "../../scripts/ingest_cohort.py"

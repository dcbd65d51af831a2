# Published claims and the rows -> each claim recomputed, and the assumptions under which those that do not hold would.
# In:  results/{cohort}/ingest/, clean/, once check/ says that they are fit; corrections.csv, which names its claims
# Out: results/{cohort}/audit.csv, audit/


localrules:
    audit,
    audit_check,


rule audit_claims:
    input:
        ingested=list(tables("ingest", [*TABLES, "cells", "claims"]).values()),
        clean=list(tables("clean", TABLES).values()),
        plan="results/{cohort}/ingest/plan.json",
        corrections=existing_corrections,
        checked="results/{cohort}/check/problems.csv",
        code=code("audit_claims"),
    output:
        **tables(
            "audit",
            [
                "claims",
                "readings",
                "assumptions",
                "implied",
                "values",
                "interpretations",
                "consistency",
                *study.RESULT_PARTS,
            ],
        ),
        scenario="results/{cohort}/audit/scenario.json",
        audit_csv=report(
            "results/{cohort}/audit.csv",
            caption="../report/audit.rst",
            category="{cohort}",
            labels={"output": "audit of the published claims"},
        ),
    log:
        "results/{cohort}/logs/audit_claims.log",
    wildcard_constraints:
        cohort=one_of(STUDY.with_claims),
    params:
        site_groups=of_cohort("site_groups", {}),
        corrections=of_cohort("corrections"),
        tables=of_cohort("tables"),
    script:
        "../../scripts/audit_claims.py"


# Of a study that wants every claim to be reproduced. It comes after everything else, which is there when it fails.
rule audit_check:
    input:
        **tables("audit", ["claims", "consistency"]),
        audit_csv="results/{cohort}/audit.csv",
        report="results/{cohort}/report.html",
        crates=of_every_cohort("ro-crate-metadata.json", STUDY.cohorts),
        pooled=[f"results/pooled/{file}" for file in STUDY.all_deliverables().get(study.POOLED, [])],
        code=code("audit_check"),
    output:
        passed=f"results/{{cohort}}/{study.PASSED}",
    log:
        "results/{cohort}/logs/audit_check.log",
    wildcard_constraints:
        cohort=one_of(STUDY.with_claims),
    params:
        file=of_cohort("claims"),
    script:
        "../../scripts/audit_check.py"


# The audit alone, without the report.
if STUDY.with_claims:

    rule audit:
        input:
            of_every_cohort("audit.csv", STUDY.with_claims),
            [path for file in study.figure_files("audit").values() for path in of_every_cohort(file, STUDY.with_claims)],

else:

    rule audit:
        log:
            "results/logs/audit.log",
        shell:
            "echo 'No cohort of this study has published claims: its config has no key claims.' | tee {log} >&2"

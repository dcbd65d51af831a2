# Problems of ingestion and cleaning -> nothing, and an error, if there is one; else the warnings and the row counts.
# In:  problems and row_counts of results/{cohort}/ingest/ and clean/; problems.csv, which the message names
# Out: results/{cohort}/check/, which every later rule needs


rule check_cohort:
    input:
        problems=[
            "results/{cohort}/ingest/problems.parquet",
            "results/{cohort}/clean/problems.parquet",
        ],
        row_counts=[
            "results/{cohort}/ingest/row_counts.parquet",
            "results/{cohort}/clean/row_counts.parquet",
        ],
        all_problems="results/{cohort}/problems.csv",
        code=code("check_cohort"),
    output:
        problems="results/{cohort}/check/problems.csv",
        row_counts="results/{cohort}/check/row_counts.csv",
    log:
        "results/{cohort}/logs/check_cohort.log",
    script:
        "../../scripts/check_cohort.py"

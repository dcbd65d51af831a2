# The stages' results -> statistics.csv.
# In:  statistics.parquet of each stage that computes results
# Out: results/{cohort}/statistics.csv


rule collect_statistics:
    input:
        parts=result_parts,
        code=code("collect_statistics"),
    output:
        statistics=report(
            "results/{cohort}/statistics.csv",
            caption="../report/statistics.rst",
            category="{cohort}",
            labels={"output": "all results"},
        ),
    log:
        "results/{cohort}/logs/collect_statistics.log",
    script:
        "../../scripts/collect_statistics.py"

# The stages' results -> statistics.csv, and what they rest on -> the lineage of the cohort.
# In:  statistics.parquet, lineage.parquet and row_sets.parquet of each stage that computes results; the raw files
# Out: results/{cohort}/statistics.csv, provenance/{lineage,row_sets,files}.parquet


rule collect_results:
    input:
        parts=result_parts("statistics"),
        lineage=result_parts("lineage"),
        row_sets=result_parts("row_sets"),
        raw=source_files,
        code=code("collect_results"),
    output:
        **tables("provenance", study.LINEAGE),
        statistics=report(
            "results/{cohort}/statistics.csv",
            caption="../report/statistics.rst",
            category="{cohort}",
            labels={"output": "all results"},
        ),
    log:
        "results/{cohort}/logs/collect_results.log",
    script:
        "../../scripts/collect_results.py"

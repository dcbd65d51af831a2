# The stages' results -> statistics.csv, and what they rest on -> the lineage of the cohort.
# In:  statistics.parquet, lineage.parquet and row_sets.parquet of each stage that computes results; the raw files
# Out: results/{cohort}/statistics.csv, provenance/{lineage,row_sets,files}.parquet


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


rule collect_lineage:
    input:
        parts=lambda wildcards: result_parts(wildcards, "lineage"),
        sets=lambda wildcards: result_parts(wildcards, "row_sets"),
        raw=source_files,
        code=code("collect_lineage"),
    output:
        **tables("provenance", LINEAGE),
    log:
        "results/{cohort}/logs/collect_lineage.log",
    script:
        "../../scripts/collect_lineage.py"

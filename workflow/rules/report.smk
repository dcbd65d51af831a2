# Results, tables and figures -> the report, one HTML file without outside resources.
# In:  results/{cohort}/statistics.csv, cleaning_log.csv, ingested/, check/, clean/, analysis/, audit/, figures/
# Out: results/{cohort}/report.html


rule render_report:
    input:
        statistics="results/{cohort}/statistics.csv",
        cleaning_log="results/{cohort}/cleaning_log.csv",
        problems="results/{cohort}/check/problems.csv",
        row_counts="results/{cohort}/check/row_counts.csv",
        derived_counts="results/{cohort}/analysis/row_counts.parquet",
        plan="results/{cohort}/ingested/plan.json",
        sources="results/{cohort}/ingested/sources.parquet",
        columns="results/{cohort}/ingested/columns.parquet",
        patients="results/{cohort}/clean/patients.parquet",
        events="results/{cohort}/clean/events.parquet",
        disposition="results/{cohort}/clean/disposition.parquet",
        lesions="results/{cohort}/analysis/lesions.parquet",
        lesion_visits="results/{cohort}/analysis/lesion_visits.parquet",
        audit=audit_tables,
        lineage=traced_tables,
        figures=figures_shown,
        raw=source_files,
        templates=[from_here(f"workflow/report/{name}") for name in REPORT_TEMPLATES],
        lock_file=from_here("requirements.lock"),
        code=code("render_report"),
    output:
        report=report(
            "results/{cohort}/report.html",
            caption="../report/report.rst",
            category="{cohort}",
            labels={"output": "report"},
        ),
    log:
        "results/{cohort}/logs/render_report.log",
    wildcard_constraints:
        cohort=one_of(WITH_ROWS),
    params:
        study=lambda wildcards: {
            "title": config["study"]["title"],
            "methods": config["methods"],
            "report": config["report"],
            "cohort_title": of_cohort("title")(wildcards),
            "source": of_cohort("source")(wildcards),
            "scenarios": of_cohort("scenarios")(wildcards),
            "declared_scenarios": of_cohort("declared_scenarios", {})(wildcards),
            "tied_from": of_cohort("explore")(wildcards)["tied_from"],
        },
    script:
        "../../scripts/render_report.py"


# The report of a cohort of claims alone.
rule render_audit:
    input:
        audit=audit_tables,
        figures=figures_shown,
        raw=source_files,
        templates=[from_here(f"workflow/report/{name}") for name in REPORT_TEMPLATES],
        lock_file=from_here("requirements.lock"),
        code=code("render_audit"),
    output:
        report=report(
            "results/{cohort}/report.html",
            caption="../report/report.rst",
            category="{cohort}",
            labels={"output": "report"},
        ),
    log:
        "results/{cohort}/logs/render_audit.log",
    wildcard_constraints:
        cohort=one_of(CLAIMS_ALONE),
    params:
        study=lambda wildcards: {
            "title": config["study"]["title"],
            "report": config["report"],
            "cohort_title": of_cohort("title")(wildcards),
            "source": of_cohort("source")(wildcards),
        },
    script:
        "../../scripts/render_audit.py"

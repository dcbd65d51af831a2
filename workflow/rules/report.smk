# Results, tables and figures -> the report and its appendix, HTML files without outside resources.
# In:  results/{cohort}/statistics.csv, cleaning_log.csv, ingest/, check/, clean/, derive/, audit/, figures/
# Out: results/{cohort}/report.html, appendix.html


rule report_cohort:
    input:
        statistics="results/{cohort}/statistics.csv",
        cleaning_log="results/{cohort}/cleaning_log.csv",
        problems="results/{cohort}/check/problems.csv",
        row_counts="results/{cohort}/check/row_counts.csv",
        derived_counts="results/{cohort}/derive/row_counts.parquet",
        plan="results/{cohort}/ingest/plan.json",
        sources="results/{cohort}/ingest/sources.parquet",
        columns="results/{cohort}/ingest/columns.parquet",
        patients="results/{cohort}/clean/patients.parquet",
        events="results/{cohort}/clean/events.parquet",
        disposition="results/{cohort}/clean/disposition.parquet",
        lesions="results/{cohort}/derive/lesions.parquet",
        lesion_visits="results/{cohort}/derive/lesion_visits.parquet",
        audit=audit_tables,
        lineage=traced_tables,
        figures=figures_shown,
        raw=source_files,
        templates=[from_here(f"workflow/report/{name}") for name in REPORT_TEMPLATES],
        lock_file=from_here("requirements.lock"),
        code=code("report_cohort"),
    output:
        **report_outputs("rows", "{cohort}", "../report/report.rst"),
    log:
        "results/{cohort}/logs/report_cohort.log",
    wildcard_constraints:
        cohort=one_of(STUDY.with_rows),
    params:
        study=lambda wildcards: {
            "title": config["study"]["title"],
            "methods": config["methods"],
            "report": config["report"],
            "cohort_title": of_cohort("title")(wildcards),
            "source": of_cohort("source")(wildcards),
            "reporting": of_cohort("reporting", {})(wildcards),
            "abbreviations": of_cohort("abbreviations", {})(wildcards),
            "scenarios": of_cohort("scenarios")(wildcards),
            "declared_scenarios": of_cohort("declared_scenarios", {})(wildcards),
            "confounded_from": of_cohort("explore")(wildcards)["confounded_from"],
        },
    script:
        "../../scripts/report_cohort.py"


# The report of a cohort of claims alone.
rule report_claims:
    input:
        audit=audit_tables,
        figures=figures_shown,
        raw=source_files,
        templates=[from_here(f"workflow/report/{name}") for name in REPORT_TEMPLATES],
        lock_file=from_here("requirements.lock"),
        code=code("report_claims"),
    output:
        **report_outputs("claims", "{cohort}", "../report/report.rst"),
    log:
        "results/{cohort}/logs/report_claims.log",
    wildcard_constraints:
        cohort=one_of(STUDY.claims_alone),
    params:
        study=lambda wildcards: {
            "title": config["study"]["title"],
            "report": config["report"],
            "cohort_title": of_cohort("title")(wildcards),
            "source": of_cohort("source")(wildcards),
        },
    script:
        "../../scripts/report_claims.py"

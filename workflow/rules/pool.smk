# Results of all cohorts of a study -> the cohorts beside each other, and pooled where there are enough of them.
# In:  results/{cohort}/statistics.csv, ingest/plan.json and derive/ of every cohort; what is printed of further cohorts
# Out: results/pooled/, with what its results rest on in the results of the cohorts
#
# Read where the study has two cohorts or more with rows, printed cohorts beside one, or a next study to be planned; no
# cohort can have the name of the folder.

# Printed summaries of further cohorts, where the study has some.
POOLED_FILE = existing(config["pool"].get("cohorts_file"))
POOLED_LINEAGE = {name: f"results/pooled/provenance/{name}.parquet" for name in study.POOLED_LINEAGE}
POOLED_TABLES = {name: f"results/pooled/{file}" for name, file in study.POOLED_TABLES.items()}
POOLED_FIGURES = {name: f"results/pooled/{file}" for name, file in study.figure_files("pooled").items()}


rule pool_cohorts:
    input:
        plans=of_every_cohort("ingest/plan.json"),
        results=of_every_cohort("statistics.csv"),
        visits=of_every_cohort("derive/lesion_visits.parquet"),
        cohorts_file=POOLED_FILE,
        code=code("pool_cohorts"),
    output:
        **POOLED_LINEAGE,
        **POOLED_TABLES,
        statistics=report(
            "results/pooled/statistics.csv",
            caption="../report/pooled_statistics.rst",
            category="pooled",
            labels={"output": "all results"},
        ),
    log:
        "results/pooled/logs/pool_cohorts.log",
    params:
        cohorts=STUDY.with_rows,
        study={
            "methods": config["methods"],
            "pool": config["pool"],
            "seed": config["study"]["seed"],
            "sources": {name: STUDY.cohorts[name].get("source", {}) for name in STUDY.with_rows},
        },
    script:
        "../../scripts/pool_cohorts.py"


rule figures_pooled:
    input:
        **{name: of_every_cohort(file) for name, file in FAMILIES["pooled"].inputs.items()},
        statistics="results/pooled/statistics.csv",
        printed=POOLED_TABLES["printed"],
        code=code("figures_pooled"),
    output:
        **POOLED_FIGURES,
    log:
        "results/pooled/logs/figures_pooled.log",
    params:
        titles={name: STUDY.cohorts[name]["title"] for name in STUDY.with_rows},
        pool=config["pool"],
        level=config["methods"]["confidence_level"],
        style=config["figures"],
        decimal_mark=config["report"]["decimal_mark"],
    script:
        "../../scripts/figures.py"


rule report_pooled:
    input:
        **POOLED_TABLES,
        statistics="results/pooled/statistics.csv",
        lineage=list(POOLED_LINEAGE.values()),
        figures=[path for name, path in POOLED_FIGURES.items() if name.endswith("_svg")],
        plans=of_every_cohort("ingest/plan.json"),
        results=of_every_cohort("statistics.csv"),
        cohorts_file=POOLED_FILE,
        templates=[from_here(f"workflow/report/{name}") for name in REPORT_TEMPLATES],
        lock_file=from_here("requirements.lock"),
        code=code("report_pooled"),
    output:
        **report_outputs("pooled", "pooled", "../report/pooled.rst"),
    log:
        "results/pooled/logs/report_pooled.log",
    params:
        study={
            "title": config["study"]["title"],
            "methods": config["methods"],
            "pool": config["pool"],
            "report": config["report"],
            "cohorts": {
                name: {"title": STUDY.cohorts[name]["title"], "source": STUDY.cohorts[name].get("source")}
                for name in STUDY.with_rows
            },
        },
    script:
        "../../scripts/report_pooled.py"


rule provenance_pooled:
    input:
        files=step_files,
        workflow=[from_here(file) for file in WORKFLOW_FILES],
        handed_on=sorted(HANDED_ON_FROM_HERE),
        lock_file=from_here("requirements.lock"),
        code=code("provenance_pooled"),
    output:
        manifest="results/{cohort}/provenance/manifest.json",
        crate="results/{cohort}/ro-crate-metadata.json",
        workflow=directory("results/{cohort}/provenance/workflow"),
        record="results/{cohort}/logs/run.json",
    log:
        "results/{cohort}/logs/provenance_pooled.log",
    wildcard_constraints:
        cohort=study.POOLED,
    params:
        steps=steps,
        seed=config["study"]["seed"],
        root=CODE_FOLDER,
        handed_on=HANDED_ON,
        config=STUDY.given_config(*STUDY.cohorts),
        study=STUDY.described("the cohorts beside each other", {}),
    script:
        "../../scripts/provenance.py"

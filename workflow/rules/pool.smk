# Results of all cohorts of a study -> the cohorts beside each other, and pooled where there are enough of them.
# In:  results/{cohort}/statistics.csv, ingest/plan.json and derive/ of every cohort; what is printed of further cohorts
# Out: results/pooled/, with what its results rest on in the results of the cohorts
#
# Read where the study has two cohorts or more with rows, printed cohorts beside one, or a next study to be planned; no
# cohort can have the name of the folder.


rule pool_cohorts:
    input:
        plans=of_every_cohort("ingest/plan.json"),
        results=of_every_cohort("statistics.csv"),
        visits=of_every_cohort("derive/lesion_visits.parquet"),
        cohorts_file=existing(config["pool"].get("cohorts_file")),
        code=code("pool_cohorts"),
    output:
        **{name: f"results/pooled/provenance/{name}.parquet" for name in POOLED_LINEAGE},
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
        cohorts=WITH_ROWS,
        study={
            "methods": config["methods"],
            "pool": config["pool"],
            "seed": config["study"]["seed"],
            "sources": {name: COHORTS[name].get("source", {}) for name in WITH_ROWS},
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
        **figure_files("pooled", "pooled"),
    log:
        "results/pooled/logs/figures_pooled.log",
    params:
        titles={name: COHORTS[name]["title"] for name in WITH_ROWS},
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
        lineage=[f"results/pooled/provenance/{name}.parquet" for name in POOLED_LINEAGE],
        figures=[path for name, path in figure_files("pooled", "pooled").items() if name.endswith("_svg")],
        plans=of_every_cohort("ingest/plan.json"),
        results=of_every_cohort("statistics.csv"),
        cohorts_file=existing(config["pool"].get("cohorts_file")),
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
                name: {"title": COHORTS[name]["title"], "source": COHORTS[name].get("source")} for name in WITH_ROWS
            },
        },
    script:
        "../../scripts/report_pooled.py"


rule provenance_pooled:
    input:
        files=lambda wildcards: step_files(wildcards, POOLED_STEPS),
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
        cohort="pooled",
    params:
        steps=lambda wildcards: steps(wildcards, POOLED_STEPS),
        seed=config["study"]["seed"],
        root=CODE_FOLDER,
        handed_on=HANDED_ON,
        config=given_config(COHORTS),
        study=described_study("the cohorts beside each other", {}),
    script:
        "../../scripts/provenance.py"

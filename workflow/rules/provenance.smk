# Everything of a cohort -> the manifest of the run: each step's inputs, code, parameters and outputs, with their digests;
# and the same as an RO-Crate, which makes the folder of the results fit to be passed on.
# In:  all inputs, code and outputs of the rules above
# Out: results/{cohort}/provenance/manifest.json, ro-crate-metadata.json, provenance/workflow/, logs/run.json

# The workflow as it is handed on with the results.
HANDED_ON = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in (
        "Snakefile",
        "Makefile",
        "CITATION.cff",
        "LICENSE",
        "requirements.lock",
        "requirements-cluster.lock",
        "pyproject.toml",
        "casetrace/**/*.py",
        "scripts/*.py",
        "snakemake_logger_plugin_casetrace/*.py",
        "workflow/**/*.*",
        "profiles/**/*.*",
    )
    for path in ROOT.glob(pattern)
    if not path.name.startswith(".")
)
HANDED_ON_FROM_HERE = {from_here(file) for file in HANDED_ON}


rule provenance_cohort:
    input:
        files=step_files,
        workflow=[from_here(file) for file in WORKFLOW_FILES],
        handed_on=sorted(HANDED_ON_FROM_HERE),
        lock_file=from_here("requirements.lock"),
        code=code("provenance_cohort"),
    output:
        manifest="results/{cohort}/provenance/manifest.json",
        crate="results/{cohort}/ro-crate-metadata.json",
        workflow=directory("results/{cohort}/provenance/workflow"),
        record="results/{cohort}/logs/run.json",
    log:
        "results/{cohort}/logs/provenance_cohort.log",
    params:
        steps=steps,
        seed=config["study"]["seed"],
        root=CODE_FOLDER,
        handed_on=HANDED_ON,
        config=lambda wildcards: STUDY.given_config(wildcards.cohort),
        study=lambda wildcards: STUDY.described(of_cohort("title")(wildcards), of_cohort("source", {})(wildcards)),
    script:
        "../../scripts/provenance.py"

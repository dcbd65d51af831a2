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


def made_by_rules():
    """What all rules make, by the folder of each cohort's results."""
    return {
        f"{RESULTS}/{cohort}": [
            str(path).format(cohort=cohort) for name in names for path in getattr(rules, name).output
        ]
        for cohort, names in STUDY.rules().items()
    }


def resolved(items, wildcards):
    """The paths of a rule's inputs or outputs for one cohort; a prefix of the module is already in them."""
    for item in items:
        found = item(wildcards) if callable(item) else [str(item)]
        yield from (path.format(cohort=wildcards.cohort) for path in found)


def steps(wildcards):
    """Inputs, outputs and parameters of every step for one cohort, or of those that pool the cohorts."""
    return [
        {
            "rule": name,
            "inputs": sorted(set(resolved(getattr(rules, name).input, wildcards))),
            "outputs": sorted(resolved(getattr(rules, name).output, wildcards)),
            "parameters": {
                key: value(wildcards) if callable(value) else value
                for key, value in getattr(rules, name).params.items()
            },
        }
        for name in STUDY.steps(wildcards.cohort)
    ]


def step_files(wildcards):
    """Every file that a step reads or writes, without those that are handed on with the results, such as its code.

    The paths are complete: no prefix is to be put before them again.
    """
    described = [getattr(rules, name) for name in STUDY.steps(wildcards.cohort)]
    files = {file for rule in described for file in [*rule.input, *rule.output]} - HANDED_ON_FROM_HERE
    return [hooks.place.complete(path) for path in sorted(set(resolved(files, wildcards)))]


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

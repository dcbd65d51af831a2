# Everything of a cohort -> the manifest of the run: each step's inputs, code, parameters and outputs, with their digests.
# In:  all inputs, code and outputs of the rules above
# Out: results/{cohort}/provenance/manifest.json

STEPS = [
    "ingest_cohort",
    "clean_cohort",
    "check_cohort",
    "derive_outcomes",
    "describe_cohort",
    "explore_subgroups",
    "collect_statistics",
    "plot_outcomes",
    "plot_explorations",
    "plot_cohort",
    "render_report",
]


def resolved(items, wildcards):
    """The paths of a rule's inputs or outputs for one cohort."""
    for item in items:
        found = item(wildcards) if callable(item) else [str(item)]
        yield from (path.format(cohort=wildcards.cohort) for path in found)


def steps(wildcards):
    """Inputs, outputs and parameters of every step for one cohort."""
    return [
        {
            "rule": name,
            "script": from_here(f"scripts/{name}.py"),
            "inputs": sorted(resolved(getattr(rules, name).input, wildcards)),
            "outputs": sorted(resolved(getattr(rules, name).output, wildcards)),
            "parameters": {
                key: value(wildcards) if callable(value) else value
                for key, value in getattr(rules, name).params.items()
            },
        }
        for name in STEPS
    ]


rule record_provenance:
    input:
        files=lambda wildcards: sorted(
            {
                path
                for step in steps(wildcards)
                for path in step["inputs"] + step["outputs"] + [step["script"]]
            }
        ),
        workflow=[from_here(file) for file in WORKFLOW_FILES],
        code=code("record_provenance"),
    output:
        manifest="results/{cohort}/provenance/manifest.json",
    log:
        "results/{cohort}/logs/record_provenance.log",
    params:
        steps=steps,
        seed=config["study"]["seed"],
        root=str(ROOT) if Path.cwd() != ROOT else "",
        lock_file=from_here("requirements.lock"),
    script:
        "../../scripts/record_provenance.py"

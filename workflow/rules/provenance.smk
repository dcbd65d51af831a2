# Everything of a cohort -> the manifest of the run: each step's inputs, code, parameters and outputs, with their digests.
# In:  all inputs, code and outputs of the rules above
# Out: results/{cohort}/provenance/manifest.json


rule record_provenance:
    input:
        files=step_files,
        workflow=[from_here(file) for file in WORKFLOW_FILES],
        lock_file=from_here("requirements.lock"),
        code=code("record_provenance"),
    output:
        manifest="results/{cohort}/provenance/manifest.json",
    log:
        "results/{cohort}/logs/record_provenance.log",
    params:
        steps=steps,
        seed=config["study"]["seed"],
        root=CODE_FOLDER,
    script:
        "../../scripts/record_provenance.py"

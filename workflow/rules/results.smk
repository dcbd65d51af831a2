# Paths of results that depend on what a cohort has, for inputs, and what all of its steps read and write.


def made(wildcards, files):
    """Paths of a cohort's results for a function of inputs. They are complete: no prefix is to be put before them again."""
    return [hooks.place.complete(f"{RESULTS}/{wildcards.cohort}/{file}") for file in files]


def result_parts(name):
    """A part of the results of each stage that the cohort goes through."""
    return lambda wildcards: made(wildcards, STUDY.result_parts(wildcards.cohort, name))


def audit_tables(wildcards):
    """What the audit found and the claims that it read, of a cohort that has some."""
    names = ["claims", "readings", "assumptions", "implied", "values", "interpretations", "consistency"]
    found = [*(f"audit/{name}.parquet" for name in names), "audit/scenario.json", "ingest/claims.parquet"]
    return made(wildcards, found * (wildcards.cohort in STUDY.with_claims))


def traced_tables(wildcards):
    """The lineage of the cohort's results and the tables that lead from it to the raw cells."""
    ingested = ["raw", "lines", "fields", "cells"]
    steps = {"provenance": study.LINEAGE, "ingest": ingested, "clean": TABLES, "derive": ["lesions", "lesion_visits"]}
    return made(wildcards, [f"{step}/{name}.parquet" for step, names in steps.items() for name in names])


def figures_shown(wildcards):
    """The figures of the cohort as the report shows them."""
    return made(wildcards, STUDY.figures(wildcards.cohort, ["svg"]))


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

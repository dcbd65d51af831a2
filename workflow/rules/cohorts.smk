# What a cohort goes through and what is made of it, by what the study has of it: rows, published claims, or both.

from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.model.report_files import report_files

READING = ["ingest_cohort", "clean_cohort", "check_cohort"]
ANALYSES = ["derive_outcomes", "analyse_cohort"]
POOLED_STEPS = ["pool_cohorts", "figures_pooled", "report_pooled"]
# What the audit leaves where the study wants every claim to be reproduced.
PASSED = "audit/passed.txt"

COHORTS = config["cohorts"]
# A cohort has rows, published claims, or both.
WITH_ROWS = [name for name, cohort in COHORTS.items() if cohort["tables"]]
WITH_CLAIMS = [name for name, cohort in COHORTS.items() if "claims" in cohort]
CLAIMS_ALONE = [name for name in COHORTS if name not in WITH_ROWS]

# Cohorts with an endpoint that is a time to an event.
WITH_TIMES = [
    name
    for name in WITH_ROWS
    if any(endpoint["kind"] in TIMES for endpoint in COHORTS[name].get("endpoints", {}).values())
]

# What has figures, by what casetrace/model/figure_families.py says of a family.
WITH_FIGURES_OF = {"rows": WITH_ROWS, "times": WITH_TIMES, "claims": WITH_CLAIMS, "together": ["pooled"]}

# What results of the cohorts together rest on.
POOLED_LINEAGE = ["lineage", "row_sets"]
# What the cohorts measured, which may overlap, and what is printed of further ones.
POOLED_TABLES = {
    "harmonisation": "results/pooled/harmonisation.csv",
    "overlap": "results/pooled/overlap.csv",
    "printed": "results/pooled/printed.parquet",
}
# Cohorts beside each other: two of which there are rows, or printed summaries beside one; or a next study.
IS_POOLED = len(WITH_ROWS) > 1 or bool(WITH_ROWS and {"cohorts_file", "next_study"} & config["pool"].keys())
# Of such a study.
POOLED_DELIVERABLES = [
    *report_files("pooled").values(),
    "statistics.csv",
    *(Path(path).name for path in POOLED_TABLES.values()),
    *(f"figures/{figure}.{extension}" for figure in FAMILIES["pooled"].figures for extension in FORMATS),
    "provenance/manifest.json",
    "ro-crate-metadata.json",
] * IS_POOLED


def one_of(cohorts):
    """The constraint of a wildcard to these cohorts; nothing matches where there are none."""
    return "|".join(cohorts) or "(?!)"


wildcard_constraints:
    cohort=one_of(COHORTS),


def of_every_cohort(file, cohorts=WITH_ROWS):
    """Paths of a file of every cohort that has rows, or of others, in the order of config."""
    return [f"results/{cohort}/{file}" for cohort in cohorts]


def made(wildcards, *files):
    """Paths of a cohort's results for a function of inputs. They are complete: no prefix is to be put before them again."""
    return [hooks.place.complete(f"{RESULTS}/{wildcards.cohort}/{file}") for file in files]


def figure_families(cohort):
    """The families of figures that a cohort has, or `pooled`."""
    return [family for family, about in FAMILIES.items() if cohort in WITH_FIGURES_OF[about.of]]


def figure_names(cohort, families=FAMILIES):
    """The figures of a cohort, or those of some families."""
    return [figure for family in figure_families(cohort) if family in families for figure in FAMILIES[family].figures]


def figure_paths(cohort, families=FAMILIES):
    """Paths of these figures in all formats."""
    return [
        f"results/{cohort}/figures/{figure}.{extension}"
        for figure in figure_names(cohort, families)
        for extension in FORMATS
    ]


def figure_inputs(family):
    """Paths of what a family's figures are drawn from, by name."""
    return {name: f"results/{{cohort}}/{file}" for name, file in FAMILIES[family].inputs.items()}


def figure_files(family, cohort="{cohort}"):
    """Paths of a family's figures, by figure and format."""
    return {
        f"{figure}_{extension}": f"results/{cohort}/figures/{figure}.{extension}"
        for figure in FAMILIES[family].figures
        for extension in FORMATS
    }


def result_parts(wildcards, name="statistics"):
    """The results of the stages that the cohort goes through, or another part of what these write of them."""
    stages = ["analyse"] * (wildcards.cohort in WITH_ROWS) + ["audit"] * (wildcards.cohort in WITH_CLAIMS)
    return made(wildcards, *(f"{stage}/{name}.parquet" for stage in stages))


def audit_tables(wildcards):
    """What the audit found and the claims that it read, of a cohort that has some."""
    names = ["claims", "readings", "assumptions", "implied", "values", "interpretations", "consistency"]
    found = [*(f"audit/{name}.parquet" for name in names), "audit/scenario.json", "ingest/claims.parquet"]
    return made(wildcards, *found * (wildcards.cohort in WITH_CLAIMS))


def traced_tables(wildcards):
    """The lineage of the cohort's results and the tables that lead from it to the raw cells."""
    ingested = ["raw", "lines", "fields", "cells"]
    steps = {"provenance": LINEAGE, "ingest": ingested, "clean": TABLES, "derive": ["lesions", "lesion_visits"]}
    return made(wildcards, *(f"{step}/{name}.parquet" for step, names in steps.items() for name in names))


def figures_shown(wildcards):
    """The figures of the cohort as the report shows them."""
    return made(wildcards, *(f"figures/{figure}.svg" for figure in figure_names(wildcards.cohort)))


def report_outputs(kind, cohort, caption):
    """The files of a kind of report as outputs of its rule, for Snakemake's own report too."""
    return {
        name: report(f"results/{cohort}/{file}", caption=caption, category=cohort, labels={"output": f"report, {name}"})
        for name, file in report_files(kind).items()
    }


def deliverables(cohort):
    """Paths of what the default target makes of a cohort."""
    datasets = ["derive/lesion_visits.csv", "derive/patient_visits.csv"]
    files = [
        *report_files("rows" if cohort in WITH_ROWS else "claims").values(),
        "statistics.csv",
        "problems.csv",
        "cleaning_log.csv",
        *datasets * (cohort in WITH_ROWS),
        *["audit.csv"] * (cohort in WITH_CLAIMS),
        *[PASSED] * (cohort in WITH_CLAIMS and config["audit"]["unreproduced"] == "fail"),
        "provenance/manifest.json",
        "ro-crate-metadata.json",
    ]
    return [*(f"results/{cohort}/{file}" for file in files), *figure_paths(cohort)]


def cohort_steps(cohort):
    """The rules that make the results of a cohort, in the order in which the data flow."""
    families = figure_families(cohort)
    return [
        *READING,
        *ANALYSES * (cohort in WITH_ROWS),
        *["audit_claims"] * (cohort in WITH_CLAIMS),
        "collect_results",
        *(f"figures_{family}" for family in families),
        "report_cohort" if cohort in WITH_ROWS else "report_claims",
    ]


def made_by_rules():
    """What all rules make, by the folder of each cohort's results."""
    names = {cohort: [*cohort_steps(cohort), "provenance_cohort"] for cohort in COHORTS}
    for cohort in WITH_CLAIMS:
        names[cohort].append("audit_check")
    if POOLED_DELIVERABLES:
        names["pooled"] = [*POOLED_STEPS, "provenance_pooled"]
    return {
        f"{RESULTS}/{cohort}": [
            str(path).format(cohort=cohort) for name in steps_of_cohort for path in getattr(rules, name).output
        ]
        for cohort, steps_of_cohort in names.items()
    }


def resolved(items, wildcards):
    """The paths of a rule's inputs or outputs for one cohort; a prefix of the module is already in them."""
    for item in items:
        found = item(wildcards) if callable(item) else [str(item)]
        yield from (path.format(cohort=wildcards.cohort) for path in found)


def steps(wildcards, names=None):
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
        for name in names or cohort_steps(wildcards.cohort)
    ]


def step_files(wildcards, names=None):
    """Every file that a step reads or writes, without those that are handed on with the results, such as its code.

    The paths are complete: no prefix is to be put before them again.
    """
    described = [getattr(rules, name) for name in names or cohort_steps(wildcards.cohort)]
    files = {file for rule in described for file in [*rule.input, *rule.output]} - HANDED_ON_FROM_HERE
    return [hooks.place.complete(path) for path in sorted(set(resolved(files, wildcards)))]


def given_config(cohorts):
    """The configuration as it was given, with these cohorts alone."""
    return GIVEN_CONFIG | {"cohorts": {name: GIVEN_CONFIG["cohorts"][name] for name in cohorts}}


def described_study(title, source):
    """What a crate says of the study, and of one of its cohorts or of all."""
    return {
        "title": title,
        "study_title": config["study"]["title"],
        "authors": config["study"]["authors"],
        "licence": config["study"].get("licence"),
        "date_published": config["study"].get("date_published"),
        "source": source,
    }

# What all rules share: the checked configuration, and helpers for inputs and params.

import os
import sys
import time
from pathlib import Path

from casetrace.config.outside import PROJECT_VARIABLE, refuse_files_outside
from casetrace.config.validation import validated_config
from casetrace.model.dictionary import data_dictionary
from casetrace.model.pseudonyms import SALT_VARIABLE, pseudonym
from casetrace.pipeline.cluster import memory_mb, minutes, raw_megabytes
from casetrace.pipeline.fetch import fetch
from casetrace.pipeline.imports import local_imports
from casetrace.pipeline.log import by_cohort, user_errors
from casetrace.pipeline.running import end_with_the_run
from casetrace.pipeline.step_code import step_code

hooks.planning.compare_parameters_as_text()
hooks.planning.files_are_planned_once()
hooks.planning.many_jobs_can_wait()
hooks.runs.one_run_at_a_time()
hooks.start.jobs_share_a_start(ROOT)
if workflow.is_main_process:
    hooks.place.check_folders(hooks.place.with_prefix(workflow, "results"))
else:
    end_with_the_run()
if not IS_MODULE:
    hooks.place.jobs_import_from(ROOT)
elif not config:
    raise WorkflowError('Casetrace as a module needs its configuration, such as `config: config["casetrace"]`.')

STARTED = time.time()
# The folder of the results, behind the prefix of the module if it has one.
RESULTS = hooks.place.with_prefix(workflow, "results")
TABLES = list(data_dictionary())
# The lineage of all results: what each rests on, the rows of each set, the files that they come from.
LINEAGE = ["lineage", "row_sets", "files"]
# How the raw files were read: what was found of each file and column, the texts, whose each line is.
FILES_READ = ["sources", "columns", "raw", "lines", "fields"]
# What a stage that computes results writes: the results, and the rows that each of them rests on.
RESULT_PARTS = ["statistics", "lineage", "row_sets"]
REPORT_TEMPLATES = sorted(
    path.name for path in (ROOT / "workflow/report").iterdir() if path.suffix in (".j2", ".css", ".js")
)
# The repository's folder where paths of its files need it in front, else empty.
CODE_FOLDER = str(ROOT) if IS_MODULE or Path.cwd() != ROOT else ""
WORKFLOW_FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("Snakefile", "workflow/rules/*.smk", "workflow/schemas/*.yaml")
    for path in ROOT.glob(pattern)
)
# Reads methods.yaml when it is imported.
METHODS_REGISTER = "casetrace/methods/register.py"
# Reads checklists.yaml.
CHECKLISTS = "casetrace/report/checklists.py"

# As it was given: without the defaults, and with the short forms.
GIVEN_CONFIG = config
try:
    places = {key: place for file in CONFIG_FILES for key, place in key_places(file).items()}
    config = validated_config(config, ROOT / "workflow/schemas/config.schema.yaml", places)
    refuse_files_outside(config, Path(os.environ.get(PROJECT_VARIABLE, "")))
    for line in fetch(config) if workflow.is_main_process else []:
        print(line, file=sys.stderr)
except UserError as error:
    raise WorkflowError(str(error))


def code(rule):
    """What a rule's script loads from this repository, and the lock of the packages: a change of either reruns the rule."""
    files = step_code(rule, ROOT)
    schemas = ["workflow/schemas/tables.yaml", *["workflow/schemas/methods.yaml"] * (METHODS_REGISTER in files)]
    schemas += ["workflow/schemas/checklists.yaml"] * (CHECKLISTS in files)
    return [from_here(file) for file in [*files, *schemas, "requirements.lock"]]


def from_here(file):
    """The path of a file of this repository as seen from the working directory."""
    return str(ROOT / file) if CODE_FOLDER else file


def of_cohort(section, default=None):
    """A section of the cohort's configuration, for `params`."""
    return lambda wildcards: config["cohorts"][wildcards.cohort].get(section, default)


def raw_files(wildcards):
    """The raw files of the cohort, as config names them."""
    return list(dict.fromkeys(table["file"] for table in config["cohorts"][wildcards.cohort]["tables"]))


def first_file(wildcards):
    """The raw file that problems without a place are laid to; empty for a cohort of claims alone."""
    return next(iter(raw_files(wildcards)), "")


def raw_size(wildcards):
    """The megabytes of the raw files of the cohort, or of all where a step is of no cohort."""
    cohorts = [wildcards.cohort] if wildcards.get("cohort") in config["cohorts"] else config["cohorts"]
    return raw_megabytes({table["file"] for cohort in cohorts for table in config["cohorts"][cohort]["tables"]})


def memory_of_step(wildcards, attempt):
    """What any step asks for of memory, in megabytes."""
    return memory_mb(raw_size(wildcards), attempt)


def minutes_of_step(wildcards, attempt):
    """What any step asks for of time, in minutes."""
    return minutes(raw_size(wildcards), attempt)


def salt_fingerprint(wildcards):
    """What changes with the salt of the pseudonyms, where a table of the cohort has some, and says nothing of it."""
    path = os.environ.get(SALT_VARIABLE, "")
    secret = any(table["privacy"]["pseudonymise"] for table in config["cohorts"][wildcards.cohort]["tables"])
    return pseudonym("fingerprint of the salt", Path(path).read_bytes()) if secret and os.path.isfile(path) else ""


def existing_files(wildcards):
    """The raw files that are there; one that is not is reported with everything else."""
    return [local(path) for path in raw_files(wildcards) if Path(path).is_file()]


def existing_corrections(wildcards):
    """The corrections of the cohort, where it has some."""
    return existing(of_cohort("corrections")(wildcards))


def existing_claims(wildcards):
    """The published claims of the cohort, where it has some."""
    return existing(of_cohort("claims")(wildcards))


def claim_files(wildcards):
    """The published claims of the cohort, and the corrections, whose values they may use; nothing without claims."""
    claims = existing_claims(wildcards)
    return claims + existing_corrections(wildcards) if claims else []


def source_files(wildcards):
    """What the cohort's results come from, as far as it is there."""
    return existing_files(wildcards) + existing_corrections(wildcards) + existing_claims(wildcards)


def existing(path):
    """A file that config names, where it is there."""
    return [local(path)] if path and Path(path).is_file() else []


def tables(stage, names, extension="parquet"):
    """Paths of a stage's tables by name, for `input` and `output`."""
    return {name: f"results/{{cohort}}/{stage}/{name}.{extension}" for name in names}


def print_lines(lines):
    """Print to the terminal, behind what was told of the steps of the run."""
    hooks.place.after_the_steps(workflow)
    for line in lines:
        print(line, file=sys.stderr)


def written_now(pattern):
    """Files of the results that this run has written, in the order in which config has the cohorts."""
    written = [path for path in sorted(Path(RESULTS).glob(pattern)) if path.stat().st_mtime >= STARTED]
    return by_cohort(written, RESULTS, list(COHORTS))


def report_lines():
    """The reports that this run has written."""
    return [f"The report is {path}" for path in written_now(f"*/{report_files('claims')['html']}")]


def complete_report_lines():
    """The reports that a run which failed has completed all the same: those whose crate it has written."""
    written = {path.parent for path in written_now("*/ro-crate-metadata.json")}
    for path in written_now(f"*/{report_files('claims')['html']}"):
        if path.parent in written:
            yield f"The run failed, but these results are complete: {path}"


def user_error_lines():
    """What the logs of this run's failed jobs say of what the user can correct."""
    for path, message in user_errors(written_now("**/logs/*.log")).items():
        yield f"\n{message}\nThe log is {path}"


def print_user_errors():
    """Print what the logs of this run's failed jobs say of what the user can correct."""
    print_lines(user_error_lines())


if IS_MODULE:
    hooks.place.at_the_end_of_a_module(workflow, RESULTS, print_user_errors)

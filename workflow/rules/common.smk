# What all rules share: the checked configuration, the study, and helpers for inputs and params.

import os
import sys
import time
from pathlib import Path

from casetrace.config.outside import PROJECT_VARIABLE, refuse_files_outside
from casetrace.config.validation import validated_config
from casetrace.model.dictionary import data_dictionary
from casetrace.model.figure_families import FAMILIES
from casetrace.model.report_files import report_files
from casetrace.pipeline import study
from casetrace.pipeline.cluster import memory_mb, minutes, raw_megabytes
from casetrace.pipeline.endings import Ending
from casetrace.pipeline.fetch import fetch
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
# How the raw files were read: what was found of each file and column, the texts, whose each line is.
FILES_READ = ["sources", "columns", "raw", "lines", "fields"]
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

STUDY = study.Study(config, GIVEN_CONFIG)
ENDING = Ending(RESULTS, list(STUDY.cohorts), STARTED)


def one_of(cohorts):
    """The constraint of a wildcard to these cohorts; nothing matches where there are none."""
    return "|".join(cohorts) or "(?!)"


wildcard_constraints:
    cohort=one_of(STUDY.cohorts),


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
    return lambda wildcards: STUDY.cohorts[wildcards.cohort].get(section, default)


def raw_size(wildcards):
    """The megabytes of the raw files of the cohort, or of all where a step is of no cohort."""
    cohorts = [wildcards.cohort] if wildcards.get("cohort") in STUDY.cohorts else STUDY.cohorts
    return raw_megabytes({path for cohort in cohorts for path in STUDY.raw_files(cohort)})


def memory_of_step(wildcards, attempt):
    """What any step asks for of memory, in megabytes."""
    return memory_mb(raw_size(wildcards), attempt)


def minutes_of_step(wildcards, attempt):
    """What any step asks for of time, in minutes."""
    return minutes(raw_size(wildcards), attempt)


def existing(*paths):
    """Those of the files that are there; one that is not is reported with everything else."""
    return [local(path) for path in paths if path and Path(path).is_file()]


def existing_files(wildcards):
    """The raw files of the cohort that are there."""
    return existing(*STUDY.raw_files(wildcards.cohort))


def existing_corrections(wildcards):
    """The corrections of the cohort, where it has some."""
    return existing(of_cohort("corrections")(wildcards))


def claim_files(wildcards):
    """The published claims of the cohort, and the corrections, whose values they may use; nothing without claims."""
    claims = existing(of_cohort("claims")(wildcards))
    return claims + existing_corrections(wildcards) if claims else []


def source_files(wildcards):
    """What the cohort's results come from, as far as it is there."""
    cohort = STUDY.cohorts[wildcards.cohort]
    return existing(*STUDY.raw_files(wildcards.cohort), cohort.get("corrections"), cohort.get("claims"))


def tables(stage, names, extension="parquet"):
    """Paths of a stage's tables by name, for `input` and `output`."""
    return {name: f"results/{{cohort}}/{stage}/{name}.{extension}" for name in names}


def of_every_cohort(file, cohorts=STUDY.with_rows):
    """Paths of a file of every cohort that has rows, or of others, in the order of config."""
    return [f"results/{cohort}/{file}" for cohort in cohorts]


def report_outputs(kind, cohort, caption):
    """The files of a kind of report as outputs of its rule, for Snakemake's own report too."""
    return {
        name: report(f"results/{cohort}/{file}", caption=caption, category=cohort, labels={"output": f"report, {name}"})
        for name, file in report_files(kind).items()
    }


def print_lines(lines):
    """Print to the terminal, behind what was told of the steps of the run."""
    hooks.place.after_the_steps(workflow)
    for line in lines:
        print(line, file=sys.stderr)


if IS_MODULE:
    hooks.place.at_the_end_of_a_module(workflow, RESULTS, lambda: print_lines(ENDING.user_errors()))

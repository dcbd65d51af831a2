# Casetrace: from the raw table of a case series to a report in which every number can be traced.
#
# ingest -> clean -> check -> derive -> analyse -> audit -> collect -> figures -> report -> provenance
# and, from two cohorts on, pool


from snakemake.utils import min_version

min_version("9.27")


from casetrace.model.errors import UserError
from casetrace.model.yaml_files import check_yaml, key_places
from casetrace.pipeline import hooks

hooks.planning.garbage_is_seldom_looked_for()

# The repository's folder, whether this workflow stands alone or is a module of another one.
IS_MODULE = hooks.place.is_module(workflow)
ROOT = hooks.place.repository(workflow)

# A configuration given on the command line stands alone: merged with this one, the first cohort would stay in it.
CONFIG_IS_DEFAULT = not IS_MODULE and not workflow.configfiles
CONFIG_FILES = [] if IS_MODULE else [str(path) for path in workflow.configfiles or ["config.yaml"]]
try:
    for path in CONFIG_FILES:
        check_yaml(path)
except UserError as error:
    raise WorkflowError(str(error))

if CONFIG_IS_DEFAULT:

    configfile: "config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/results.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/derive.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/collect.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/provenance.smk"


# A study of one cohort alone has nothing to pool, and neither has a paper without rows.
if STUDY.is_pooled:

    include: "workflow/rules/pool.smk"


# The default target: the first rule of this file. In a workflow that has a target before it uses this one, that stays.
rule all:
    input:
        [f"results/{cohort}/{file}" for cohort, files in STUDY.all_deliverables().items() for file in files],


if not IS_MODULE:

    include: "workflow/rules/verify.smk"


OWN_RULES = hooks.place.own_rules(workflow, ROOT)
# What a step asks a cluster for; on one machine it is asked for nothing, unless Snakemake is given `--resources`.
hooks.planning.resources_of_rules(OWN_RULES, workflow, {"mem_mb": memory_of_step, "runtime": minutes_of_step})
hooks.planning.order_of_jobs(OWN_RULES)
hooks.planning.one_process_for_a_cluster_job(OWN_RULES, workflow)
hooks.failures.retry_what_may_help(STARTED)
hooks.failures.only_what_failed_has_failed(STARTED)
hooks.rerunning.content_decides(workflow, RESULTS, made_by_rules)


onstart:
    hooks.runs.the_cluster_answers(workflow)


onsuccess:
    print_lines(ENDING.reports())


# With --keep-going the other cohorts have their report.
onerror:
    print_lines(ENDING.user_errors())
    print_lines(ENDING.complete_reports())

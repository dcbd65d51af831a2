# Casetrace: from the raw table of a case series to a report in which every number can be traced.
#
# ingest -> clean -> check -> derive -> describe, explore -> collect -> plot -> report -> provenance


from snakemake.utils import min_version

from scripts.config.reading import check_yaml
from scripts.jobs.errors import UserError

min_version("9.0")

# A configuration given on the command line stands alone: merged with this one, the first cohort would stay in it.
CONFIG_IS_DEFAULT = not workflow.configfiles
try:
    for path in workflow.configfiles or ["config.yaml"]:
        check_yaml(path)
except UserError as error:
    raise WorkflowError(str(error))

if CONFIG_IS_DEFAULT:

    configfile: "config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/derive.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/explore.smk"
include: "workflow/rules/collect.smk"
include: "workflow/rules/plot.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/provenance.smk"
include: "workflow/rules/reproducibility.smk"


rule all:
    default_target: True
    input:
        expand("results/{cohort}/{deliverable}", cohort=config["cohorts"], deliverable=DELIVERABLES),


onsuccess:
    print_lines(f"The report is {path}" for path in written_now("results/*/report.html"))


onerror:
    print_lines(user_error_lines())

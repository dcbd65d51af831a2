# snakemake lock    runs the study afresh in a scratch directory and writes the lock of its outputs
# snakemake verify  runs it afresh and compares with the lock; fails when an output or a number differs
#
# They run the study of this repository, or of the configuration given to Snakemake, and are no part of a module.
# The lock is neither input nor output of these rules: as an output it would be removed by a failure, as an input rewritten.

from casetrace.verify.lock import lock_file_of

STUDY_FILES = [] if CONFIG_IS_DEFAULT else CONFIG_FILES
LOCK_FILE = lock_file_of(STUDY_FILES)


localrules:
    lock,
    verify,


rule lock:
    log:
        "results/logs/lock.log",
    params:
        config_files=STUDY_FILES,
        root=str(ROOT),
        lock_file=LOCK_FILE,
        cores=workflow.cores,
    script:
        "../../scripts/lock.py"


rule verify:
    log:
        "results/logs/verify.log",
    params:
        config_files=STUDY_FILES,
        root=str(ROOT),
        lock_file=LOCK_FILE,
        cores=workflow.cores,
        # For a program to read; it is there also where the rule fails.
        outcome="results/logs/verify.json",
    script:
        "../../scripts/verify.py"
